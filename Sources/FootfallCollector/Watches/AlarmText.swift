internal import FootfallModel
internal import FootfallQuery
internal import Foundation

/// An alarm in words.
struct AlarmText {
    private let watch: Watch
    private let alarm: WatchMemory.Alarm

    init(_ watch: Watch, _ alarm: WatchMemory.Alarm) {
        self.watch = watch
        self.alarm = alarm
    }

    private var first: String { Instant(microseconds: alarm.first).rfc3339 }
    private var last: String { Instant(microseconds: alarm.last).rfc3339 }

    /// `11 events of ip 192.0.2.7, more than 10 from one ip within 5m`.
    var sentence: String {
        let whose = watch.settings.field.map { " of \($0.rawValue) \(printable(alarm.value))" } ?? ""
        return "\(alarm.count) event\(alarm.count == 1 ? "" : "s")\(whose), \(watch.settings.rule); \(first) to \(last)"
    }

    /// Facts for a command.
    ///
    /// Values come from logs: they are data, and no part of a command line. Nor do they begin a line where a script writes
    /// them into a mail's head: what steers is not in them.
    func environment(store: String) -> [String: String] {
        var facts = [
            "FOOTFALL_WATCH": watch.name, "FOOTFALL_QUERY": watch.query, "FOOTFALL_RULE": watch.settings.rule,
            "FOOTFALL_COUNT": String(alarm.count), "FOOTFALL_FIRST": first, "FOOTFALL_LAST": last,
            "FOOTFALL_MORE_THAN": String(watch.settings.threshold),
            "FOOTFALL_WITHIN": String(watch.settings.within), "FOOTFALL_STORE": store,
        ]
        if let field = watch.settings.field {
            facts["FOOTFALL_FIELD"] = field.rawValue
            facts["FOOTFALL_VALUE"] = AlarmText.withoutControls(alarm.value)
        }
        return facts.mapValues { $0.replacing("\0", with: "\u{fffd}") }
    }

    /// By scalars: a control character with an accent upon it is one all the same.
    ///
    /// As a sign of its own and not as an escape, since there are shells whose `echo` turns `\n` into a new line.
    private static func withoutControls(_ value: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in value.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: out.append("\u{fffd}")
            default: out.append(scalar)
            }
        }
        return String(out)
    }

    /// Appends a line to a file, in one piece; what went wrong.
    func append(to path: String) -> String? {
        // Without blocking: a pipe that nobody reads would hold up all watches.
        let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK
        let descriptor = unsafe open(path, flags, 0o640)
        guard descriptor >= 0 else { return "\(path): \(FileReason.text(errno))" }
        defer { close(descriptor) }
        let line = Array("\(last) \(watch.name): \(sentence)\n".utf8)
        let written = unsafe line.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        return written == line.count ? nil : "\(path): \(FileReason.text(errno))"
    }
}
