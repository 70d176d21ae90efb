internal import FootfallModel
internal import GRDB

/// How much room a store takes.
struct StoreSpace {
    let pageBytes: Int64
    let pages: Int64
    let freePages: Int64

    init(_ database: Database) throws {
        func number(_ pragma: String) throws -> Int64 { try Int64.fetchOne(database, sql: "PRAGMA " + pragma) ?? 0 }
        pageBytes = try number("page_size")
        pages = try number("page_count")
        freePages = try number("freelist_count")
    }

    var bytes: Int64 { pages * pageBytes }
    /// What would be left once all that is free is given back.
    var usedBytes: Int64 { (pages - freePages) * pageBytes }
}

/// Which segment goes next, by age and by size.
struct RetentionPlan {
    /// Events before this time may go; microseconds.
    let oldest: Int64?
    let space: StoreSpace
    private let maximumBytes: Int64?
    private let bits: Int
    private let now: Int64

    init(_ limits: RetentionLimits, now: Instant, _ database: Database) throws {
        oldest = limits.maximumAge.map { now.microseconds - $0 * 1_000_000 }
        maximumBytes = limits.maximumBytes
        space = try StoreSpace(database)
        bits = try StoreSettings.segmentBits(database)
        self.now = now.microseconds
    }

    /// The segments that may go, in the order in which they would: not the last, into which events are still put.
    private func candidates(_ database: Database) throws -> [Segment] {
        try Segment.all(database).dropLast().sorted { ($0.maxTime, $0.id) < ($1.maxTime, $1.id) }
    }

    private func isTooOld(_ segment: Segment) -> Bool { oldest.map { segment.maxTime < $0 } ?? false }

    private func isTooLarge(_ bytes: Int64) -> Bool { maximumBytes.map { bytes > $0 } ?? false }

    /// Drops the next segment in a transaction; false where none is left that has to go.
    func dropNext(_ zone: ZoneOffsets, _ summary: inout PruneSummary, _ database: Database) throws -> Bool {
        let isTooLarge = try isTooLarge(StoreSpace(database).usedBytes)
        let next = try candidates(database).first
        guard let next, isTooLarge || isTooOld(next) else {
            summary.isStillTooLarge = isTooLarge
            return false
        }
        var removal = SegmentRemoval(of: next, bits: bits)
        try database.inTransaction(.immediate) {
            try removal.run(zone, in: database)
            try DroppedTable.add(next, evidence: removal.evidence, day: zone.day(atUTC: now / 1_000_000), database)
            return .commit
        }
        summary.add(next, evidence: removal.evidence)
        return true
    }

    /// Says what would be dropped, and about how much room would be left.
    func foresee(_ summary: inout PruneSummary, _ database: Database) throws {
        let all = try Segment.all(database)
        let events = max(1, all.reduce(0) { $0 + $1.count })
        // By its events: what a segment takes by itself is known only once it is gone.
        let bytesPerEvent = Double(space.usedBytes) / Double(events)
        var left = space.usedBytes
        for segment in try candidates(database) {
            guard isTooOld(segment) || isTooLarge(left) else { break }
            let evidence = try Int64.fetchOne(
                database,
                sql: "SELECT count(*) FROM event WHERE id >= ? AND id < ? AND evidence_of IS NOT NULL",
                arguments: [segment.id << Int64(bits), (segment.id + 1) << Int64(bits)]
            )
            summary.add(segment, evidence: evidence ?? 0)
            left -= Int64(bytesPerEvent * Double(segment.count))
        }
        summary.isStillTooLarge = isTooLarge(left)
        summary.bytesAfter = left
        if let oldest {
            summary.shapes =
                try Int64.fetchOne(
                    database,
                    sql: "SELECT count(*) FROM unrecognised WHERE last_time < ?",
                    arguments: [oldest]
                ) ?? 0
        }
    }
}

/// What retention has dropped, by the day on which it did: for the sums of what is left, and for whoever asks later.
enum DroppedTable {
    static func add(_ segment: Segment, evidence: Int64, day: Int64, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO dropped (day, segments, events, evidence, min_time, max_time) VALUES (?, 1, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET segments = segments + 1, events = events + excluded.events,
                    evidence = evidence + excluded.evidence, min_time = min(min_time, excluded.min_time),
                    max_time = max(max_time, excluded.max_time)
                """,
            arguments: [day, segment.count - evidence, evidence, segment.minTime, segment.maxTime]
        )
    }

    /// How many rows of evidence are gone.
    static func evidence(_ database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT sum(evidence) FROM dropped") ?? 0
    }
}
