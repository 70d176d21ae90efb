import FootfallModel
import FootfallQuery
import FootfallStore

/// Where the bars of a histogram begin and end: at times that people name, in the store's zone.
struct HistogramEdges {
    let edges: [Instant]

    /// Lengths of a bar in seconds; days and more begin at local midnight.
    private static let lengths: [Int64] = [
        1, 5, 15, 60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 86_400, 7 * 86_400, 28 * 86_400, 91 * 86_400,
        364 * 86_400,
    ]

    /// - Parameter count: how many bars there may be.
    init(_ query: EventQuery, _ store: EventStore, now: Instant, atMost count: Int) throws {
        let statistics = try store.statistics()
        guard let first = query.since ?? statistics.firstTime else {
            edges = []
            return
        }
        // A search without an end is one until the newest event.
        let last = query.until ?? statistics.lastTime.map { Instant(microseconds: $0.microseconds + 1) } ?? now
        let since = max(first, statistics.firstTime ?? first).seconds
        let until = max(
            min(last, statistics.lastTime.map { Instant(seconds: $0.seconds + 1) } ?? last).seconds,
            since + 1
        )
        guard count > 1 else {
            edges = [Instant(seconds: since), Instant(seconds: until)]
            return
        }
        let length =
            HistogramEdges.lengths.first { (until - since) / $0 + 2 <= Int64(count) }
            ?? (until - since) / Int64(count - 1) + 1
        edges = HistogramEdges.edges(since, until, length, store.zone).map { Instant(seconds: $0) }
    }

    private static func edges(_ since: Int64, _ until: Int64, _ length: Int64, _ zone: ZoneOffsets) -> [Int64] {
        var local = since + Int64(zone.offset(atUTC: since))
        let isPast = ((local % length) + length) % length
        if length <= 3600 {
            // As long in an hour that is twice there as in any other.
            return Array(stride(from: since - isPast, to: until + length, by: Int(length)))
        }
        local -= isPast
        var edges: [Int64] = []
        var time = since
        repeat {
            time = utc(local, zone)
            // On a day of 25 hours one of the bars is an hour longer.
            if edges.last.map({ $0 < time }) ?? true { edges.append(time) }
            local += length
        } while time < until
        return edges
    }

    /// The UTC second of a local one; of those that are not there, the first after the gap.
    private static func utc(_ local: Int64, _ zone: ZoneOffsets) -> Int64 {
        let first = local - Int64(zone.offset(atUTC: local - 86_400))
        let second = local - Int64(zone.offset(atUTC: local + 86_400))
        if first + Int64(zone.offset(atUTC: first)) == local { return first }
        return second
    }
}
