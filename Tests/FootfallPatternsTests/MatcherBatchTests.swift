import FootfallModel
import FootfallYAML
import Testing

@testable import FootfallPatterns

/// Batches, accounts, and the strings that are handed over with them.
struct MatcherBatchTests {
    /// All examples and near misses of the shipped packs, empty lines, arrays, and users that never come again.
    static let lines: [String] = {
        var lines: [String] = ["", " ", "{", "[{}, 7]", "nothing known"]
        for pack in Shipped.set.packs {
            for pattern in pack.patterns {
                lines += pattern.examples.map(\.line.text) + pattern.nearMisses.map(\.text)
            }
            for rule in pack.records { lines += rule.examples.map(\.line.text) + rule.nearMisses.map(\.text) }
        }
        for number in 0..<600 {
            let day = number % 2 == 0 ? "22" : "21"
            lines.append(
                "Nov \(day) 10:00:01 web1 sshd[811]: Failed password for u\(number) from 192.0.2.\(number % 250) port 1 ssh2"
            )
        }
        return lines
    }()

    private static func run(_ batchLines: Int, limit: Int = 200_000) -> Run {
        var options = Run.Options()
        options.batchLines = batchLines
        options.internerLimit = limit
        return Run(Shipped.set, lines, options)
    }

    private static let whole = run(16_384)

    private static func shown(_ run: Run) -> [String] {
        zip(run.events, run.lines).map { $0.json(line: $1) }
    }

    @Test(arguments: [1, 7, 16_384])
    func `the size of the batches does not matter`(batchLines: Int) {
        let run = MatcherBatchTests.run(batchLines)
        #expect(run.events.count > 800)
        #expect(MatcherBatchTests.shown(run) == MatcherBatchTests.shown(MatcherBatchTests.whole))
        #expect(run.accounts == MatcherBatchTests.whole.accounts)
        #expect(run.messages == MatcherBatchTests.whole.messages)
    }

    @Test(arguments: [(1, 3), (7, 100), (7, 3), (1000, 3)])
    func `numbers given back and given out anew name the same strings`(batchLines: Int, limit: Int) {
        let run = MatcherBatchTests.run(batchLines, limit: limit)
        #expect(run.missing == 0)
        #expect(run.generations.count > 1)
        #expect(MatcherBatchTests.shown(run) == MatcherBatchTests.shown(MatcherBatchTests.whole))
        #expect(run.accounts == MatcherBatchTests.whole.accounts)
    }

    @Test func `every string is handed over before a row names it`() {
        #expect(MatcherBatchTests.run(7).missing == 0)
        #expect(MatcherBatchTests.whole.missing == 0)
    }

    // MARK: Accounts

    private static func closes(_ counts: [Tally: Int64]) -> Bool {
        return counts[.records, default: 0] == Tally.fates.reduce(0) { $0 + counts[$1, default: 0] }
    }

    /// Events of each day, counted from the rows.
    private static func events(_ run: Run, _ days: ZoneOffsets) -> [Int32: Int64] {
        run.rows.filter { $0.evidenceOf == 0 }.reduce(into: [:]) {
            $0[Int32(days.day(atUTC: $1.time.seconds)), default: 0] += 1
        }
    }

    private static let tokyo = ZoneOffsets(name: "Asia/Tokyo", starts: [.min], offsets: [32_400])

    @Test(arguments: [1, 7, 16_384], [ZoneOffsets.utc, tokyo])
    func `the accounts of every day add up, and hold the events of that day`(batchLines: Int, days: ZoneOffsets) {
        var options = Run.Options()
        options.batchLines = batchLines
        options.days = days
        let run = Run(Shipped.set, MatcherBatchTests.lines, options)
        for (key, counts) in run.accounts { #expect(MatcherBatchTests.closes(counts), "\(key) \(counts)") }
        let counted = run.accounts.reduce(into: [:]) { $0[$1.key.day] = $1.value[.events] }
        #expect(counted == MatcherBatchTests.events(run, days))
        #expect(run.total[.lines] == Int64(MatcherBatchTests.lines.count))
        #expect(run.total[.bytes] == Int64(MatcherBatchTests.lines.reduce(0) { $0 + $1.utf8.count + 1 }))
        #expect(run.total[.events] == Int64(run.rows.count { $0.evidenceOf == 0 }))
        #expect(run.total[.skippedEmpty] == 1)
    }

    @Test func `a record is counted on its own day, and what follows on that of its line`() {
        let old = #"{"activity":"user_login","timestamp":"2026-10-01T01:20:23.000Z"}"#
        // An array: one record of an old day, one that nothing takes, one that is broken.
        let run = Run(Shipped.set, ["[\(old),{\"level\":\"info\"},{\"a\":tru}]", "nothing known"])
        let arrival = Int32(PackCheck.reference.seconds / 86_400)
        let key = { (day: Int32) in Run.AccountKey(source: "/var/log/test.log", day: day) }
        let october = Int32(ZoneOffsets.utc.day(atUTC: 1_790_817_623))
        #expect(run.accounts[key(october)] == [.records: 1, .matched: 1, .events: 1])
        let rest = run.accounts[key(arrival)] ?? [:]
        #expect(rest[.records] == 3)
        #expect(rest[.unrecognised] == 2)
        #expect(rest[.skippedMalformed] == 1)
        #expect(run.accounts.count == 2)
    }

    @Test func `a message with a time of its own is counted on that day`() {
        let set = load(pack("id: p\nevent: user_login\nregex: '^n (?<time>.*)$'")).set
        let run = Run(set, ["Nov 22 10:00:01 web1 app: n 2026-10-01T01:20:23Z", "Nov 22 10:00:02 web1 app: x"])
        let counted = run.accounts.reduce(into: [:]) { $0[$1.key.day] = $1.value[.events] }
        #expect(counted == MatcherBatchTests.events(run, .utc))
        #expect(run.accounts.count == 3)
        for counts in run.accounts.values { #expect(MatcherBatchTests.closes(counts)) }
    }
}
