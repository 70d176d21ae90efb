import FootfallModel
import FootfallPatterns
import FootfallTesting
import Testing

/// The same records by several sources: counted once, whatever comes first, and whenever a run ends.
@Suite(.temporaryDirectory)
struct DuplicateTests {
    private typealias Part = (source: String, lines: [String])

    private static func run(_ parts: [Part], _ configure: (inout StoredRun.Options) -> Void = { _ in }) throws
        -> StoredRun
    {
        var options = StoredRun.Options()
        options.expectsSeveralSources = true
        configure(&options)
        return try StoredRun(EvidenceLog.set, batches: parts, options)
    }

    private static func line(_ milliseconds: Int, _ message: String, host: String = "web1", pid: Int = 1) -> String {
        EvidenceLog.line(milliseconds, message, host: host, pid: pid)
    }

    private static let attempt = line(100, "try bob 192.0.2.7 1")

    @Test func `a record that another source told before is evidence of its event`() throws {
        let run = try Self.run([("a", [Self.attempt]), ("b", [Self.attempt])])
        #expect(run.count(.events) == 1)
        #expect(run.count(.evidence) == 1)
        #expect(run.count(.duplicates) == 1)
        #expect(run.closes)
        #expect(run.overlaps == ["\"b\" | \"a\" | 1"])
        #expect(run.events.last?.contains(#"\"duplicate\":\"a\""#) == true, "\(run.events)")
        #expect(run.events.last?.contains("evidence of") == true)
    }

    private static let others: [(String, Int64)] = [
        // Spellings of one host, a process id that is only known to one, and either side of a second's border.
        (line(100, "try bob 192.0.2.7 1", host: "web1.example.org"), 1),
        (line(100, "try bob 192.0.2.7 1", host: "WEB1"), 1),
        (line(100, "try bob 192.0.2.7 1", host: "192.0.2.99"), 1),
        (line(100, "try bob 192.0.2.7 1").replacing("app[1]", with: "app"), 1),
        (line(1100, "try bob 192.0.2.7 1"), 1), (line(-800, "try bob 192.0.2.7 1"), 1),
        // Others.
        (line(2100, "try bob 192.0.2.7 1"), 2), (line(-1100, "try bob 192.0.2.7 1"), 2),
        (line(100, "try bob 192.0.2.7 1", host: "web2"), 2), (line(100, "try bob 192.0.2.7 1", pid: 2), 2),
        (line(100, "try bob 192.0.2.7 2"), 2),
    ]

    @Test(arguments: others)
    func `what two sources may write differently`(other: String, events: Int64) throws {
        #expect(try Self.run([("a", [Self.attempt]), ("b", [other])]).count(.events) == events)
        #expect(try Self.run([("b", [other]), ("a", [Self.attempt])]).count(.events) == events)
    }

    @Test func `two addresses are two hosts`() throws {
        let lines = ["192.0.2.1", "192.0.2.2"].map { Self.line(0, "try bob 192.0.2.7 1", host: $0) }
        #expect(try Self.run([("a", [lines[0]]), ("b", [lines[1]])]).count(.events) == 2)
    }

    @Test(arguments: [(3, 1, 3), (1, 3, 3), (2, 2, 2), (0, 2, 2)])
    func `equal records of one source are as many events as it tells`(first: Int, second: Int, events: Int64) throws {
        let counts = [("a", first), ("b", second), ("c", 1)]
        let parts: [Part] = counts.map { ($0.0, [String](repeating: Self.attempt, count: $0.1)) }
        #expect(try Self.run(parts).count(.events) == max(events, 1))
        #expect(try Self.run(parts.reversed()).count(.events) == max(events, 1))
    }

    @Test func `lines without a header that names an app are each their own`() throws {
        let line = "192.0.2.7 - alice [22/Nov/2026:10:00:01 +0000] \"POST /login HTTP/1.1\" 401 12"
        var options = StoredRun.Options()
        options.expectsSeveralSources = true
        let run = try StoredRun(shipped, batches: [("a", [line]), ("b", [line])], options)
        #expect(run.count(.duplicates) == 0)
        #expect(run.count(.records) == 2)
    }

    @Test func `a record that waits is found when it waits no longer`() throws {
        let lines = [Self.line(0, "again 1"), Self.line(9000, "in eve 192.0.2.8 2")]
        for parts in [[("a", lines), ("b", lines)], [("a", [lines[0]]), ("b", lines), ("a", [lines[1]])]] {
            let run = try Self.run(parts)
            #expect(run.count(.events) == 2)
            #expect(run.count(.evidence) == 2)
            #expect(run.count(.duplicates) == 2)
            #expect(run.closes)
        }
    }

    @Test func `a source that comes to a store later finds what another told`() throws {
        let lines = EvidenceLog.random(400, seed: 3, step: 900).sorted()
        let alone = try Self.run([("a", lines)])
        // Only one source is read at a time, and the store is opened anew between them.
        let run = try Self.run([("a", lines), ("b", lines)]) { options in
            options.expectsSeveralSources = false
            options.restarts = { _ in true }
        }
        #expect(run.rollups == alone.rollups)
        #expect(run.count(.events) == alone.count(.events))
        #expect(run.count(.duplicates) > 0)
        #expect(run.closes)
    }

    // MARK: Interleavings

    /// Cuts each source's lines into parts of random sizes and mixes those, the order within a source kept.
    private static func mix(
        _ sources: [(String, [String])],
        largest: Int,
        _ random: inout SeededGenerator
    ) -> [Part] {
        var rest = sources.map { ($0.0, $0.1[...]) }
        var parts: [Part] = []
        while true {
            rest.removeAll { $0.1.isEmpty }
            guard let index = rest.indices.randomElement(using: &random) else { return parts }
            let count = Int.random(in: 1...largest, using: &random)
            parts.append((rest[index].0, Array(rest[index].1.prefix(count))))
            rest[index].1 = rest[index].1.dropFirst(count)
        }
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `as many events as the source tells that tells most, whatever the order`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var logs: [[String]] = [[], [], []]
        var expected = 0
        var records = 0
        for number in 0..<150 {
            let line = Self.line(number * 700 / 3 * 3 + number / 7 * 3000, "try bob 192.0.2.7 \(number)")
            let counts = logs.indices.map { _ in
                Bool.random(using: &random) ? 1 : Int.random(in: 0...3, using: &random)
            }
            for (index, count) in counts.enumerated() { logs[index] += [String](repeating: line, count: count) }
            expected += counts.max() ?? 0
            records += counts.reduce(0, +)
        }
        let sources = [("a", logs[0]), ("b", logs[1]), ("c", logs[2])]
        for largest in [1, 5, 60, 1000] {
            let parts = Self.mix(sources, largest: largest, &random)
            let restart = Int.random(in: 2...20, using: &random)
            let run = try Self.run(parts) { options in
                options.restarts = { largest > 1 && $0 % restart == 0 }
                options.joinsBatches = { $0 % 3 == 1 }
            }
            #expect(run.count(.events) == Int64(expected))
            #expect(run.count(.records) == Int64(records))
            #expect(run.count(.duplicates) == Int64(records - expected))
            #expect(run.closes)
            #expect(run.overlaps.allSatisfy { !$0.isEmpty })
        }
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `attempts told by several records each count as they do from one source`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        // In the order of their stamps: what is remembered behind them would be known before to the second source.
        let lines = EvidenceLog.random(600, seed: seed, step: seed % 2 == 0 ? 300 : 3000).sorted()
        let alone = try Self.run([("a", lines)])
        var orders: [[Part]] = [[("a", lines), ("b", lines)]]
        let sources = [("a", lines), ("b", lines)]
        for largest in [3, 50, 400] { orders.append(Self.mix(sources, largest: largest, &random)) }
        for parts in orders {
            let run = try Self.run(parts) { $0.restarts = { $0 % 7 == 0 } }
            #expect(run.rollups == alone.rollups)
            #expect(run.count(.events) == alone.count(.events))
            #expect(run.closes)
        }
    }
}
