import FootfallModel
import FootfallQuery
import FootfallStore
import FootfallTesting
import GRDB
import Testing

@Suite struct PostingGroupTests {
    /// 700 events in segments of four, so that two groups of 64 segments are full.
    private static func fill(_ store: TemporaryStore) throws -> [ActivityEvent] {
        var options = StoreOptions()
        options.segmentBits = 2
        var maker = BatchMaker()
        let writer = try store.writer(options)
        var events: [ActivityEvent] = []
        for round in 0..<14 {
            let batch = (0..<50).map { place -> ActivityEvent in
                let number = round * 50 + place
                let user = number == 100 || number == 600 ? "rare" : "user\(number % 5)"
                return .signIn(Int64(number), user: user, ip: "10.0.\(number / 200).\(number % 200)")
            }
            try writer.write(maker.batch(batch))
            for var event in batch {
                event.id = Int64(events.count + 1)
                events.append(event)
            }
        }
        return events
    }

    @Test func `the second level and a look at every event agree`() throws {
        let store = try TemporaryStore()
        let events = try PostingGroupTests.fill(store)
        #expect(try store.number("SELECT count(DISTINCT segments) FROM posting_group") == 2)
        // More addresses than a row holds.
        #expect(try store.number("SELECT count(*) FROM posting_group WHERE kind = 4 AND segments = 0") == 2)
        let reader = try EventStore(path: store.path)
        var conditions: [Condition] = ["rare", "user0", "user3", "nobody"].map { .field(.user, [.exact($0)]) }
        conditions += stride(from: 0, to: events.count, by: 13).map { place in
            .field(.ip, [.exact(events[place].ip ?? "")])
        }
        conditions += ["10.0.", "10.0.1.", "10.0.3.1"].map { .field(.ip, [.prefix($0)]) }
        for condition in conditions {
            for condition in [condition, .not(condition), .and([condition, .field(.user, [.prefix("r")])])] {
                let query = EventQuery(condition: condition)
                let expected = events.filter(query.matches)
                #expect(try reader.count(query) == Int64(expected.count), "\(query)")
                #expect(try reader.search(query, limit: 1000, order: .oldestFirst) == expected, "\(query)")
            }
        }
    }

    @Test func `of a rare key only the segments that have it are read`() throws {
        let store = try TemporaryStore()
        _ = try PostingGroupTests.fill(store)
        // Without the second level, a list that is missing would not be missed; one that is broken would.
        try store.sql(
            "UPDATE posting SET lists = x'' WHERE id & 255 = 1 AND id >> 8 < 128 AND id >> 8 NOT IN (101 >> 2, 601 >> 2)"
        )
        let reader = try EventStore(path: store.path)
        #expect(try reader.count(EventQuery(condition: .field(.user, [.exact("rare")]))) == 2)
        #expect(throws: StoreError.self) {
            try reader.count(EventQuery(condition: .field(.user, [.exact("user1")])))
        }
    }

    @Test func `a posting list that is damaged is refused, or is read as far as it goes`() throws {
        let store = try TemporaryStore()
        _ = try PostingGroupTests.fill(store)
        let query = EventQuery(condition: .field(.user, [.exact("user1"), .exact("rare")]))
        for change in [
            "x'ffffffffffffffff'", "x'0000000000000001000000'", "substr(lists, 1, length(lists) - 3)",
            "CAST(lists || x'ffff' AS BLOB)", "CAST(substr(lists, 1, 7) || x'ff' || substr(lists, 9) AS BLOB)",
        ] {
            try store.sql("UPDATE posting SET lists = \(change)")
            _ = try? EventStore(path: store.path).count(query)
        }
    }
}
