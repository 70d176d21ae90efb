internal import FootfallCollector
internal import FootfallModel
internal import FootfallReports

/// Whether journald keeps what is to be read from it.
enum JournalExam {
    static let name = "journal"

    static func diagnoses(_ patient: Patient) -> [Diagnosis] {
        guard patient.configuration?.sources.contains(where: \.isJournal) == true else { return [] }
        let settings = SectionedSettings.journald(patient)
        let file = "/etc/systemd/journald.conf.d/footfall.conf"
        var found: [Diagnosis] = []
        func add(_ verdict: Diagnosis.Verdict, _ text: String, _ lines: String...) {
            var remedy = Diagnosis.Remedy("write into \(file), then: sudo systemctl restart systemd-journald")
            remedy.paste = ["[Journal]"] + lines
            found.append(Diagnosis(name, verdict, text, remedy))
        }
        func place(_ key: String) -> String { settings.files[key].map { " (\($0))" } ?? "" }
        let storage = settings.values["Storage"] ?? "auto"
        let isKept = !patient.files(in: "/var/log/journal").isEmpty
        switch storage.lowercased() {
        case "none":
            add(
                .trouble,
                "Storage=none\(place("Storage")): journald keeps nothing, so nothing can be read",
                "Storage=persistent"
            )
        case "volatile":
            add(
                .trouble,
                "Storage=volatile\(place("Storage")): what was not read is gone after a restart of the machine",
                "Storage=persistent"
            )
        case "auto" where !isKept:
            add(
                .note,
                "there is no /var/log/journal, so what was not read is gone after a restart of the machine",
                "Storage=persistent"
            )
        default: break
        }
        if let text = settings.values["RateLimitBurst"], let burst = Int64(text), burst > 0, burst < 10_000 {
            let text =
                "RateLimitBurst=\(burst)\(place("RateLimitBurst")): of each service, what goes beyond is dropped, as in an attack"
            add(.note, text, "RateLimitBurst=10000")
        }
        for key in ["SystemMaxUse", "RuntimeMaxUse"] where key == "SystemMaxUse" || !isKept {
            guard let bytes = settings.bytes(key), bytes < 50 << 20 else { continue }
            add(
                .note,
                "\(key)=\(settings.values[key] ?? "")\(place(key)): a busy day does not fit, and what was not read by then is gone",
                "\(key)=500M"
            )
        }
        if found.isEmpty {
            found.append(Diagnosis(name, .ok, "is kept, and is not limited below journald's own defaults"))
        }
        return found
    }
}
