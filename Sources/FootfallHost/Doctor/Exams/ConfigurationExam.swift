internal import FootfallCollector
internal import FootfallModel

/// Whether there is a configuration, and whether it is right.
enum ConfigurationExam {
    static let name = "configuration"

    static func diagnoses(_ patient: Patient) -> [Diagnosis] {
        if !patient.mistakes.isEmpty {
            return patient.mistakes.map(diagnosis).bounded("'footfall collect --check' shows all")
        }
        guard let configuration = patient.configuration else {
            let remedy = Diagnosis.Remedy(
                "have one written for what this host logs:",
                "sudo footfall discover --write"
            )
            return [Diagnosis(name, .note, "there is none; commands go by their options alone", remedy)]
        }
        let path = configuration.path
        if configuration.sources.isEmpty {
            let remedy = Diagnosis.Remedy(
                "write into it, or have 'footfall discover' propose what suits:",
                "sources:",
                "  - files: /var/log"
            )
            return [Diagnosis(name, .trouble, "\(path): names no sources, so nothing is collected by it", remedy)]
        }
        let count = configuration.sources.count
        return [Diagnosis(name, .ok, "\(path): no mistakes, \(count) source\(count == 1 ? "" : "s")")]
    }

    private static func diagnosis(_ mistake: Diagnostic) -> Diagnosis {
        let file = mistake.file.map { $0 + (mistake.line > 0 ? ":\(mistake.line)" : "") + ": " } ?? ""
        var remedy = Diagnosis.Remedy(mistake.hint ?? "mend that line:")
        if let path = mistake.file { remedy.paste = ["sudoedit " + shellWord(path)] }
        return Diagnosis(name, .trouble, file + mistake.reason, remedy)
    }
}
