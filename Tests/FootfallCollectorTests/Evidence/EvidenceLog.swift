import FootfallModel
import FootfallPatterns
import FootfallTesting

/// A small language of attempts and of records that tell them again, and logs in it.
enum EvidenceLog {
    /// `try` and `in` are events; `again` is evidence by process, `seat` by user, `far` by user and address, `late` by
    /// process up to ten minutes behind.
    static let set: PatternSet = {
        let pack = """
            pack: test
            apps: [app]
            patterns:
              - id: try
                event: user_failed_login
                regex: '^try (?<user>\\S+) (?<ip>\\S+) (?<note>\\d+)$'
              - id: in
                event: user_login
                regex: '^in (?<user>\\S+) (?<ip>\\S+) (?<note>\\d+)$'
              - id: again
                event: authentication_failed
                evidence: { of: user_failed_login, same: process }
                regex: '^again (?<note>\\d+)$'
              - id: late
                event: authentication_failed
                evidence: { of: [user_failed_login], same: [process], within: 10m }
                regex: '^late (?<note>\\d+)$'
              - id: seat
                event: session_start
                evidence: { of: [user_login], same: [user] }
                regex: '^seat (?<user>\\S+) (?<note>\\d+)$'
              - id: far
                event: session_start
                evidence: { of: [user_login, user_failed_login], same: [address, process] }
                regex: '^far (?<user>\\S+) (?<ip>\\S+) (?<note>\\d+)$'
              - id: keep
                remember: [pid]
                regex: '^keep (?<kept>\\d+)$'
              - id: tell
                event: authentication_failed
                recall: [pid]
                requires_recall: true
                evidence: { of: [user_failed_login], same: [process] }
                regex: '^tell (?<note>\\d+)$'
            """
        let common = ShippedPatterns.files.filter { ["event-types.yaml", "macros.yaml"].contains($0.name) }
        let (set, diagnostics) = PatternSet.load(shipped: common, own: [("test.yaml", pack)])
        precondition(diagnostics.isEmpty, "\(diagnostics.map(\.description))")
        return set
    }()

    static func line(_ milliseconds: Int, _ message: String, host: String = "web1", pid: Int = 1) -> String {
        let time = Instant(microseconds: 1_795_305_600_000_000 + Int64(milliseconds) * 1000)
        return "\(time.rfc3339) \(host) app[\(pid)]: \(message)"
    }

    /// Attempts and their evidence in wild order, stamps sometimes behind the one before.
    static func random(_ count: Int, seed: UInt64, step: Int) -> [String] {
        var random = SeededGenerator(seed: seed)
        var clock = 0
        return (0..<count).map { number in
            clock += Int.random(in: 0...step, using: &random)
            let user = "u\(Int.random(in: 0..<4, using: &random))"
            let address = "192.0.2.\(Int.random(in: 0..<3, using: &random))"
            let message =
                switch Int.random(in: 0..<9, using: &random) {
                case 0: "try \(user) \(address) \(number)"
                case 1: "in \(user) \(address) \(number)"
                case 2, 3: "again \(number)"
                case 4: "late \(number)"
                case 5: "seat \(user) \(number)"
                case 6: "far \(user) \(address) \(number)"
                case 7: "keep \(number)"
                default: "tell \(number)"
                }
            let time = clock - (number % 5 == 0 ? Int.random(in: 0...3000, using: &random) : 0)
            let host = "web\(Int.random(in: 1...2, using: &random))"
            return line(time, message, host: host, pid: Int.random(in: 1...4, using: &random))
        }
    }
}
