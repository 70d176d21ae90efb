internal import FootfallModel
internal import GRDB

/// Takes one segment out of a store: its events and evidence, their postings, and what the rollups count of them.
///
/// The day counts are the segment's own and go with it. Those by hours are counted down by the events that go, not
/// dropped by hours: so they are exact for what is left, in whatever order events had come. A row that counts nothing
/// goes too.
struct SegmentRemoval {
    private struct Key: Hashable, Comparable {
        var hour: Int64
        var type: Int64
        var outcome: Int64
        var app: Int64
        var host: Int64

        var columns: [Int64] { [hour, type, outcome, app, host] }

        static func < (a: Key, b: Key) -> Bool { a.columns.lexicographicallyPrecedes(b.columns) }
    }

    let segment: Segment
    let bits: Int
    private var hours: [Key: Int64] = [:]
    /// How many of its rows are evidence.
    private(set) var evidence: Int64 = 0

    private var firstID: Int64 { segment.id << Int64(bits) }
    /// The first that is not of the segment.
    private var endID: Int64 { (segment.id + 1) << Int64(bits) }

    init(of segment: Segment, bits: Int) {
        self.segment = segment
        self.bits = bits
    }

    /// To be called within a transaction.
    mutating func run(_ zone: ZoneOffsets, in database: Database) throws {
        try count(LocalCalendar(zone: zone), database)
        try subtractHours(database)
        for kind in PostingKind.allCases {
            let id = kind.blockID(segment: segment.id)
            try database.execute(sql: "DELETE FROM posting WHERE id = ?", arguments: [id])
        }
        try DayRollup.remove(segment.id, from: database)
        try SegmentTimes.remove(segment.id, from: database)
        try SeenGroup.remove(segment.id, from: database)
        try database.execute(sql: "DELETE FROM event WHERE id >= ? AND id < ?", arguments: [firstID, endID])
        try database.execute(sql: "DELETE FROM segment WHERE id = ?", arguments: [segment.id])
        try removeGroups(database)
    }

    /// Counts the segment's events as the rollup does.
    private mutating func count(_ calendar: LocalCalendar, _ database: Database) throws {
        var calendar = calendar
        let select = try RawStatement(
            """
            SELECT e.time, k.type, k.outcome, k.app, e.host, e.count, e.evidence_of IS NOT NULL
            FROM event AS e JOIN event_kind AS k ON k.id = e.kind WHERE e.id >= ? AND e.id < ?
            """,
            in: database
        )
        defer { select.finish() }
        select.bind(firstID, at: 1)
        select.bind(endID, at: 2)
        while try select.step() {
            if select.integer(6) != 0 {
                evidence += 1
                continue
            }
            calendar.move(to: select.integer(0))
            // NULL reads as 0, which is what stands for it in the rollup.
            let key = Key(
                hour: calendar.hour,
                type: select.integer(1),
                outcome: select.integer(2),
                app: select.integer(3),
                host: select.integer(4)
            )
            hours[key, default: 0] += select.integer(5)
        }
    }

    private func subtractHours(_ database: Database) throws {
        let remove = try RawStatement(
            """
            DELETE FROM rollup_hour
            WHERE hour = ? AND type = ? AND outcome = ? AND app = ? AND host = ? AND count = ?
            """,
            in: database
        )
        let lessen = try RawStatement(
            """
            INSERT INTO rollup_hour (hour, type, outcome, app, host, count) VALUES (?, ?, ?, ?, ?, -?)
            ON CONFLICT DO UPDATE SET count = count + excluded.count
            """,
            in: database
        )
        defer {
            remove.finish()
            lessen.finish()
        }
        // In the order of the table, so that its pages are written one after the other.
        for (key, times) in hours.sorted(by: { $0.key < $1.key }) {
            for statement in [remove, lessen] {
                for (index, number) in key.columns.enumerated() { statement.bind(number, at: Int32(index + 1)) }
                statement.bind(times, at: 6)
            }
            try remove.run()
            if database.changesCount == 0 { try lessen.run() }
        }
    }

    /// The second level and the word index go with the last segment of their groups; until then they name segments that
    /// are no more, which nobody asks for.
    private func removeGroups(_ database: Database) throws {
        let group = PostingGroup.id(of: segment.id)
        if try !isLeft(group << PostingGroup.bits..<(group + 1) << PostingGroup.bits, database) {
            try database.execute(sql: "DELETE FROM posting_group WHERE segments = ?", arguments: [group])
        }
        let words = WordTables.group(of: segment.id)
        if try !isLeft(WordTables.segments(of: words), database) { try WordTables.drop(words, from: database) }
    }

    /// Whether any of some segments is still there.
    private func isLeft(_ segments: Range<Int64>, _ database: Database) throws -> Bool {
        try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM segment WHERE id >= ? AND id < ?)",
            arguments: [segments.lowerBound, segments.upperBound]
        ) ?? false
    }
}
