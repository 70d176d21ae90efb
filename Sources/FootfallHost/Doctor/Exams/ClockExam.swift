internal import CFootfall
internal import FootfallCollector
internal import FootfallModel
internal import FootfallQuery
internal import FootfallReports
internal import FootfallStore

/// Whether the clock can be believed, and whether all agree on the zone.
enum ClockExam {
    static let name = "clock"
    /// Beyond this, no difference is one of networks and queues.
    private static let aheadSeconds: Int64 = 3600

    static func diagnoses(_ patient: Patient) -> [Diagnosis] {
        let found = (patient.root.isThisMachine ? [synchronisation()].compactMap { $0 } : []) + store(patient)
        let zones = self.zones(patient)
        return found + zones
    }

    private static func synchronisation() -> Diagnosis? {
        switch ff_clock_is_synchronised() {
        case 1: Diagnosis(name, .ok, "synchronised")
        case 0:
            Diagnosis(
                name,
                .note,
                "nothing synchronises this machine's clock; what hosts logged at one moment may stand apart",
                .init(
                    "have it synchronised (in a container: its host's):",
                    "sudo timedatectl set-ntp true",
                    "timedatectl timesync-status"
                )
            )
        default: nil
        }
    }

    /// The clock against what the store has.
    private static func store(_ patient: Patient) -> [Diagnosis] {
        guard let store = try? patient.openStore(), let statistics = try? store.statistics() else {
            return []
        }
        var found: [Diagnosis] = []
        if let last = statistics.lastTime, last.seconds - patient.now.seconds > aheadSeconds {
            let text = "the store's newest event is \(Age.text(last.seconds - patient.now.seconds)) ahead of the clock"
            let query = "footfall search since:now --limit 5"
            found.append(
                Diagnosis(
                    name,
                    .trouble,
                    text,
                    .init("see whose clock is wrong, this machine's or a sender's:", "date", query)
                )
            )
        }
        if let started = RunningCollector.at(store: store.path)?.started, started.seconds - patient.now.seconds > 60 {
            let text =
                "the clock went back: the collector was started \(Age.text(started.seconds - patient.now.seconds)) from now"
            found.append(
                Diagnosis(
                    name,
                    .trouble,
                    text,
                    .init("set it, and start the collector again:", "sudo systemctl restart footfall")
                )
            )
        }
        return found
    }

    /// The zones of the store, of the machine and of the configuration.
    private static func zones(_ patient: Patient) -> [Diagnosis] {
        let stored = (try? patient.openStore()).flatMap { ZoneOffsets(identifier: $0.timezone) }
        let configured = patient.configuration?.zone
        var found: [Diagnosis] = []
        if let stored, let configured, differ(stored, configured) {
            let text =
                "the configuration has timezone \(configured.name); the store counts its days in \(stored.name), "
                + "and keeps to it"
            let remedy = Diagnosis.Remedy(
                "a store's zone is settled when it is made; for days of another zone collect anew:",
                "footfall collect --once --store new.db --timezone \(configured.name) /var/log"
            )
            found.append(Diagnosis("zone", .note, text, remedy))
        }
        if let zone = configured ?? stored, let machine = patient.zone, differ(zone, machine) {
            let read = configured ?? machine
            let text =
                "this machine's zone is \(machine.name), Footfall's \(zone.name): stamps that name no zone are read as "
                + "\(read.name)'s"
            let other = configured == nil ? zone.name : machine.name
            let remedy = Diagnosis.Remedy(
                "where logs are stamped in \(other), write beneath their source:",
                "timezone: \(other)"
            )
            found.append(Diagnosis("zone", .note, text, remedy))
        }
        if found.isEmpty, let zone = stored ?? configured ?? patient.zone {
            found.append(Diagnosis("zone", .ok, "\(zone.name), for the machine and for the store's days"))
        }
        return found
    }

    /// UTC has many names.
    private static func differ(_ one: ZoneOffsets, _ other: ZoneOffsets) -> Bool {
        one.name != other.name && (one.offsets != other.offsets || one.starts != other.starts)
    }
}
