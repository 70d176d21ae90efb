package import FootfallModel
package import FootfallQuery
internal import GRDB

/// How often events happened at each hour of each day of the week, by the clock of a zone.
package struct WeekHours: Sendable, Hashable {
    /// Monday from 0 to 1 first, Sunday from 23 to 24 last.
    package private(set) var counts: [Int64]
    /// False where the time allowed was over before all events were counted; the newest were.
    package fileprivate(set) var isComplete = true

    /// - Parameter counts: 168 of them.
    package init(_ counts: [Int64] = Array(repeating: 0, count: 7 * 24)) {
        self.counts = counts
    }

    /// - Parameter weekday: from 0, Monday.
    package subscript(_ weekday: Int, _ hour: Int) -> Int64 { counts[weekday * 24 + hour] }

    package var total: Int64 { counts.reduce(0, +) }

    fileprivate mutating func add(_ count: Int64, _ calendar: LocalCalendar) {
        // 1 January 1970 was a Thursday.
        let weekday = Int(((calendar.day + 3) % 7 + 7) % 7)
        counts[weekday * 24 + Int(calendar.clockHour)] += count
    }
}

extension EventStore {
    /// Counts what a query finds by weekday and hour.
    ///
    /// - Parameter deadline: when to give up.
    package func weekHours(
        _ query: EventQuery,
        zone: ZoneOffsets,
        deadline: ContinuousClock.Instant? = nil
    ) throws(StoreError) -> WeekHours {
        try read { database in
            let plan = try QueryPlan(query, database, bits: bits, helper: helper, stop: stop)
            var count = WeekCount(plan, zone)
            try count.run(deadline)
            return count.week
        }
    }
}

/// Counts segment by segment: stretches within one hour by their bits, and rows only where one reaches over an hour's end.
private struct WeekCount {
    private let plan: QueryPlan
    private var calendar: LocalCalendar
    private(set) var week = WeekHours()

    init(_ plan: QueryPlan, _ zone: ZoneOffsets) {
        self.plan = plan
        calendar = LocalCalendar(zone: zone)
    }

    mutating func run(_ deadline: ContinuousClock.Instant?) throws {
        week.isComplete = try plan.forEachNewestFirst(until: deadline) { try add($0, $1) }
    }

    private mutating func add(_ found: SegmentBitmap, _ segment: Segment) throws {
        var open = SegmentBitmap(bits: plan.bits)
        for stretch in try plan.stretches(segment) {
            if stretch.greatest < plan.since || stretch.least >= plan.until { continue }
            let number = found.count(in: stretch.offsets)
            if number == 0 { continue }
            calendar.move(to: stretch.least)
            let hour = calendar.hour
            calendar.move(to: stretch.greatest)
            if calendar.hour == hour, stretch.least >= plan.since, stretch.greatest < plan.until {
                week.add(Int64(number), calendar)
            } else {
                open.formUnion(SegmentBitmap(bits: plan.bits, stretch.offsets))
            }
        }
        open.formIntersection(found)
        let base = segment.id << Int64(plan.bits)
        try ColumnReader("time", plan.database).forEach(open, from: base) { _, row in add(row, 1) }
        // Each counted once so far.
        var repeated = try plan.list(.repeated, 1, segment)
        repeated.formIntersection(found)
        try ColumnReader("time, count", plan.database).forEach(repeated, from: base) { _, row in
            add(row, row.integer(2) - 1)
        }
    }

    private mutating func add(_ row: RawStatement, _ count: Int64) {
        let time = row.integer(1)
        guard time >= plan.since, time < plan.until else { return }
        calendar.move(to: time)
        week.add(count, calendar)
    }
}
