package import FootfallQuery

/// When a search's events are worth an alarm, and what is done then.
package struct WatchSettings: Sendable, Hashable {
    /// An alarm takes more events than this.
    package var threshold: Int64 = 0
    /// Events are counted for each value of this field by itself; `nil` for all together.
    package var field: Field?
    /// Over how many seconds of the events' own time they are counted.
    package var within: Int64 = 300
    /// For so many seconds of the events' own time after an alarm its value gives no other.
    package var cooldown: Int64 = 3600
    /// Events that are more seconds old when they arrive are history, and nobody is alarmed.
    package var latest: Int64 = 604_800
    /// What is run, with its arguments; empty for nothing.
    package var command: [String] = []
    /// Seconds after which the command is ended.
    package var timeout: Int64 = 60
    /// The file that gets a line; `nil` for none.
    package var file: String?

    /// In words: `more than 10 from one ip within 5m`.
    package var rule: String {
        let one = field.map { " from one \($0.rawValue)" } ?? ""
        return threshold == 0 ? "any" + one : "more than \(threshold)\(one) within \(SpanText.of(within))"
    }
}

/// A saved search that is watched.
package struct Watch: Sendable, Hashable {
    package var name: String
    /// As it is written.
    package var query: String
    package var question: EventQuery
    package var settings: WatchSettings
}

/// Spans of time as the configuration has them.
enum SpanText {
    /// `90s`, `5m`, `1h30m`, `7d`.
    static func of(_ seconds: Int64) -> String {
        var rest = seconds
        var text = ""
        for (unit, name) in [(86_400, "d"), (3600, "h"), (60, "m"), (1, "s")] as [(Int64, String)] where rest >= unit {
            text += "\(rest / unit)\(name)"
            rest %= unit
        }
        return text.isEmpty ? "0s" : text
    }
}
