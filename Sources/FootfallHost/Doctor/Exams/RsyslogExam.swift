internal import FootfallModel
internal import Foundation

/// Whether rsyslog, which writes the files that are followed, drops messages.
enum RsyslogExam {
    static let name = "rsyslog"

    static func diagnoses(_ patient: Patient) -> [Diagnosis] {
        guard !patient.followed.groups.isEmpty, let main = patient.text("/etc/rsyslog.conf") else { return [] }
        let others = patient.files(in: "/etc/rsyslog.d", ending: ".conf").compactMap { path in
            patient.text(path).map { (path, $0) }
        }
        let found = ([("/etc/rsyslog.conf", main)] + others).flatMap { limits(in: $1, of: $0) }
        return found.isEmpty ? [Diagnosis(name, .ok, "does not limit how much it takes")] : found
    }

    /// The limits that a file sets, in the old way of writing and the new.
    static func limits(in text: String, of path: String) -> [Diagnosis] {
        var found: [Diagnosis] = []
        let lines = text.split(separator: "\n").map { $0.drop { $0 == " " || $0 == "\t" } }.filter {
            !$0.hasPrefix("#")
        }
        let statement = lines.joined(separator: "\n").lowercased()
        func add(_ text: String, _ paste: String) {
            let words = "write into \(path), then: sudo systemctl restart rsyslog"
            found.append(Diagnosis(name, .note, "\(path): \(text)", .init(words, paste)))
        }
        func number(after key: String) -> Int? {
            guard let range = statement.range(of: key) else { return nil }
            let rest = statement[range.upperBound...].drop { " =\"\t".contains($0) }
            return Int(rest.prefix { $0.isNumber })
        }
        if let interval = number(after: "syssock.ratelimit.interval") ?? number(after: "$systemlogratelimitinterval"),
            interval > 0
        {
            add(
                "imuxsock drops what a program logs too fast, as in an attack",
                "module(load=\"imuxsock\" SysSock.RateLimit.Interval=\"0\")"
            )
        }
        if statement.contains("imjournal") {
            let interval =
                number(after: "$imjournalratelimitinterval")
                ?? (statement.contains("imjournal\"") ? number(after: "ratelimit.interval") : nil)
            if interval != 0 {
                add(
                    "imjournal drops what goes beyond \(number(after: "ratelimit.burst") ?? 20_000) messages in \(interval ?? 600) s",
                    "module(load=\"imjournal\" StateFile=\"imjournal.state\" RateLimit.Interval=\"0\")"
                )
            }
        }
        return found
    }
}
