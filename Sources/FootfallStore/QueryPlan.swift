package import FootfallModel
internal import FootfallQuery
internal import GRDB

/// Which end of the time an answer begins at.
package enum SearchOrder: Sendable, Hashable {
    case newestFirst, oldestFirst
}

/// The last event of a page, behind which the next page goes on.
package struct PageCursor: Sendable, Hashable {
    package var time: Instant
    package var id: Int64

    package init(time: Instant, id: Int64) {
        self.time = time
        self.id = id
    }

    /// The place of an event in the order of an answer.
    package init(_ event: ActivityEvent) {
        self.init(time: event.time, id: event.id)
    }
}

/// Some of the events that a query finds, in their order.
package struct EventPage: Sendable, Hashable {
    /// Bytes of text after which a page is full, however few events it has: lines may be long.
    package static let mostBytes = 2 << 20

    package var events: [ActivityEvent]
    /// Where the next page begins; `nil` where this is the last.
    package var next: PageCursor?
    /// How many segments were looked at for it.
    package var segmentsRead = 0
    /// The time was over before the page was full; the next one goes on looking.
    package var isCutShort: Bool
}

/// How a query is answered: from which segments, by which lists, and what must be seen in the rows.
struct QueryPlan {
    let condition: PlannedCondition
    let since: Int64
    /// Exclusive.
    let until: Int64
    let bits: Int
    let strings: StringReader
    let database: Database
    /// Keeps what it has learnt from one segment to the next.
    let reader: SegmentReader
    private let helper: ScanHelper?
    private let stop: ReadStop?

    /// Rows that are looked at before a helper is called.
    private static let rowsAlone = 65_536
    /// Segments that are given to both at a time; when the page is full, the rest of them were read for nothing.
    private static let segmentsTogether = 16

    init(
        _ query: EventQuery,
        _ database: Database,
        bits: Int,
        helper: ScanHelper? = nil,
        stop: ReadStop? = nil
    ) throws {
        strings = StringReader(database, stop: stop)
        condition = try PlannedCondition(query, strings)
        since = query.since?.microseconds ?? .min
        until = query.until?.microseconds ?? .max
        self.bits = bits
        self.database = database
        reader = try SegmentReader(database, bits: bits)
        self.helper = helper
        self.stop = stop
    }

    /// The segments that reach into the query's time.
    func segments() throws -> [Segment] {
        if case .nothing = condition { return [] }
        return try Segment.all(database).filter { $0.maxTime >= since && $0.minTime < until }
    }

    /// How many segments there are.
    func allSegments() throws -> Int { try Segment.all(database).count }

    /// Whether all of a segment is of the query's time.
    func lies(within segment: Segment) -> Bool { segment.minTime >= since && segment.maxTime < until }

    func checkStop() throws(ReadStopped) { try stop?.check() }

    /// Goes through segments in their order, with the events of each of which the condition is true, whatever their time,
    /// until `body` does not want more.
    func forEach(_ segments: [Segment], _ body: (Int, SegmentBitmap) throws -> Bool) throws {
        var place = 0
        var readBefore = 0
        while place < segments.count {
            try stop?.check()
            let isLong = reader.rowsRead >= QueryPlan.rowsAlone && reader.rowsRead - readBefore >= 1 << (bits - 2)
            readBefore = reader.rowsRead
            guard isLong, let helper else {
                guard try body(place, reader.matches(condition, segments[place])) else { return }
                place += 1
                continue
            }
            let some = segments[place..<min(segments.count, place + QueryPlan.segmentsTogether)]
            for found in try helper.matches(condition, Array(some), reader) {
                guard try body(place, found) else { return }
                place += 1
            }
        }
    }

    /// Calls `body` with what is found in each segment, the newest first: where time is short, what is missing is the
    /// oldest.
    ///
    /// - Returns: whether all segments were looked at.
    func forEachNewestFirst(
        until deadline: ContinuousClock.Instant?,
        _ body: (SegmentBitmap, Segment) throws -> Void
    ) throws -> Bool {
        let segments = try segments().sorted { $0.maxTime > $1.maxTime }
        var isComplete = true
        try forEach(segments) { place, found in
            if !found.isEmpty { try body(found, segments[place]) }
            guard let deadline, place + 1 < segments.count, ContinuousClock.now > deadline else { return true }
            isComplete = false
            return false
        }
        return isComplete
    }

    /// A segment's events with the bounds of their times.
    func stretches(_ segment: Segment) throws -> [SegmentTimes.Stretch] {
        let (posted, unposted) = try reader.bounds(segment)
        return try SegmentTimes.stretches(of: segment, posted: posted, unposted: unposted, bits: bits, database)
    }

    /// The sum of `count` of the events that match.
    func count() throws -> Int64 {
        var total: Int64 = 0
        let segments = try segments()
        try forEach(segments) { place, found in
            let segment = segments[place]
            let base = segment.id << Int64(bits)
            let found = lies(within: segment) ? found : try ofTime(found, segment)
            // Each counts once, but for those that a list of their own names, and those that are in no list yet.
            var repeated = try reader.list(.repeated, [1], segment.id)
            repeated.formUnion(SegmentBitmap(bits: bits, try reader.bounds(segment).unposted))
            repeated.formIntersection(found)
            total += Int64(found.count - repeated.count)
            try ColumnReader("count", database).forEach(repeated, from: base) { _, row in total += row.integer(1) }
            return true
        }
        return total
    }

    /// Those of a segment's events that are of the query's time.
    func ofTime(_ events: SegmentBitmap, _ segment: Segment) throws -> SegmentBitmap {
        var inside = SegmentBitmap(bits: bits)
        var open = SegmentBitmap(bits: bits)
        for stretch in try stretches(segment) {
            if stretch.greatest < since || stretch.least >= until { continue }
            let all = SegmentBitmap(bits: bits, stretch.offsets)
            if stretch.least >= since, stretch.greatest < until { inside.formUnion(all) } else { open.formUnion(all) }
        }
        inside.formIntersection(events)
        open.formIntersection(events)
        try ColumnReader("time", database).forEach(open, from: segment.id << Int64(bits)) { offset, row in
            let time = row.integer(1)
            if time >= since, time < until { inside.insert(offset) }
        }
        return inside
    }
}
