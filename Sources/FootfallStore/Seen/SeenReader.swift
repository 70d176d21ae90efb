internal import GRDB

/// Tells with what users were seen within a time: addresses, hosts, apps, hours of the clock and days.
///
/// Segments that lie within the time are asked for what they say as a whole, 64 of them together where that is there;
/// of those that reach beyond it, and of what no segment says yet, the rows are looked at.
final class SeenReader {
    private let database: Database
    private let bits: Int
    private let reader: SegmentReader
    private var calendar: LocalCalendar
    private let segments: [Segment]
    /// The groups that are told of together.
    private let groups: Set<Int64>
    /// The app of each kind of events that are successes.
    private var apps: [Int64: Int64] = [:]

    init(_ database: Database, bits: Int, calendar: LocalCalendar) throws {
        self.database = database
        self.bits = bits
        self.calendar = calendar
        reader = try SegmentReader(database, bits: bits)
        segments = try Segment.all(database)
        groups = try Int64.fetchSet(database, sql: "SELECT DISTINCT segments FROM seen_group")
        let select = try RawStatement("SELECT id, app FROM event_kind WHERE outcome = 1", in: database)
        defer { select.finish() }
        while try select.step() { apps[select.integer(0)] = select.integer(1) }
    }

    /// Goes through what was seen from `since` to before `until`, mostly the newest first; the same may come more than once.
    ///
    /// - Parameters:
    ///   - wants: whether it is asked about a user; may change its mind meanwhile.
    ///   - wantsRows: the same for rows, which cost more, and come last.
    func forEach(
        since: Int64 = .min,
        until: Int64,
        _ wants: (Int64) -> Bool,
        wantsRows: (Int64) -> Bool,
        _ body: (SeenKey) -> Void
    ) throws {
        func lies(within segment: Segment) -> Bool { segment.minTime >= since && segment.maxTime < until }
        let all = segments.reversed().filter { $0.maxTime >= since && $0.minTime < until }
        let outside = Set(segments.filter { !lies(within: $0) }.map { PostingGroup.id(of: $0.id) })
        var together: Set<Int64> = []
        for segment in all where lies(within: segment) {
            let group = PostingGroup.id(of: segment.id)
            if groups.contains(group), !outside.contains(group) {
                if together.insert(group).inserted { try read(group: group, wants, body) }
            } else {
                try read(segment, wants, body)
            }
        }
        for segment in all {
            let (posted, unposted) = try reader.bounds(segment)
            var open = SegmentBitmap(bits: bits, unposted)
            if !lies(within: segment), !posted.isEmpty {
                open.formUnion(try successes(of: wantsRows, segment, SegmentBitmap(bits: bits, posted)))
            }
            if !open.isEmpty { try look(open, segment, since, until, wantsRows, body) }
        }
    }

    /// Goes through what the segments of a group say together.
    private func read(group: Int64, _ wants: (Int64) -> Bool, _ body: (SeenKey) -> Void) throws {
        let select = try RawStatement("SELECT pairs FROM seen_group WHERE segments = ?", in: database)
        defer { select.finish() }
        select.bind(group, at: 1)
        while try select.step() { try select.withBytes(0) { try SeenBlob.forEach($0, wants, body) } }
    }

    private func read(_ segment: Segment, _ wants: (Int64) -> Bool, _ body: (SeenKey) -> Void) throws {
        let select = try RawStatement("SELECT pairs FROM seen WHERE segment = ?", in: database)
        defer { select.finish() }
        select.bind(segment.id, at: 1)
        if try select.step() { try select.withBytes(0) { try SeenBlob.forEach($0, wants, body) } }
    }

    /// The posted events of a segment in which users that are wanted may have been seen.
    private func successes(
        of wants: (Int64) -> Bool,
        _ segment: Segment,
        _ posted: SegmentBitmap
    ) throws -> SegmentBitmap {
        var users: Set<Int64> = []
        try read(segment, wants) { users.insert($0.user) }
        guard !users.isEmpty else { return SegmentBitmap(bits: bits) }
        var found = try reader.list(.user, users, segment.id)
        found.formIntersection(try reader.list(.outcome, [1], segment.id))
        found.formIntersection(posted)
        found.subtract(try reader.list(.evidence, [1], segment.id))
        return found
    }

    /// What rows say by themselves.
    private func look(
        _ events: SegmentBitmap,
        _ segment: Segment,
        _ since: Int64,
        _ until: Int64,
        _ wants: (Int64) -> Bool,
        _ body: (SeenKey) -> Void
    ) throws {
        let columns = "time, user, kind, ip, host, evidence_of, details"
        try ColumnReader(columns, database).forEach(events, from: segment.id << Int64(bits)) { _, row in
            let time = row.integer(1)
            guard time >= since, time < until, let app = apps[row.integer(3)], row.isNull(6) else { return }
            let user = row.integer(2)
            guard user != 0, wants(user), !row.withBytes(7, { $0.saysClaimed(0..<$0.count) }) else { return }
            calendar.move(to: time)
            let values: [(SeenKey.Kind, Int64)] = [(.address, row.integer(4)), (.host, row.integer(5)), (.app, app)]
            for (kind, value) in values where value != 0 {
                body(SeenKey(user: Int32(truncatingIfNeeded: user), kind, Int32(truncatingIfNeeded: value)))
            }
            for value in [calendar.clockHour, SeenKey.value(ofDay: calendar.day)] {
                body(SeenKey(user: Int32(truncatingIfNeeded: user), .time, value))
            }
        }
    }
}
