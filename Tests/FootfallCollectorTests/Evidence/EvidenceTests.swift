import FootfallModel
import FootfallPatterns
import FootfallTesting
import Testing

/// Records that tell an event again: found before and after it, and events where there is none.
@Suite(.temporaryDirectory)
struct EvidenceTests {
    private static func run(_ lines: String...) throws -> StoredRun { try StoredRun(EvidenceLog.set, lines) }

    private static func line(_ milliseconds: Int, _ message: String, host: String = "web1", pid: Int = 1) -> String {
        EvidenceLog.line(milliseconds, message, host: host, pid: pid)
    }

    /// What became of the records: events, and what evidence belongs to.
    private static func shown(_ run: StoredRun) -> [String] {
        run.events.map { row in
            let row = row.replacing("\"", with: "")
            let parts = row.split(separator: " | ", omittingEmptySubsequences: false)
            let target = parts[13] == "event" ? "" : " -> " + (parts.last ?? "")
            return parts[11] + target
        }
    }

    @Test func `behind its event`() throws {
        let run = try EvidenceTests.run(
            EvidenceTests.line(0, "try bob 192.0.2.7 1"),
            EvidenceTests.line(5000, "again 2")
        )
        #expect(EvidenceTests.shown(run) == ["try bob 192.0.2.7 1", "again 2 -> try bob 192.0.2.7 1"])
        #expect(
            run.accounts == [
                "records": 2, "matched": 1, "evidence": 1, "events": 1, "lines": 2, "bytes": run.accounts["bytes"],
            ]
        )
        #expect(run.closes)
    }

    @Test func `before its event`() throws {
        let run = try EvidenceTests.run(
            EvidenceTests.line(0, "again 1"),
            EvidenceTests.line(5000, "try bob 192.0.2.7 2")
        )
        #expect(EvidenceTests.shown(run) == ["try bob 192.0.2.7 2", "again 1 -> try bob 192.0.2.7 2"])
        #expect(run.count(.waiting) == 0)
        #expect(run.closes)
    }

    @Test func `too early or too late it is an event itself`() throws {
        let early = try EvidenceTests.run(
            EvidenceTests.line(0, "again 1"),
            EvidenceTests.line(5001, "try bob 192.0.2.7 2")
        )
        #expect(EvidenceTests.shown(early) == ["again 1", "try bob 192.0.2.7 2"])
        let late = try EvidenceTests.run(
            EvidenceTests.line(0, "try bob 192.0.2.7 1"),
            EvidenceTests.line(5001, "again 2")
        )
        #expect(EvidenceTests.shown(late) == ["try bob 192.0.2.7 1", "again 2"])
        #expect(late.count(.events) == 2)
        #expect(late.closes)
    }

    @Test func `a longer time behind the event`() throws {
        let run = try EvidenceTests.run(
            EvidenceTests.line(0, "try bob 192.0.2.7 1"),
            EvidenceTests.line(600_000, "late 2"),
            EvidenceTests.line(600_001, "late 3")
        )
        #expect(
            EvidenceTests.shown(run) == ["try bob 192.0.2.7 1", "late 3", "late 2 -> try bob 192.0.2.7 1"]
        )
    }

    @Test(arguments: [("web2", 1, "try"), ("web1", 2, "try"), ("web1", 1, "in")])
    func `another host, process or type is not its event`(host: String, pid: Int, type: String) throws {
        let run = try EvidenceTests.run(
            EvidenceTests.line(0, "\(type) bob 192.0.2.7 1", host: host, pid: pid),
            EvidenceTests.line(0, "again 2")
        )
        #expect(run.count(.evidence) == 0)
        #expect(run.count(.events) == 2)
    }

    @Test func `by user within a host, by user and address anywhere`() throws {
        let run = try EvidenceTests.run(
            EvidenceTests.line(0, "in bob 192.0.2.7 1"),
            EvidenceTests.line(1, "seat bob 2", pid: 9),
            EvidenceTests.line(2, "seat bob 3", host: "web2"),
            EvidenceTests.line(3, "far bob 192.0.2.7 4", host: "db", pid: 8),
            EvidenceTests.line(4, "far bob 192.0.2.8 5", host: "db", pid: 8),
            EvidenceTests.line(5, "seat eve 6")
        )
        #expect(
            EvidenceTests.shown(run) == [
                "in bob 192.0.2.7 1", "seat bob 3", "far bob 192.0.2.8 5", "seat eve 6",
                "seat bob 2 -> in bob 192.0.2.7 1", "far bob 192.0.2.7 4 -> in bob 192.0.2.7 1",
            ]
        )
    }

    @Test func `several records of one event, and the nearest of several events`() throws {
        let run = try EvidenceTests.run(
            EvidenceTests.line(0, "again 1"),
            EvidenceTests.line(1, "again 2"),
            EvidenceTests.line(2, "try bob 192.0.2.7 3"),
            EvidenceTests.line(2000, "try eve 192.0.2.7 4"),
            EvidenceTests.line(900, "again 5"),
            EvidenceTests.line(1100, "again 6")
        )
        #expect(
            EvidenceTests.shown(run).suffix(4) == [
                "again 1 -> try bob 192.0.2.7 3", "again 2 -> try bob 192.0.2.7 3", "again 5 -> try bob 192.0.2.7 3",
                "again 6 -> try eve 192.0.2.7 4",
            ]
        )
    }

    @Test func `evidence that turned out to be an event has no evidence of its own`() throws {
        let run = try EvidenceTests.run(EvidenceTests.line(0, "seat bob 1"), EvidenceTests.line(1, "seat bob 2"))
        #expect(run.count(.events) == 2)
        #expect(run.count(.evidence) == 0)
    }

    @Test func `evidence is in no rollup`() throws {
        let run = try EvidenceTests.run(
            EvidenceTests.line(0, "in bob 192.0.2.7 1"),
            EvidenceTests.line(1, "seat bob 2")
        )
        #expect(run.rollups.count == 3)
        #expect(run.rollups.allSatisfy { $0.contains("user_login") })
    }

    @Test func `a stop leaves what waits in the store`() throws {
        var options = StoredRun.Options()
        options.isEnded = false
        let run = try StoredRun(EvidenceLog.set, [EvidenceTests.line(0, "again 1")], options)
        #expect(run.count(.waiting) == 1)
        #expect(run.closes)
        #expect(run.events.isEmpty)
        #expect(run.stateRows == [2: 1])
    }

    // MARK: Batches, generations, restarts

    @Test(arguments: [1, 7, 100, 16_384], [40, 400, 4000])
    func `borders of batches, generations and restarts change nothing`(batchLines: Int, step: Int) throws {
        let lines = EvidenceLog.random(1500, seed: UInt64(step), step: step)
        let whole = try StoredRun(EvidenceLog.set, lines)
        #expect(whole.closes)
        #expect(whole.count(.evidence) > 50)
        #expect(whole.count(.joinsExpired) > 0 || step < 4000)
        #expect(whole.stateRows[2] == nil)
        for (limit, every) in [(200_000, 0), (3, 0), (200_000, 5), (3, 2)] {
            var options = StoredRun.Options()
            options.batchLines = batchLines
            options.internerLimit = limit
            options.restarts = {
                every > 0 && ($0 * batchLines / 50 != ($0 - 1) * batchLines / 50 || $0 % every == 0 && batchLines > 50)
            }
            let run = try StoredRun(EvidenceLog.set, lines, options)
            #expect(run.events == whole.events)
            #expect(run.rollups == whole.rollups)
            #expect(run.accounts == whole.accounts)
        }
    }

    // MARK: A model

    /// The rules in the plainest words there are: every event is looked at for every record.
    private struct Model {
        struct Item {
            var time: Int
            var word: String
            var host: String
            var pid: String
            var user: String?
            var address: String?
            var message: String
        }

        var events: [Item] = []
        var waiting: [Item] = []
        /// Message of the evidence → that of its event; events alone → themselves.
        var result: [String: String] = [:]

        static func item(_ line: String) -> Item {
            let parts = line.split(separator: " ")
            let message = parts[3...].joined(separator: " ")
            let words = parts[3...].map(String.init)
            return Item(
                time: microseconds(String(parts[0])),
                word: words[0],
                host: String(parts[1]),
                pid: String(parts[2].drop { $0 != "[" }),
                user: words.count > 2 ? words[1] : nil,
                address: words.count > 3 ? words[2] : nil,
                message: message
            )
        }

        /// Of the hours and the rest of a stamp of 22 November, and the days after it.
        static func microseconds(_ stamp: String) -> Int {
            let parts = stamp.split { "-T:.Z".contains($0) }.compactMap { Int($0) }
            let seconds = ((parts[2] * 24 + parts[3]) * 60 + parts[4]) * 60 + parts[5]
            let digits = stamp.split(separator: ".").dropFirst().first?.prefix { $0.isNumber } ?? ""
            return seconds * 1_000_000 + (Int(digits.padding(toLength: 6)) ?? 0)
        }

        func belongs(_ evidence: Item, to event: Item) -> Bool {
            let after = evidence.word == "late" ? 600_000_000 : 5_000_000
            guard evidence.time - event.time <= after, event.time - evidence.time <= 5_000_000 else { return false }
            let isHost = evidence.host == event.host
            switch evidence.word {
            case "again", "late": return event.word == "try" && isHost && evidence.pid == event.pid
            case "seat": return event.word == "in" && isHost && evidence.user == event.user
            default:
                return isHost && evidence.pid == event.pid
                    || evidence.user == event.user && evidence.address == event.address
            }
        }

        mutating func take(_ line: String) {
            let item = Model.item(line)
            for late in waiting where late.time + 5_000_000 < item.time { result[late.message] = late.message }
            waiting.removeAll { $0.time + 5_000_000 < item.time }
            if item.word == "try" || item.word == "in" {
                events.append(item)
                result[item.message] = item.message
                for early in waiting where belongs(early, to: item) { result[early.message] = item.message }
                waiting = waiting.filter { !belongs($0, to: item) }
                return
            }
            let near = events.filter { belongs(item, to: $0) }.map { abs($0.time - item.time) }.min()
            // Of two that are equally near the later one.
            if let near, let event = events.last(where: { belongs(item, to: $0) && abs($0.time - item.time) == near }) {
                result[item.message] = event.message
            } else {
                waiting.append(item)
            }
        }
    }

    @Test(arguments: 1...6)
    func `what the plainest model says`(seed: UInt64) throws {
        let lines = EvidenceLog.random(1200, seed: seed, step: seed % 2 == 0 ? 200 : 2000)
            .filter { !$0.contains("keep ") && !$0.contains("tell ") }
        var model = Model()
        for line in lines { model.take(line) }
        for item in model.waiting { model.result[item.message] = item.message }
        let expected = model.result.map { $0.value == $0.key ? $0.key : $0.key + " -> " + $0.value }
        var options = StoredRun.Options()
        options.batchLines = 13
        options.restarts = { $0 % 9 == 0 }
        let run = try StoredRun(EvidenceLog.set, lines, options)
        #expect(EvidenceTests.shown(run).sorted() == expected.sorted())
    }
}

extension Substring {
    /// The text with zeros behind it.
    fileprivate func padding(toLength length: Int) -> String {
        self + String(repeating: "0", count: Swift.max(0, length - count))
    }
}
