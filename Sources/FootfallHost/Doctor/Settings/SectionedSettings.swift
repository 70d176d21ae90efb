internal import Foundation

/// `Key=value` lines of systemd's configuration files, a file and what is laid over it.
struct SectionedSettings {
    private(set) var values: [String: String] = [:]
    /// The file in which each was set last.
    private(set) var files: [String: String] = [:]

    /// journald's, with what stands in its `.d` folders.
    static func journald(_ patient: Patient) -> SectionedSettings {
        var settings = SectionedSettings()
        settings.take("/etc/systemd/journald.conf", patient)
        // By name, whatever folder each stands in.
        let folders = ["/usr/lib/systemd/journald.conf.d", "/etc/systemd/journald.conf.d"]
        let files = folders.flatMap { patient.files(in: $0, ending: ".conf") }
        for file in files.sorted(by: { name($0) < name($1) }) { settings.take(file, patient) }
        return settings
    }

    private static func name(_ path: String) -> String { (path as NSString).lastPathComponent }

    private mutating func take(_ path: String, _ patient: Patient) {
        for line in (patient.text(path) ?? "").split(separator: "\n") {
            let line = line.trimmingCharacters(in: .whitespaces)
            guard !line.hasPrefix("#"), !line.hasPrefix(";"), let sign = line.firstIndex(of: "=") else { continue }
            let key = line[..<sign].trimmingCharacters(in: .whitespaces)
            values[key] = line[line.index(after: sign)...].trimmingCharacters(in: .whitespaces)
            files[key] = path
        }
    }

    /// A size as systemd writes it, in bytes.
    func bytes(_ key: String) -> Int64? {
        guard let text = values[key], let number = Int64(text.prefix { $0.isNumber }) else { return nil }
        switch text.drop(while: { $0.isNumber }).first {
        case "K": return number << 10
        case "M": return number << 20
        case "G": return number << 30
        case "T": return number << 40
        default: return number
        }
    }
}
