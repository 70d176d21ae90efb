import FootfallModel
import FootfallQuery
import FootfallStore
import FootfallTesting
import Testing

/// `posted(field, value)` and what a query may do.
@Suite struct PostedTableTests {
    /// The rows of an answer, each as its values' descriptions.
    private func rows(_ sql: String, in store: TemporaryStore, seconds: Double = 60) throws -> [[QuerySession.Value]] {
        var rows: [[QuerySession.Value]] = []
        try QuerySession(EventStore(path: store.path)).run(sql, seconds: seconds) { _ in
        } row: {
            rows.append($0)
        }
        return rows
    }

    private func ids(_ sql: String, in store: TemporaryStore) throws -> [Int64] {
        try rows(sql, in: store).compactMap { if case .integer(let id) = $0[0] { id } else { nil } }
    }

    /// Several segments, the last without all of its postings.
    private func filled(seed: Int) throws -> TemporaryStore {
        var random = SeededGenerator(seed: UInt64(seed) + 900)
        let store = try TemporaryStore()
        var options = StoreOptions()
        options.segmentBits = 6
        options.postingThreshold = 40
        let writer = try store.writer(options)
        var maker = BatchMaker()
        for start in 0..<12 {
            let events = (0..<30).map { RandomQuery.event(at: Int64(start * 30 + $0), &random) }
            try writer.write(maker.batch(events))
        }
        return store
    }

    private static let asked: [(Field, String)] = [
        (.user, "alice"), (.user, "al*"), (.user, "alice,bob"), (.user, "nobody"), (.user, "admin'; --"),
        (.target, "root"),
        (.app, "sshd"), (.ip, "192.0.2.0/25"), (.ip, "2001:db8::7"), (.host, "web*"), (.source, "a.log"),
        (.type, "user_login"), (.type, "create*"), (.category, "other"), (.outcome, "failure"),
        (.outcome, "success,unknown"),
        (.pattern, "openssh/*"),
    ]

    @Test(arguments: 0..<3)
    func `it names the events that a search finds, and joins with them`(seed: Int) throws {
        let store = try filled(seed: seed)
        let reader = try EventStore(path: store.path)
        for (field, value) in Self.asked {
            let query = EventQuery(
                condition: try QueryParser.condition(field, values: value, option: "test"),
                evidence: .included
            )
            let expected = try reader.search(query, limit: .max, order: .oldestFirst).map(\.id).sorted()
            let quoted = value.replacing("'", with: "''")
            let found = try ids("SELECT id FROM posted('\(field.rawValue)', '\(quoted)')", in: store)
            #expect(found == expected, "\(field) \(value)")
            let joined = try ids(
                "SELECT id FROM activity JOIN posted('\(field.rawValue)', '\(quoted)') USING (id) ORDER BY id",
                in: store
            )
            #expect(joined == expected, "\(field) \(value)")
        }
    }

    @Test func `two lists meet in a join, and a list may be asked for by a column`() throws {
        let store = try filled(seed: 7)
        let both = try ids(
            """
            SELECT a.id FROM posted('user', 'alice') AS a JOIN posted('outcome', 'failure') AS b ON a.id = b.id
            ORDER BY a.id
            """,
            in: store
        )
        let plain = try ids(
            "SELECT id FROM activity WHERE user_id = 'alice' AND outcome = 'failure' ORDER BY id",
            in: store
        )
        #expect(!plain.isEmpty)
        #expect(both == plain)
        let counts = try rows(
            """
            SELECT text, (SELECT count(*) FROM posted('user', text)) FROM string
            WHERE kind = 1 AND text IN ('alice', 'bob') ORDER BY text
            """,
            in: store
        )
        let expected = try rows(
            """
            SELECT user_id, count(*) FROM activity WHERE user_id IN ('alice', 'bob') GROUP BY user_id ORDER BY user_id
            """,
            in: store
        )
        #expect(counts == expected)
        #expect(try ids("SELECT id FROM posted('user', NULL)", in: store) == [])
    }

    @Test(arguments: [
        ("field = 'user'", true), ("value = 'alice'", true), ("field = 'app'", false),
        ("value IN ('bob', 'alice')", true),
        ("value = 'alice' AND value = 'bob'", false), ("field > 'a' AND value LIKE 'al%'", true),
        ("field IS NULL", false),
    ])
    func `its arguments may be named again`(condition: String, isTrue: Bool) throws {
        let store = try filled(seed: 3)
        let all = try ids("SELECT id FROM posted('user', 'alice')", in: store)
        #expect(!all.isEmpty)
        #expect(try ids("SELECT id FROM posted('user', 'alice') WHERE \(condition)", in: store) == (isTrue ? all : []))
    }

    @Test func `it tells its arguments`() throws {
        let store = try filled(seed: 3)
        let told = try rows("SELECT DISTINCT field, value FROM posted('user', 'alice')", in: store)
        #expect(told == [[.text("user"), .text("alice")]])
    }

    @Test func `events are looked up by its ids, and not the other way round`() throws {
        let store = try filled(seed: 1)
        let plan = try rows(
            "EXPLAIN QUERY PLAN SELECT time FROM activity JOIN posted('user', 'alice') USING (id)",
            in: store
        )
        let steps = plan.compactMap { if case .text(let step) = $0[3] { step } else { nil } }
        #expect(steps.first?.hasPrefix("SCAN posted VIRTUAL TABLE") == true, "\(steps)")
        #expect(steps.contains { $0.hasPrefix("SEARCH event USING INTEGER PRIMARY KEY") }, "\(steps)")
    }

    @Test(
        arguments: [
            ("SELECT tyme FROM activity", "no such column: tyme", 7, "did you mean time?"),
            ("SELECT 1 FROM activitty", "no such table: activitty", nil, "did you mean activity?"),
            ("SELEC 1", "near \"SELEC\": syntax error", 0, nil),
            ("", "there is no query", nil, "as in: SELECT * FROM activity LIMIT 10"),
            ("SELECT 1; SELECT 2", "one query at a time", 10, "take out what begins here"),
            ("SELECT :user", "':user' stands for a value, and nothing gives one", nil, "write the value"),
            ("DELETE FROM event", "DELETE from event would change the store", nil, "this command only reads"),
            ("UPDATE meta SET value = 1", "UPDATE of meta would change the store", nil, "this command only reads"),
            (
                "DROP TABLE event", "this statement would change the store or the connection", nil,
                "this command only reads"
            ),
            (
                "CREATE TEMP TABLE x(a)", "this statement would change the store or the connection", nil,
                "this command only reads"
            ),
            ("ATTACH 'x' AS x", "ATTACH and DETACH are not available here", nil, "this command only reads"),
            (
                "PRAGMA query_only = 0", "PRAGMA query_only with a value is not available here", nil,
                "this command only reads"
            ),
            (
                "PRAGMA writable_schema = 1", "PRAGMA writable_schema with a value is not available here", nil,
                "this command only reads"
            ),
            ("SELECT * FROM posted('usr', 'a')", "posted: there is no field 'usr': did you mean 'user'?", nil, nil),
            (
                "SELECT * FROM posted('user')", "posted: it needs a field and a value, as in posted('user', 'alice')",
                nil, nil
            ),
            (
                "VACUUM INTO '/tmp/footfall-copy'", "cannot VACUUM from within a transaction", nil,
                "'footfall backup FILE' makes a copy"
            ),
        ] as [(String, String, Int?, String?)]
    )
    func `what is wrong with a query is said, with its place`(sql: String, reason: String, offset: Int?, hint: String?)
        throws
    {
        let store = try filled(seed: 0)
        let before = try store.number("SELECT count(*) FROM event")
        let mistake = #expect(throws: QueryMistake.self) { try rows(sql, in: store) }
        #expect(mistake?.reason == reason)
        #expect(mistake?.offset == offset)
        #expect(mistake?.hint == hint)
        #expect(try store.number("SELECT count(*) FROM event") == before)
    }

    @Test func `a query that does not end is ended`() throws {
        let store = try filled(seed: 0)
        let begun = ContinuousClock.now
        let endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"
        let mistake = #expect(throws: QueryMistake.self) { try rows(endless, in: store, seconds: 0.2) }
        #expect(mistake?.isTimeout == true)
        #expect(mistake?.reason == "stopped after 0.2 s")
        #expect(ContinuousClock.now - begun < .seconds(20))
    }

    @Test func `values come as they are`() throws {
        let store = try filled(seed: 0)
        let found = try rows("SELECT 1, -9223372036854775808, 1.5, NULL, 'zoë', x'00ff', ''", in: store)
        #expect(
            found == [[.integer(1), .integer(.min), .real(1.5), .null, .text("zoë"), .blob([0, 255]), .text("")]]
        )
        #expect(try rows("PRAGMA journal_mode", in: store) == [[.text("wal")]])
    }
}
