import FootfallModel
import FootfallQuery
import FootfallStore
import FootfallTesting
import Testing

/// Pages of a store in which one host's clock is a year off, so that every segment reaches over all others.
@Suite struct ClockAheadTests {
    private static let year: Int64 = 366 * 86_400

    /// 40 segments of 256 events, a minute apart, of which every seventh is off by some seconds.
    private func filled(off: Int64) throws -> (store: TemporaryStore, reader: EventStore, events: [ActivityEvent]) {
        let store = try TemporaryStore()
        var options = StoreOptions()
        options.segmentBits = 8
        options.postingThreshold = 64
        let writer = try store.writer(options)
        var maker = BatchMaker()
        for batch in 0..<160 {
            let numbers = (batch * 64..<batch * 64 + 64).map(Int64.init)
            try writer.write(
                maker.batch(numbers.map { ActivityEvent.signIn($0 * 60 + ($0 % 7 == 3 ? off : 0), user: "u\($0 % 5)") })
            )
        }
        let reader = try EventStore(path: store.path)
        return (store, reader, try reader.search(EventQuery(), limit: .max))
    }

    /// All pages, and how many segments each was made of.
    private func pages(
        _ reader: EventStore,
        _ query: EventQuery,
        _ order: SearchOrder,
        patience: Duration
    ) throws -> (events: [ActivityEvent], read: [Int]) {
        var (events, read): ([ActivityEvent], [Int]) = ([], [])
        var next: PageCursor?
        repeat {
            let deadline = ContinuousClock.now + patience
            let page = try reader.page(query, limit: 50, order: order, after: next, deadline: deadline)
            events += page.events
            read.append(page.segmentsRead)
            next = page.next
        } while next != nil
        return (events, read)
    }

    @Test(arguments: [ClockAheadTests.year, -ClockAheadTests.year], [SearchOrder.newestFirst, .oldestFirst])
    func `paging reads what it reads where all clocks are right`(off: Int64, order: SearchOrder) throws {
        let ordinary = try filled(off: 0)
        let right = try pages(ordinary.reader, EventQuery(), order, patience: .seconds(600))
        let (store, reader, events) = try filled(off: off)
        defer { withExtendedLifetime((store, ordinary.store)) {} }
        let wrong = try pages(reader, EventQuery(), order, patience: .seconds(600))
        #expect(wrong.events == (order == .newestFirst ? events : events.reversed()))
        // Each segment is looked through once to see what it holds, and is of two times then.
        let most = (right.read.reduce(0, +) + events.count / 50 + 41) * 2
        #expect(wrong.read.reduce(0, +) <= most, "\(wrong.read) \(right.read)")
        #expect(wrong.read.allSatisfy { $0 <= 5 }, "\(wrong.read)")
    }

    @Test(arguments: [SearchOrder.newestFirst, .oldestFirst])
    func `pages that stop at once come to all events, each once, without reading all for each`(order: SearchOrder)
        throws
    {
        let (store, reader, all) = try filled(off: ClockAheadTests.year)
        defer { withExtendedLifetime(store) {} }
        for query in [EventQuery(), EventQuery(condition: .field(.user, [.exact("u1")]), since: all[9000].time)] {
            let expected = all.filter(query.matches)
            let cut = try pages(reader, query, order, patience: .zero)
            #expect(cut.events == (order == .newestFirst ? expected : expected.reversed()))
            #expect(cut.read.allSatisfy { $0 <= 4 }, "\(cut.read)")
        }
    }
}
