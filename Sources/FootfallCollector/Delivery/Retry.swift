internal import FootfallModel

/// How something stands that is tried again until it succeeds.
struct Retry: Codable, Hashable, Sendable {
    /// How often it failed.
    private(set) var failures = 0
    /// When it failed first, in microseconds since 1970.
    private(set) var since: Int64 = 0
    /// When it is tried next.
    private(set) var next: Int64 = 0
    /// What went wrong last.
    private(set) var reason = ""

    /// Seconds from the first failure to the second try, and the most between two.
    private static let firstPause: Int64 = 5
    private static let longestPause: Int64 = 3600

    mutating func failed(_ reason: String, now: Instant) {
        if failures == 0 { since = now.microseconds }
        failures += 1
        self.reason = reason
        next = now.advanced(bySeconds: Retry.pause(after: failures)).microseconds
    }

    func isDue(now: Instant) -> Bool {
        // A clock that was set back must not make it wait for longer than it ever should.
        failures == 0 || now.microseconds >= next
            || next - now.microseconds > (Retry.longestPause + 60) * 1_000_000
    }

    /// Three times as long after each failure: 5 s, 15 s, 45 s … an hour.
    static func pause(after failures: Int) -> Int64 {
        var pause = firstPause
        for _ in 1..<max(1, min(failures, 10)) { pause *= 3 }
        return min(pause, longestPause)
    }
}
