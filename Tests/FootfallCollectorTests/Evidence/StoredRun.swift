import FootfallModel
import FootfallParsing
import FootfallPatterns
import FootfallStore
import FootfallTesting
import GRDB
import Testing

/// Lines taken into a store batch by batch, and what is in the store then.
struct StoredRun {
    struct Options {
        var batchLines = 16_384
        var internerLimit = 200_000
        /// Whether matcher and store are torn down and opened again behind the batch of this number.
        var restarts: (Int) -> Bool = { _ in false }
        /// Whether the run comes to its own end, so that nothing waits any longer.
        var isEnded = true
        /// Whether the batch of this number is handed over with the next.
        var joinsBatches: (Int) -> Bool = { _ in false }
        var expectsSeveralSources = false
        var source = "/var/log/auth.log"
    }

    /// All events, those that evidence belongs to beside it; sorted, without ids.
    private(set) var events: [String] = []
    private(set) var rollups: [String] = []
    /// By the name of the tally.
    private(set) var accounts: [String: Int64] = [:]
    /// `source = other: records`, sorted.
    private(set) var overlaps: [String] = []
    private(set) var stateRows: [Int64: Int64] = [:]
    /// The sums of every batch that did not close.
    private(set) var openSums: [String] = []

    init(_ set: PatternSet, _ lines: [String], _ options: Options = Options()) throws {
        let parts: [(String, [String])] = stride(from: 0, to: lines.count, by: options.batchLines).map { first in
            (options.source, Array(lines[first..<min(lines.count, first + options.batchLines)]))
        }
        try self.init(set, batches: parts, options)
    }

    /// The same of batches that are made, each of one source's lines.
    init(_ set: PatternSet, batches: [(source: String, lines: [String])], _ options: Options = Options()) throws {
        let path = TemporaryDirectory.current("\(Int.random(in: 0..<Int.max)).db")
        func openStore() throws -> StoreWriter { try StoreWriter(path: path) { _ in .utc } }
        func makeMatcher(_ writer: StoreWriter) throws -> Matcher {
            Matcher(
                set,
                days: .utc,
                joins: try writer.joinState(),
                history: try writer.history { Issue.record("\($0)") },
                expectsSeveralSources: options.expectsSeveralSources,
                interner: Interner(limit: options.internerLimit)
            )
        }
        var writer = try openStore()
        var matcher = try makeMatcher(writer)
        var parser = HeaderParser(zone: .utc, referenceTime: nil)
        var headers: [Header] = []
        var number = 0
        var first: [String: Int64] = [:]
        for (source, part) in batches {
            let batch = LineBatch(part, source: source, firstLine: first[source, default: 1])
            parser.parse(batch, into: &headers)
            matcher.match(batch, headers, &parser)
            if !options.joinsBatches(number) { try writer.write(matcher.takeBatch()) }
            first[source, default: 1] += Int64(part.count)
            number += 1
            guard options.restarts(number), !matcher.isPending else { continue }
            // Not closed in order: as after a kill, what is not in the store is gone.
            writer = try StoredRun.reopened(&writer, openStore)
            matcher = try makeMatcher(writer)
        }
        if options.isEnded {
            matcher.releaseWaiting()
            if matcher.isPending { try writer.write(matcher.takeBatch()) }
        }
        try writer.close()
        try read(path)
    }

    private static func reopened(_ writer: inout StoreWriter, _ open: () throws -> StoreWriter) throws -> StoreWriter {
        try writer.close()
        return try open()
    }

    private mutating func read(_ path: String) throws {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        func rows(_ sql: String) throws -> [String] {
            try queue.read { database in
                try Row.fetchAll(database, sql: sql).map { row in
                    row.databaseValues.map { $0.isNull ? "-" : "\($0)" }.joined(separator: " | ")
                }
            }
        }
        let columns =
            "time, type, outcome, user_id, target_id, app_id, ip, host, source, pattern, count, message, details"
        events = try rows("SELECT \(columns), 'event' FROM activity").sorted()
        let own = columns.split(separator: ", ").map { "e.\($0)" }.joined(separator: ", ")
        events += try rows(
            """
            SELECT \(own), 'evidence of', a.time, a.type, a.user_id, a.host, a.message
            FROM evidence e LEFT JOIN activity a ON a.id = e.evidence_of
            """
        ).sorted()
        rollups = try rows(
            """
            SELECT hour, t.text, outcome, a.text, h.text, count FROM rollup_hour
            LEFT JOIN string t ON t.id = type LEFT JOIN string a ON a.id = app LEFT JOIN string h ON h.id = host
            """
        ).sorted()
        rollups += try StoredRun.names(path, days: try rows("SELECT DISTINCT time_us / 86400000000 FROM activity"))
        for row in try queue.read({ try Row.fetchAll($0, sql: "SELECT what, sum(n) FROM accounting GROUP BY what") }) {
            let count: Int64 = row[1]
            if count != 0 { accounts[row[0]] = count }
        }
        overlaps = try rows("SELECT source, other, records FROM overlap").sorted()
        for row in try queue.read({ try Row.fetchAll($0, sql: "SELECT kind, count(*) FROM join_state GROUP BY kind") })
        {
            stateRows[row[0]] = row[1]
        }
        let marks = try queue.read { try Int64.fetchOne($0, sql: "SELECT count(*) FROM evidence_mark") ?? 0 }
        if marks > 0 { stateRows[3] = marks }
    }

    /// What the rollups say of users and addresses, day by day.
    private static func names(_ path: String, days: [String]) throws -> [String] {
        let store = try EventStore(path: path)
        var found: [String] = []
        for day in days.compactMap(Int64.init) {
            let days = day..<day + 1
            for total in try store.topUsers(days: days, types: nil, limit: .max)
                + store.topAddresses(days: days, types: nil, limit: .max)
            {
                found += total.parts.map { "\(day) | \(total.name) | \($0.type) | \($0.outcome) | \($0.count)" }
            }
        }
        return found.sorted()
    }

    func count(_ tally: Tally) -> Int64 { accounts[tally.name] ?? 0 }

    /// Whether every record has one fate.
    var closes: Bool { count(.records) == Tally.fates.reduce(0) { $0 + count($1) } }
}
