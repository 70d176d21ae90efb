import FootfallModel
import FootfallQuery
import FootfallStore
import FootfallTesting
import Testing

/// Histograms, facets and pages that stop in time, compared with a look at every event.
@Suite struct OverviewTests {
    /// A small store of random events, some late, some not in posting lists yet.
    private func filled(_ random: inout SeededGenerator) throws -> (TemporaryStore, StoreWriter, [ActivityEvent]) {
        let store = try TemporaryStore()
        var options = StoreOptions()
        options.segmentBits = Int.random(in: 3...10, using: &random)
        options.postingThreshold = Int.random(in: 1...80, using: &random)
        let writer = try store.writer(options)
        var maker = BatchMaker()
        var clock: Int64 = 0
        for _ in 0..<Int.random(in: 2...12, using: &random) {
            var batch: [ActivityEvent] = []
            for _ in 0..<Int.random(in: 1...90, using: &random) {
                clock += Int64.random(in: 0...3, using: &random)
                let late = Int.random(in: 0..<10, using: &random) == 0 ? Int64.random(in: 0...300, using: &random) : 0
                batch.append(RandomQuery.event(at: clock - late, &random))
            }
            try writer.write(maker.batch(batch))
        }
        let all = try EventStore(path: store.path).search(EventQuery(evidence: .included), limit: .max)
        return (store, writer, all)
    }

    @Test(arguments: 0..<20)
    func `a histogram counts what falls between its edges`(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) + 77)
        let (store, _, events) = try filled(&random)
        let reader = try EventStore(path: store.path)
        for _ in 0..<20 {
            let query = RandomQuery.query(&random)
            var edge = Int64.random(in: -300...100, using: &random)
            let edges = (0..<Int.random(in: 2...30, using: &random)).map { _ in
                edge += Int64.random(in: 1...60, using: &random)
                return Instant(seconds: edge)
            }
            let histogram = try reader.histogram(query, edges: edges)
            #expect(histogram.isComplete)
            #expect(histogram.buckets.map(\.start) == edges.dropLast())
            for (bucket, end) in zip(histogram.buckets, edges.dropFirst()) {
                let own = events.filter { query.matches($0) && $0.time >= bucket.start && $0.time < end }
                func count(_ outcome: Outcome) -> Int64 {
                    own.filter { $0.outcome == outcome }.reduce(0) { $0 + $1.count }
                }
                #expect(bucket.successes == count(.success), "\(query)")
                #expect(bucket.failures == count(.failure), "\(query)")
                #expect(bucket.unknown == count(.unknown), "\(query)")
            }
        }
    }

    @Test func `a histogram of everything by the hour is that of the events`() throws {
        var random = SeededGenerator(seed: 5)
        let (store, _, events) = try filled(&random)
        let edges = stride(from: -7200 as Int64, through: 7200, by: 3600).map { Instant(seconds: $0) }
        let histogram = try EventStore(path: store.path).histogram(EventQuery(), edges: edges)
        let counted = events.filter { $0.evidenceOf == nil && $0.time >= edges[0] && $0.time < edges[4] }
        #expect(histogram.total == counted.reduce(0) { $0 + $1.count })
        #expect(histogram.total > 0)
    }

    @Test(arguments: 0..<20)
    func `facets count the values of what is found`(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) + 177)
        let (store, _, events) = try filled(&random)
        let reader = try EventStore(path: store.path)
        for _ in 0..<10 {
            let query = RandomQuery.query(&random)
            let facets = try reader.facets(query, fields: Set(Field.allCases), limit: 1000)
            let found = events.filter(query.matches)
            #expect(facets.total == found.reduce(0) { $0 + $1.count }, "\(query)")
            #expect(try reader.facets(query, fields: [], limit: 1).total == facets.total)
            for field in Field.allCases {
                var expected: [String: Int64] = [:]
                for event in found {
                    if let text = Self.text(event, field) { expected[text, default: 0] += event.count }
                }
                let values = try #require(facets.values[field])
                let counted = Dictionary(uniqueKeysWithValues: values.map { ($0.text, $0.count) })
                #expect(counted == expected, "\(field) \(query)")
                #expect(facets.distinct[field] == expected.count)
                #expect(values.map(\.count) == values.map(\.count).sorted(by: >))
            }
        }
    }

    private static func text(_ event: ActivityEvent, _ field: Field) -> String? {
        switch field {
        case .type: event.type
        case .category: event.category.name
        case .outcome: event.outcome.name
        case .user: event.userID
        case .target: event.targetID
        case .app: event.appID
        case .ip: event.ip
        case .host: event.host
        case .source: event.source
        case .pattern: event.pattern
        }
    }

    @Test(arguments: [SearchOrder.newestFirst, .oldestFirst])
    func `pages that stop at once still come to all events, each once`(order: SearchOrder) throws {
        for seed in 0..<5 {
            var random = SeededGenerator(seed: UInt64(seed) + 277)
            let (store, _, events) = try filled(&random)
            let reader = try EventStore(path: store.path)
            var found: [ActivityEvent] = []
            var next: PageCursor?
            repeat {
                let page = try reader.page(
                    EventQuery(evidence: .included),
                    limit: 7,
                    order: order,
                    after: next,
                    deadline: .now
                )
                found += page.events
                next = page.next
            } while next != nil
            #expect(found == (order == .newestFirst ? events : events.reversed()))
        }
    }
}
