import FootfallModel
import FootfallParsing
import FootfallTesting
import Testing

@testable import FootfallPatterns

/// Patterns that remember fields for others and recall them.
struct JoinTests {
    private static let packs = pack(
        """
        id: accept
        remember: [conn]
        regex: '^conn=(?<conn>\\d+) from %{HOST:ip} via (?<listener>\\S+)$'
        """,
        """
        id: bind
        event: user_failed_login
        recall: [conn]
        remember: [conn, op]
        regex: '^conn=(?<conn>\\d+) op=(?<op>\\d+) bind (?<user>\\S+)$'
        """,
        """
        id: result
        event: user_login
        recall: [op, conn]
        requires_recall: true
        forget: true
        regex: '^conn=(?<conn>\\d+) op=(?<op>\\d+) result$'
        """,
        """
        id: peer
        event: session_start
        default: off
        remember: pid
        regex: '^peer (?<user>\\S+) (?<ip>\\S+)$'
        """,
        """
        id: gone
        event: session_end
        recall: [pid]
        regex: '^gone(?: (?<user>\\S+))?$'
        """
    )

    private static let set: PatternSet = {
        let (set, diagnostics) = load(packs)
        precondition(diagnostics.isEmpty, "\(diagnostics)")
        return set
    }()

    private static func line(_ second: Int, _ message: String, host: String = "web1", app: String = "app", pid: Int = 1)
        -> String
    {
        let stamp = Instant(seconds: 1_795_305_600 + Int64(second)).rfc3339
        return "\(stamp) \(host) \(app)[\(pid)]: \(message)"
    }

    private static func run(_ lines: [String], _ options: Run.Options = Run.Options()) -> Run {
        Run(set, lines, options)
    }

    @Test func `what stands on another line is filled in`() {
        let run = JoinTests.run([
            JoinTests.line(0, "conn=7 from 192.0.2.7 via ldaps"), JoinTests.line(1, "conn=7 op=2 bind alice"),
        ])
        #expect(run.events.count == 1)
        #expect(run.events.first?.userID == "alice")
        #expect(run.events.first?.ip == "192.0.2.7")
        #expect(run.details == [Array(#"{"conn":"7","op":"2","claimed":true,"listener":"ldaps"}"#.utf8)])
        #expect(run.total[.remembered] == 1)
        #expect(run.total[.matched] == 1)
    }

    @Test func `what was recalled is kept on under the new key`() {
        let run = JoinTests.run([
            JoinTests.line(0, "conn=7 from 192.0.2.7 via ldaps"), JoinTests.line(1, "conn=7 op=2 bind alice"),
            JoinTests.line(2, "conn=7 op=2 result"), JoinTests.line(2, "conn=7 op=2 result"),
            JoinTests.line(3, "conn=7 op=3 result"),
        ])
        #expect(run.events.map(\.type) == ["user_failed_login", "user_login"])
        #expect(run.events.last?.ip == "192.0.2.7")
        #expect(run.events.last?.userID == "alice")
        // The user signed in: what an attempt claimed is not claimed here.
        #expect(run.events.last?.isClaimed == false)
        // The second result found nothing any more, and the third never had anything.
        #expect(run.total[.unrecognised] == 2)
    }

    @Test func `the claim of a user that was recalled is told`() {
        let set = load(
            pack(
                "id: name\nremember: [pid]\nregex: '^name (?<user>.*)$'",
                "id: bad\nevent: user_failed_login\nrecall: [pid]\nregex: '^bad$'"
            )
        ).set
        let run = Run(set, [JoinTests.line(0, "name bob"), JoinTests.line(0, "bad"), JoinTests.line(0, "bad", pid: 2)])
        #expect(run.events.map(\.userID) == ["bob", nil])
        #expect(run.events.map(\.isClaimed) == [true, false])
    }

    @Test(arguments: [("web2", "app", 1), ("web1", "app2", 1), ("web1", "app", 2)])
    func `another host, app or process is another key`(host: String, app: String, pid: Int) {
        let set = load(JoinTests.packs.replacing("[app]", with: "['*']")).set
        let lines = [
            JoinTests.line(0, "peer alice 192.0.2.7"), JoinTests.line(1, "gone", host: host, app: app, pid: pid),
            JoinTests.line(1, "gone carol"), JoinTests.line(1, "gone"),
        ]
        let run = Run(set, lines)
        #expect(run.events.map(\.userID) == [nil, "carol", "alice"])
        #expect(run.events.map(\.ip) == [nil, "192.0.2.7", "192.0.2.7"])
    }

    @Test func `what is off remembers all the same`() {
        let run = JoinTests.run([JoinTests.line(0, "peer alice 192.0.2.7"), JoinTests.line(1, "gone")])
        #expect(run.total[.switchedOff] == 1)
        #expect(run.events.map(\.userID) == ["alice"])
    }

    @Test func `an entry too old is not recalled, and counted`() {
        let run = JoinTests.run([JoinTests.line(0, "peer alice 192.0.2.7"), JoinTests.line(601, "gone")])
        #expect(run.events.map(\.userID) == [nil])
        #expect(run.total[.joinsExpired] == 1)
    }

    @Test func `the sum closes`() {
        let run = JoinTests.run(JoinTests.mixture(2000))
        for counts in run.accounts.values {
            #expect(counts[.records, default: 0] == Tally.fates.reduce(0) { $0 + counts[$1, default: 0] })
        }
        #expect(run.total[.remembered, default: 0] > 100)
    }

    // MARK: Batches, generations, restarts

    private static func mixture(_ count: Int) -> [String] {
        var random = SeededGenerator(seed: 11)
        return (0..<count).map { number in
            let conn = Int.random(in: 0..<20, using: &random)
            let op = Int.random(in: 0..<3, using: &random)
            let message =
                switch Int.random(in: 0..<5, using: &random) {
                case 0: "conn=\(conn) from 192.0.2.\(conn) via l\(number)"
                case 1: "conn=\(conn) op=\(op) bind u\(number)"
                case 2: "conn=\(conn) op=\(op) result"
                case 3: "peer u\(number) 198.51.100.\(conn)"
                default: "gone"
                }
            return line(number * 11, message, host: "web\(number % 2)", pid: conn)
        }
    }

    private static func shown(_ run: Run) -> [String] { zip(run.events, run.lines).map { $0.json(line: $1) } }

    @Test(arguments: [1, 7, 16_384], [3, 200_000])
    func `borders of batches, generations and restarts change nothing`(batchLines: Int, limit: Int) {
        let lines = JoinTests.mixture(3000)
        let whole = JoinTests.run(lines)
        var options = Run.Options()
        options.batchLines = batchLines
        options.internerLimit = limit
        for restarts in [false, true] {
            options.restarts = restarts
            let run = JoinTests.run(lines, options)
            #expect(JoinTests.shown(run) == JoinTests.shown(whole))
            #expect(run.total == whole.total)
        }
        #expect(whole.events.count { $0.ip != nil } > 200)
        #expect(whole.total[.joinsExpired, default: 0] > 10)
    }

    // MARK: Mistakes

    @Test(arguments: [
        ("id: p\nevent: user_login\nrecall: [con]\nregex: '^a (?<conn>.)$'", "'con' is no group of the expression"),
        ("id: p\nevent: user_login\nforget: true\nregex: '^a$'", "'forget' is of no use without 'recall'"),
        ("id: p\nremember: []\nregex: '^a$'", "'remember' names no group"),
        ("id: p\nrecall: [pid]\nregex: '^a$'", "the pattern 'p' needs an 'event'"),
    ])
    func `mistakes are told`(pattern: String, reason: String) {
        #expect(load(pack(pattern)).diagnostics.map(\.reason) == [reason])
    }
}
