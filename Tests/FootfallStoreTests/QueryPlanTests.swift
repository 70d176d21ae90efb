import FootfallModel
import FootfallQuery
import FootfallTesting
import GRDB
import Testing

@testable import FootfallStore

@Suite struct QueryPlanTests {
    /// Small stores of every shape: late events, batches of all sizes, crashes, tails without postings, some of it indexed.
    @Test(arguments: 0..<25)
    func `posting lists, the word index and a look at every event agree`(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) + 1)
        let store = try TemporaryStore()
        let events = try fill(store, &random)
        let reader = try EventStore(path: store.path)
        for _ in 0..<60 {
            let query = RandomQuery.query(&random)
            let expected = events.filter(query.matches).sorted { ($0.time, $0.id) < ($1.time, $1.id) }
            #expect(try reader.count(query) == expected.reduce(0) { $0 + $1.count }, "\(query)")
            let oldest = try reader.search(query, limit: 10_000, order: .oldestFirst)
            #expect(oldest == expected, "\(query)")
            let order: SearchOrder = Bool.random(using: &random) ? .newestFirst : .oldestFirst
            let pages = try pages(reader, query, order, size: Int.random(in: 1...40, using: &random))
            #expect(pages == (order == .oldestFirst ? expected : expected.reversed()), "\(query)")
        }
    }

    @Test func `names whose bytes are no UTF-8 are found as they are shown`() throws {
        let store = try TemporaryStore()
        let writer = try store.writer()
        var maker = BatchMaker()
        try writer.write(maker.batch(["root", "rootAB", "rootCD", "rootEFG", "eve"].map { .signIn(1, user: $0) }))
        try writer.close()
        for (text, bytes) in [("rootAB", "726f6f74fffe"), ("rootCD", "726f6f74feff"), ("rootEFG", "726f6f74ff7a")] {
            try store.sql("UPDATE string SET text = CAST(x'\(bytes)' AS TEXT) WHERE text = '\(text)'")
        }
        let reader = try EventStore(path: store.path)
        func count(_ match: ValueMatch) throws -> Int64 {
            try reader.count(EventQuery(condition: .field(.user, [match])))
        }
        for value in try #require(reader.facets(EventQuery(), fields: [.user], limit: 9).values[.user]) {
            #expect(try count(.exact(value.text)) >= 1, "\(value)")
        }
        // Two that look the same are meant both.
        #expect(try count(.exact("root\u{fffd}\u{fffd}")) == 2)
        #expect(try count(.exact("root\u{fffd}z")) == 1)
        #expect(try count(.exact("root")) == 1)
        #expect(try count(.prefix("root\u{fffd}")) == 3)
        #expect(try count(.exact("root\u{fffd}")) == 0)
    }

    @Test func `a name with a NUL in it is found, and none that ends there`() throws {
        let store = try TemporaryStore()
        let writer = try store.writer()
        var maker = BatchMaker()
        try writer.write(maker.batch(["a", "a\0b", "a\0bc", "ab"].map { .signIn(1, user: $0) }))
        try writer.close()
        let reader = try EventStore(path: store.path)
        func found(_ match: ValueMatch) throws -> [String] {
            try reader.search(EventQuery(condition: .field(.user, [match])), limit: 9).compactMap(\.userID).sorted()
        }
        #expect(try found(.exact("a\0b")) == ["a\0b"])
        #expect(try found(.exact("a")) == ["a"])
        #expect(try found(.exact("a\0")) == [])
        #expect(try found(.prefix("a\0")) == ["a\0b", "a\0bc"])
    }

    @Test(
        arguments: [
            .field(.user, [.exact("\u{fffd}")]), .field(.user, [.prefix("\u{fffd}")]), .field(.user, [.prefix("")]),
            .field(.ip, [.network(Network(address: IPAddress(v4: 0), bits: 0))]),
        ] as [Condition]
    )
    func `whoever gives up does not wait for all names to be read`(condition: Condition) throws {
        let store = try TemporaryStore()
        let writer = try store.writer()
        var maker = BatchMaker()
        try writer.write(
            maker.batch((0..<1500).map { .signIn($0, user: "user\($0)", ip: "10.0.\($0 / 250).\($0 % 250)") })
        )
        try writer.close()
        let queue = try DatabaseQueue(path: store.path)
        defer { try? queue.close() }
        try queue.read { database in
            let bits = try StoreSettings.segmentBits(database)
            let stop = ReadStop()
            _ = try QueryPlan(EventQuery(condition: condition), database, bits: bits, stop: stop)
            stop.raise()
            #expect(throws: ReadStopped.self) {
                try QueryPlan(EventQuery(condition: condition), database, bits: bits, stop: stop)
            }
        }
    }

    private func pages(
        _ reader: EventStore,
        _ query: EventQuery,
        _ order: SearchOrder,
        size: Int
    ) throws -> [ActivityEvent] {
        var all: [ActivityEvent] = []
        while true {
            let page = try reader.search(query, limit: size, order: order, after: all.last.map { PageCursor($0) })
            all += page
            if page.count < size { return all }
        }
    }

    /// Writes random batches; gives the events as they should stand in the store.
    private func fill(_ store: TemporaryStore, _ random: inout SeededGenerator) throws -> [ActivityEvent] {
        var options = StoreOptions()
        options.segmentBits = Int.random(in: 1...8, using: &random)
        options.postingThreshold = Int.random(in: 1...80, using: &random)
        var maker = BatchMaker(limit: Int.random(in: 20...200, using: &random))
        var writer = try store.writer(options)
        var stored: [ActivityEvent] = []
        var clock: Int64 = 0
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            var batch: [ActivityEvent] = []
            for _ in 0..<Int.random(in: 0...90, using: &random) {
                clock += Int64.random(in: 0...3, using: &random)
                let late = Int.random(in: 0..<10, using: &random) == 0 ? Int64.random(in: 0...300, using: &random) : 0
                batch.append(RandomQuery.event(at: clock - late, &random))
            }
            try writer.write(maker.batch(batch))
            for _ in 0..<Int.random(in: 0...6, using: &random) { _ = try writer.indexWords() }
            let sorted = batch.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            for (_, element) in sorted {
                var event = element
                event.id = Int64(stored.count + 1)
                stored.append(event)
            }
            guard Int.random(in: 0..<4, using: &random) == 0 else { continue }
            if Bool.random(using: &random) { try writer.close() }
            // The lock is the old writer's until it is gone.
            writer = try reopened(consume writer, store, options)
            maker = BatchMaker(limit: Int.random(in: 20...200, using: &random))
        }
        return stored
    }

    private func reopened(
        _ writer: consuming StoreWriter,
        _ store: TemporaryStore,
        _ options: StoreOptions
    ) throws -> StoreWriter {
        _ = consume writer
        return try store.writer(options)
    }

    @Test func `segments of full size are answered across their borders`() throws {
        let store = try TemporaryStore()
        var maker = BatchMaker()
        let writer = try store.writer()
        var all: [ActivityEvent] = []
        for round in 0..<5 {
            let batch = (0..<10_000).map { place -> ActivityEvent in
                // The third batch is back-filled history.
                let second = Int64(round == 2 ? place : 100_000 + round * 10_000 + place)
                return .signIn(second, user: "user\(place % 100)", outcome: place % 3 == 0 ? .failure : .success)
            }
            try writer.write(maker.batch(batch))
            for var event in batch {
                event.id = Int64(all.count + 1)
                all.append(event)
            }
        }
        let query = EventQuery(
            condition: .and([
                .field(.user, [.exact("user7"), .exact("user42")]), .not(.field(.outcome, [.exact("failure")])),
            ]),
            since: Instant(seconds: 1_795_305_600 + 9_000)
        )
        let expected = all.filter(query.matches).sorted { ($0.time, $0.id) > ($1.time, $1.id) }
        let reader = try EventStore(path: store.path)
        #expect(try reader.search(query, limit: 100_000) == expected)
        #expect(try reader.search(query, limit: 3) == Array(expected.prefix(3)))
        #expect(try reader.count(query) == Int64(expected.count))
        #expect(try reader.statistics().unposted == 50_000 - 3 * 16_384 + 1)
        try writer.close()
        #expect(try reader.statistics().unposted == 0)
        #expect(try reader.search(query, limit: 100_000) == expected)
    }

    @Test(arguments: [SearchOrder.newestFirst, .oldestFirst])
    func `events of one moment are in the order of their ids, whatever their segment`(order: SearchOrder) throws {
        let store = try TemporaryStore()
        var options = StoreOptions()
        options.segmentBits = 5
        var maker = BatchMaker()
        try store.writer(options).write(maker.batch((0..<150).map { _ in .signIn(7) }))
        let ids = try pages(try EventStore(path: store.path), EventQuery(), order, size: 4).map(\.id)
        #expect(ids == (order == .oldestFirst ? Array(1...150) : (1...150).reversed()))
    }

    @Test func `evidence is left out unless it is asked for`() throws {
        let store = try TemporaryStore()
        var options = StoreOptions()
        options.segmentBits = 5
        var maker = BatchMaker()
        var writer: StoreWriter? = try store.writer(options)
        try writer?.write(maker.batch((0..<20).map { .signIn($0) }))
        writer = nil
        try store.sql("UPDATE event SET evidence_of = 1 WHERE id IN (3, 5, 8)")
        let reader = try EventStore(path: store.path)
        func counts() throws -> [Int64] {
            try [.without, .included, .only].map { try reader.count(EventQuery(evidence: $0)) }
        }
        #expect(try counts() == [17, 20, 3])
        // With posting lists as without them.
        try store.writer(options).close()
        #expect(try reader.statistics().unposted == 0)
        #expect(try counts() == [17, 20, 3])
        let found = try reader.search(EventQuery(evidence: .only), limit: 9, order: .oldestFirst)
        #expect(found.map(\.id) == [3, 5, 8])
        #expect(found.map(\.evidenceOf) == [1, 1, 1])
        #expect(try store.sql("SELECT id FROM activity").count == 17)
        #expect(try store.sql("SELECT id FROM evidence WHERE evidence_of = 1").count == 3)
    }

    @Test func `more values than are probed one by one are found as well`() throws {
        let store = try TemporaryStore()
        var options = StoreOptions()
        options.segmentBits = 10
        var maker = BatchMaker()
        let writer = try store.writer(options)
        let events = (0..<2000).map { place in
            ActivityEvent.signIn(Int64(place), user: "user\(place % 700)", ip: "192.0.2.\(place % 250)")
        }
        try writer.write(maker.batch(events))
        try writer.close()
        let reader = try EventStore(path: store.path)
        #expect(try reader.count(EventQuery(condition: .field(.user, [.prefix("user")]))) == 2000)
        #expect(try reader.count(EventQuery(condition: .field(.user, [.prefix("user6")]))) == 233)
        let network = try #require(Network(cidr: "192.0.2.0/25"))
        #expect(try reader.count(EventQuery(condition: .field(.ip, [.network(network)]))) == 1024)
    }

    @Test func `the explanation names lists, scans and what waits`() throws {
        let store = try TemporaryStore()
        var options = StoreOptions()
        options.segmentBits = 5
        var maker = BatchMaker()
        let writer = try store.writer(options)
        try writer.write(maker.batch((0..<70).map { .signIn($0, user: "user\($0 % 3)") }))
        let reader = try EventStore(path: store.path)
        let query = EventQuery(
            condition: .and([
                .field(.user, [.prefix("user")]), .field(.type, [.exact("user-login")]), .words("accepted"),
                .detail("port", [.exact("22")]),
            ]),
            since: Instant(seconds: 1_795_305_640)
        )
        #expect(
            try reader.explain(query) == [
                "segments: 2 of 3 reach into the time, with 39 events",
                "port: a scan of the details within what the other filters leave",
                "type: posting lists of 1 value",
                #""accepted": the word index, and a scan of 39 events that are not indexed yet"#,
                "user: posting lists of 3 values",
                "not in posting lists yet: 7 events, looked at one by one",
            ]
        )
        #expect(
            try reader.explain(EventQuery(condition: .field(.user, [.exact("nobody")])))
                == ["nothing is read: no event has what is asked for"]
        )
    }

    @Test func `a field asked for by nothing at all matches nothing`() throws {
        let store = try TemporaryStore()
        var maker = BatchMaker()
        try store.writer().write(maker.batch([.signIn(0, user: nil)]))
        let reader = try EventStore(path: store.path)
        #expect(try reader.count(EventQuery(condition: .field(.user, []))) == 0)
        #expect(try reader.count(EventQuery(condition: .not(.field(.user, [.prefix("")])))) == 1)
        #expect(try reader.search(EventQuery(), limit: 0) == [])
    }
}
