internal import FootfallCollector
internal import FootfallModel
internal import FootfallReports
internal import FootfallSources
internal import FootfallStore
internal import Foundation

/// Whether somebody collects, and what `footfall status` has to say of it.
enum CollectorExam {
    static let name = "collector"

    static func diagnoses(_ patient: Patient) -> [Diagnosis] {
        let status: CollectionStatus
        do {
            let root = patient.root
            status = try CollectionStatus(try patient.openStore(), now: patient.now) { root.place($0) }
        } catch {
            guard patient.root.isThisMachine else { return [] }
            if case .unreadable = error.reason { return unit(patient, .unknown) }
            return unit(patient, patient.collector == nil ? .nobody : .somebody)
        }
        var found = patient.root.isThisMachine ? running(status, patient) : []
        for source in status.sources {
            // Peculiarities that nobody can do anything about are for those who look at the status.
            for problem in source.problems where problem.isTrouble || problem.hint != nil {
                let text =
                    problem.text.hasPrefix(source.source.name) ? problem.text : "\(source.source.name): \(problem.text)"
                let verdict: Diagnosis.Verdict = problem.isTrouble ? .trouble : .note
                found.append(Diagnosis("sources", verdict, text, problem.hint.map { .init($0) }))
            }
        }
        for order in status.orders {
            guard let trouble = order.trouble else { continue }
            found.append(Diagnosis("sources", .trouble, "\(order.kind.rawValue) \(order.name): \(trouble)"))
        }
        let said = found.filter { $0.check == "sources" }
        let worst = said.filter { $0.verdict == .trouble } + said.filter { $0.verdict != .trouble }
        let bounded = worst.bounded("'footfall status' shows all")
        if said.isEmpty, !status.sources.isEmpty {
            let count = status.sources.count
            return found + [
                Diagnosis("sources", .ok, "\(count) source\(count == 1 ? "" : "s"), nothing lost, nothing failing")
            ]
        }
        return found.filter { $0.check != "sources" } + bounded
    }

    private static func running(_ status: CollectionStatus, _ patient: Patient) -> [Diagnosis] {
        guard let collector = status.collector else { return unit(patient, .nobody) }
        let process = collector.process.map { " (process \($0))" } ?? ""
        if let obstacle = collector.obstacle {
            let since = collector.obstacleSince.map { " for \(Age.text(patient.now.seconds - $0.seconds))" } ?? ""
            let text = "the collector\(process) waits\(since) as the store cannot be written: \(obstacle)"
            let remedy = Diagnosis.Remedy(
                "make room, or see what is wrong with the disk:",
                "df -h \(shellWord(status.path))",
                "sudo dmesg | tail"
            )
            return [Diagnosis(name, .trouble, text, remedy)]
        }
        return [Diagnosis(name, .ok, "a collector writes to the store\(process)")] + unit(patient, .somebody)
    }

    /// Who writes to the store.
    enum Writer {
        case somebody, nobody
        /// The store may not be read by who asks.
        case unknown
    }

    /// What systemd says of the unit.
    private static func unit(_ patient: Patient, _ writer: Writer) -> [Diagnosis] {
        unit(patient.unit?.name, patient.unit.flatMap { UnitState($0.name) }, writer)
    }

    /// - Parameter unit: its name; `nil` where none is set up.
    static func unit(_ unit: String?, _ state: UnitState?, _ writer: Writer) -> [Diagnosis] {
        guard let unit else {
            guard writer != .somebody else { return [] }
            if writer == .unknown {
                let text = "no service is set up; only root or the store's group can tell whether somebody collects"
                return [Diagnosis(name, .note, text, .init("ask as root:", "sudo footfall doctor"))]
            }
            let remedy = Diagnosis.Remedy(
                "to collect once, or from now on as a service:",
                "footfall collect --once /var/log",
                "sudo footfall install"
            )
            return [Diagnosis(name, .note, "nobody collects now, and no service is set up", remedy)]
        }
        let word = shellWord(unit)
        if writer == .unknown, state == nil || state?.isRunning == true {
            let text = state == nil ? "\(unit) is set up" : "\(unit) runs"
            let remedy = Diagnosis.Remedy("ask as root:", "sudo footfall doctor")
            return [Diagnosis(name, .note, "\(text); only root or the store's group can tell more", remedy)]
        }
        if writer != .somebody {
            let remedy = Diagnosis.Remedy(
                "start it, and see what it says:",
                "sudo systemctl start \(word)",
                "journalctl -u \(word) -n 20"
            )
            let why = state.map { " (\($0.active)\($0.result == "success" ? "" : ", \($0.result)"))" } ?? ""
            return [Diagnosis(name, .trouble, "\(unit) is set up, and nobody collects\(why)", remedy)]
        }
        guard let state, state.file == "disabled" else { return [] }
        let remedy = Diagnosis.Remedy("have it started with the machine:", "sudo systemctl enable \(word)")
        return [Diagnosis(name, .trouble, "\(unit) is not started when the machine is", remedy)]
    }
}

/// What systemd knows of a unit.
struct UnitState {
    var active: String
    var result: String
    /// Whether it is started with the machine.
    var file: String

    var isRunning: Bool { ["active", "reloading"].contains(active) }

    init(active: String, result: String = "success", file: String = "enabled") {
        self.active = active
        self.result = result
        self.file = file
    }

    /// `nil` where systemd does not run or does not answer within a second.
    init?(_ unit: String) {
        guard FileManager.default.fileExists(atPath: "/run/systemd/system") else { return nil }
        let question = ["systemctl", "show", unit, "--property=ActiveState,Result,UnitFileState"]
        let answer = CommandRun(arguments: question, timeout: 1).run(until: StopSignal())
        guard answer.failure == nil else { return nil }
        self.init(active: "", file: "")
        for line in String(decoding: answer.output, as: UTF8.self).split(separator: "\n") {
            let value = String(line.drop { $0 != "=" }.dropFirst())
            if line.hasPrefix("ActiveState=") { active = value }
            if line.hasPrefix("Result=") { result = value }
            if line.hasPrefix("UnitFileState=") { file = value }
        }
    }
}
