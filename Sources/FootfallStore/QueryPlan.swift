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

/// How a query is answered: from which segments, by which lists, and what must be seen in the rows.
struct QueryPlan {
    /// An event's place in the order of all events.
    private struct Place: Comparable {
        var time: Int64
        var id: Int64

        static func < (a: Place, b: Place) -> Bool { a.time != b.time ? a.time < b.time : a.id < b.id }
    }

    let condition: PlannedCondition
    let since: Int64
    /// Exclusive.
    let until: Int64
    let bits: Int
    let strings: StringReader
    private let database: Database
    /// Keeps what it has learnt from one segment to the next.
    let reader: SegmentReader

    init(_ query: EventQuery, _ database: Database, bits: Int) throws {
        strings = StringReader(database)
        condition = try PlannedCondition(query, strings)
        since = query.since?.microseconds ?? .min
        until = query.until?.microseconds ?? .max
        self.bits = bits
        self.database = database
        reader = try SegmentReader(database, bits: bits)
    }

    /// The segments that reach into the query's time.
    func segments() throws -> [Segment] {
        if case .nothing = condition { return [] }
        return try Segment.all(database).filter { $0.maxTime >= since && $0.minTime < until }
    }

    /// How many segments there are.
    func allSegments() throws -> Int { try Segment.all(database).count }

    private func lies(within segment: Segment) -> Bool { segment.minTime >= since && segment.maxTime < until }

    /// The first `limit` events of the answer behind `cursor`, in exact order.
    ///
    /// Segments are taken by the time they reach furthest; once the page is full, a segment that does not reach into
    /// it ends the search. So late and back-filled events stand where their time puts them.
    func search(limit: Int, order: SearchOrder, after cursor: PageCursor?) throws -> [ActivityEvent] {
        guard limit > 0 else { return [] }
        let isNewestFirst = order == .newestFirst
        let precedes: (Place, Place) -> Bool = isNewestFirst ? { $1 < $0 } : { $0 < $1 }
        let start = cursor.map { Place(time: $0.time.microseconds, id: $0.id) }
        var segments = try segments()
        if let start { segments.removeAll { isNewestFirst ? $0.minTime > start.time : $0.maxTime < start.time } }
        segments.sort { isNewestFirst ? $0.maxTime > $1.maxTime : $0.minTime < $1.minTime }
        var page: [Place] = []
        for segment in segments {
            if page.count == limit, let last = page.last {
                if isNewestFirst ? last.time > segment.maxTime : last.time < segment.minTime { break }
            }
            let before = page.count
            try forEachPlace(segment) { place in
                if let start, !precedes(start, place) { return }
                page.append(place)
            }
            guard page.count > before else { continue }
            page.sort(by: precedes)
            if page.count > limit { page.removeLast(page.count - limit) }
        }
        return try RowReader(database).events(page.lazy.map(\.id), strings)
    }

    /// The sum of `count` of the events that match.
    func count() throws -> Int64 {
        var total: Int64 = 0
        for segment in try segments() {
            var answer = try reader.answer(condition, segment)
            if lies(within: segment) {
                // Without a look at the rows: each counts once, but for those that a list of their own names.
                var repeated = try reader.list(.repeated, [1], segment.id)
                repeated.formIntersection(answer.sure)
                total += Int64(answer.sure.count - repeated.count)
                answer.possible.subtract(answer.sure)
                answer.sure = repeated
                answer.possible.formUnion(repeated)
            }
            try forEachMatch(segment, answer) { total += $0.count }
        }
        return total
    }

    /// Of events that the lists are sure of, only the times are read: most of them are not on the page.
    private func forEachPlace(_ segment: Segment, _ body: (Place) -> Void) throws {
        var answer = try reader.answer(condition, segment)
        let isWithin = lies(within: segment)
        try TimeReader(database).forEach(answer.sure, from: segment.id << Int64(bits)) { id, time in
            if isWithin || time >= since && time < until { body(Place(time: time, id: id)) }
        }
        answer.possible.subtract(answer.sure)
        try forEachMatch(segment, answer) { body(Place(time: $0.time, id: $0.id)) }
    }

    private func forEachMatch(
        _ segment: Segment,
        _ answer: SegmentAnswer,
        _ body: (EventCursor) throws -> Void
    ) throws {
        let base = segment.id << Int64(bits)
        let isWithin = lies(within: segment)
        try RowReader(database).forEach(answer.possible, from: base) { row in
            if !isWithin, row.time < since || row.time >= until { return }
            guard answer.sure.contains(Int(row.id - base)) || row.satisfies(condition) else { return }
            try body(row)
        }
    }
}
