import FootfallModel
import FootfallQuery
import FootfallStore
import FootfallTesting
import Testing

/// What reports read of events: their outlines, and what a field has in them.
@Suite struct OutlineTests {
    @Test func `names that only look alike are counted by themselves`() throws {
        let store = try TemporaryStore()
        var maker = BatchMaker()
        var random = SeededGenerator(seed: 1)
        let names = ["\u{e9}ve", "e\u{301}ve", "e\u{301}ve", "\u{212b}", "\u{c5}", "A\u{30a}"]
        let events = names.enumerated().map { place, name in
            var event = RandomQuery.event(at: Int64(place), &random)
            (event.userID, event.count) = (name, 1)
            return event
        }
        try store.writer().write(maker.batch(events))
        let breakdown = try EventStore(path: store.path).breakdown(EventQuery(), by: .user)
        let found = breakdown.entries.map { "\($0.count) \(Array(($0.value ?? "").utf8))" }
        let expected = ["2 e\u{301}ve", "1 A\u{30a}", "1 \u{c5}", "1 \u{e9}ve", "1 \u{212b}"]
        #expect(found == expected.map { "\($0.prefix(1)) \(Array($0.utf8.dropFirst(2)))" })
        #expect(breakdown.values == 5)
    }

    @Test(arguments: 0..<6)
    func `outlines and breakdowns agree with the events of any query`(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) + 900)
        let store = try TemporaryStore()
        var options = StoreOptions()
        options.segmentBits = 3 + seed % 4
        options.postingThreshold = 5
        var maker = BatchMaker()
        let writer = try store.writer(options)
        var all: [ActivityEvent] = []
        for _ in 0..<8 {
            let batch = (0..<Int.random(in: 1...60, using: &random)).map { _ in
                RandomQuery.event(at: Int64.random(in: 0..<900, using: &random), &random)
            }
            try writer.write(maker.batch(batch))
            all += batch
        }
        let reader = try EventStore(path: store.path)
        for _ in 0..<25 {
            var query = RandomQuery.query(&random)
            query.evidence = .without
            let expected = all.filter(query.matches)
            let outlines = try reader.outlines(query)
            #expect(outlines.map(\.time) == outlines.map(\.time).sorted())
            let numbers = Set(outlines.flatMap { [$0.user, $0.ip, $0.host, $0.app, $0.type] }).subtracting([0])
            let names = try reader.names(of: numbers)
            func told(_ outline: EventOutline) -> String {
                let texts = [outline.user, outline.ip, outline.host, outline.app, outline.type].map { names[$0] ?? "-" }
                return "\(outline.time) \(outline.count) \(outline.outcome) " + texts.joined(separator: "|")
            }
            func told(_ event: ActivityEvent) -> String {
                let texts = [event.userID, event.ip, event.host, event.appID, event.type].map { $0 ?? "-" }
                return "\(event.time.microseconds) \(event.count) \(event.outcome) " + texts.joined(separator: "|")
            }
            #expect(outlines.map { told($0) }.sorted() == expected.map { told($0) }.sorted(), "\(query)")
            for field in Field.allCases {
                var counts: [String?: Int64] = [:]
                for event in expected { counts[field.value(of: event), default: 0] += event.count }
                let breakdown = try reader.breakdown(query, by: field)
                let found = Dictionary(uniqueKeysWithValues: breakdown.entries.map { ($0.value, $0.count) })
                #expect(found == counts, "\(field) of \(query)")
                #expect(breakdown.count == counts.values.reduce(0, +))
                #expect(breakdown.entries.map(\.count) == counts.values.sorted(by: >))
            }
        }
    }
}
