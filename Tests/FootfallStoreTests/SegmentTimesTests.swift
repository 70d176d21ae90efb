import FootfallModel
import FootfallQuery
import FootfallStore
import FootfallTesting
import Testing

/// Pages out of segments whose events came in an order of their own; what queries find altogether, `QueryPlanTests` shows.
@Suite struct SegmentTimesTests {
    /// A full segment of 4,096 events, a second apart, of which every fourth batch is an old one brought late.
    private func filled() throws -> (store: TemporaryStore, writer: StoreWriter, times: [Int64]) {
        let store = try TemporaryStore()
        var options = StoreOptions()
        options.segmentBits = 12
        let writer = try store.writer(options)
        var maker = BatchMaker()
        var random = SeededGenerator(seed: 7)
        var times: [Int64] = []
        // Ids begin at 1, so the second segment has begun.
        for number in 0..<70 {
            let start = Int64(number % 4 == 3 ? number - 40 : number) * 64
            let batch = (0..<64).map { RandomQuery.event(at: start + Int64($0), &random) }
            try writer.write(maker.batch(batch))
            times += batch.map(\.time.seconds)
        }
        return (store, writer, times.sorted(by: >))
    }

    @Test func `pages of late events come in exact order, from any event on`() throws {
        let (store, _, times) = try filled()
        let reader = try EventStore(path: store.path)
        let query = EventQuery(evidence: .included)
        var found: [ActivityEvent] = []
        while true {
            let page = try reader.search(query, limit: 50, after: found.last.map { PageCursor($0) })
            if page.isEmpty { break }
            found += page
        }
        #expect(found.map(\.time.seconds) == times)
        #expect(Set(found.map(\.id)).count == times.count)
    }

    @Test func `a count of a part of the time is that of the times in it`() throws {
        let (store, _, times) = try filled()
        let reader = try EventStore(path: store.path)
        for (since, until) in [(100, 101), (0, 4000), (63, 64), (-5000, 0), (1000, 1128), (4400, 9000)]
            as [(Int64, Int64)]
        {
            var query = EventQuery(evidence: .included)
            query.since = Instant(seconds: since)
            query.until = Instant(seconds: until)
            let events = try reader.search(query, limit: .max)
            #expect(events.count == times.count { $0 >= since && $0 < until }, "\(since) \(until)")
            #expect(try reader.count(query) == events.reduce(0) { $0 + $1.count }, "\(since) \(until)")
        }
    }

    @Test(arguments: ["DELETE FROM segment_time", "UPDATE segment_time SET bounds = x'00'"])
    func `bounds that are gone or cut off are damage`(change: String) throws {
        let (store, writer, _) = try filled()
        try writer.close()
        try store.sql(change)
        let reader = try EventStore(path: store.path)
        let error = #expect(throws: StoreError.self) { try reader.search(EventQuery(), limit: 50) }
        #expect(error?.description.contains("the store is damaged") == true, "\(String(describing: error))")
    }
}
