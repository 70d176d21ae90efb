import FootfallModel
import FootfallQuery
import FootfallStore
import FootfallTesting
import Foundation
import Testing

@testable import FootfallWeb

/// Where bars begin, about the hour that is twice there when daylight time ends in Vienna: 2025-10-26 at 01:00 UTC.
@Suite(.temporaryDirectory)
struct HistogramEdgesTests {
    private static let vienna = ZoneOffsets(identifier: "Europe/Vienna") ?? .utc
    /// 2025-10-26T01:00:00Z: it is two o'clock in Vienna, for the second time.
    private static let back: Int64 = 1_761_440_400

    /// Bars of a time, relative to that moment.
    private func edges(_ times: Range<Int64>, atMost count: Int) throws -> [Int64] {
        let path = TemporaryDirectory.current("vienna-\(UUID().uuidString).db")
        let writer = try StoreWriter(path: path) { _ in Self.vienna }
        var maker = BatchMaker()
        let seconds = [times.lowerBound, times.upperBound - 1].map { Self.back + $0 }
        try writer.write(maker.batch(seconds.map { WebFixture.signIn("alice", at: $0) }))
        try writer.close()
        let store = try EventStore(path: path)
        #expect(store.timezone == "Europe/Vienna")
        let query = EventQuery(
            since: Instant(seconds: Self.back + times.lowerBound),
            until: Instant(seconds: Self.back + times.upperBound)
        )
        return try HistogramEdges(query, store, now: Instant(seconds: Self.back), atMost: count).edges
            .map { $0.seconds - Self.back }
    }

    @Test(arguments: [
        (-1200, 1200, 60, 60), (-14_400, 14_400, 60, 900), (600, 2400, 60, 60), (-7200, 86_400, 60, 3600),
    ])
    func `bars of an hour or less are as long in the hour that comes twice`(
        first: Int64,
        end: Int64,
        count: Int,
        length: Int64
    ) throws {
        let edges = try edges(first..<end, atMost: count)
        #expect(Set(zip(edges, edges.dropFirst()).map { $1 - $0 }) == [length])
        #expect(edges[0] <= first && edges[edges.count - 1] >= end)
        #expect(edges[0] % length == 0)
    }

    @Test func `days begin at midnight, also the one of 25 hours`() throws {
        let edges = try edges(-86_400..<3 * 86_400, atMost: 10)
        #expect(edges.contains(-10_800) && edges.contains(79_200) && edges.contains(165_600))
    }

    @Test(arguments: [1, 2, 3, 7])
    func `there are no more than were asked for`(count: Int) throws {
        for span in [1, 59, 3600, 86_400, 4000 * 86_400] as [Int64] {
            let edges = try edges(-span..<100, atMost: count)
            #expect(2...count + 1 ~= edges.count, "\(span): \(edges)")
            #expect(edges[0] <= -span && edges[edges.count - 1] >= 100)
        }
    }
}
