internal import FootfallModel

/// The ends of sessions with the sign-ins that each began with, as far as the events tell.
struct SessionPairs {
    private struct Place: Hashable {
        var user: String
        var app: String?
        var host: String?

        init(_ event: ActivityEvent) {
            user = event.userID ?? ""
            // OpenSSH in parts: the one that lets in, and the one that sees out.
            app = event.appID?.hasPrefix("sshd") == true ? "sshd" : event.appID
            host = event.host
        }
    }

    static let beginnings = ["user_login", "session_start", "session_started"]
    static let ends = ["user_logout", "session_end", "session_logout"]
    /// Seconds that a session may have begun before what is looked at.
    static let reach: Int64 = 86_400

    private(set) var ended: [(beginning: ActivityEvent?, end: ActivityEvent)] = []
    /// Those of which no end is known.
    private(set) var open: [ActivityEvent] = []

    /// Both oldest first.
    init(_ beginnings: [ActivityEvent], _ ends: [ActivityEvent]) {
        var open: [Place: [ActivityEvent]] = [:]
        var next = 0
        for end in ends {
            while next < beginnings.count, beginnings[next].time <= end.time {
                open[Place(beginnings[next]), default: []].append(beginnings[next])
                next += 1
            }
            let candidates = open[Place(end)] ?? []
            let begun =
                candidates.lastIndex { SessionPairs.isOfKind($0, end) && SessionPairs.belongs($0, end) }
                ?? candidates.lastIndex { end.host != nil && SessionPairs.belongs($0, end) }
            ended.append((begun.flatMap { open[Place(end)]?.remove(at: $0) }, end))
        }
        self.open = open.values.flatMap { $0 } + beginnings[next...]
    }

    /// A sign-in ends with a sign-out, a session with its end; in logs of hosts one may stand for the other.
    private static func isOfKind(_ beginning: ActivityEvent, _ end: ActivityEvent) -> Bool {
        (beginning.type == "user_login") == (end.type == "user_logout")
    }

    /// Whether two events may be of one session: not from different addresses, nor of different ports or numbers.
    static func belongs(_ beginning: ActivityEvent, _ end: ActivityEvent) -> Bool {
        if let ip = end.ip, let other = beginning.ip, ip != other { return false }
        return agreement(beginning, end) ?? true
    }

    /// Whether two events name the same port or number.
    static func shares(_ event: ActivityEvent, _ other: ActivityEvent) -> Bool { agreement(event, other) ?? false }

    /// `nil` where they name nothing that can be compared.
    private static func agreement(_ event: ActivityEvent, _ other: ActivityEvent) -> Bool? {
        for key in ["port", "session", "session_id", "tty"] {
            guard let own = event.detail(key), let other = other.detail(key) else { continue }
            return own == other
        }
        return nil
    }

    /// The longest session that is believed, in seconds: a log may say anything.
    private static let longest: Int64 = 10 * 366 * 86_400

    /// The duration that the end itself tells, in seconds.
    static func told(_ end: ActivityEvent) -> Int64? {
        var seconds: Int64?
        if let text = end.detail("duration_ms"), let number = Int64(text) {
            seconds = number / 1000
        } else if let text = end.detail("duration") {
            seconds = Int64(text) ?? clock(text)
        }
        return seconds.flatMap { (0...longest).contains($0) ? $0 : nil }
    }

    /// The seconds of 00:10:00 and 2h:13m:05s.
    private static func clock(_ text: String) -> Int64? {
        let parts = text.split(separator: ":").map { Int64($0.filter { $0.isASCII && $0.isNumber }) }
        guard parts.count == 3 else { return nil }
        var seconds: Int64 = 0
        for part in parts {
            guard let part, (0...longest).contains(part) else { return nil }
            seconds = seconds * 60 + part
        }
        return seconds
    }
}
