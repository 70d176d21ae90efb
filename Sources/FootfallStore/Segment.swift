internal import GRDB

/// A run of ids that share their posting lists, with the exact bounds of its times.
struct Segment: Sendable, Hashable {
    var id: Int64
    var minTime: Int64
    var maxTime: Int64
    var count: Int64
    /// The last id whose postings are written; one less than the first id where none are.
    var postedThrough: Int64

    /// The segment that an id belongs to.
    static func id(of event: Int64, bits: Int) -> Int64 { event >> Int64(bits) }

    /// A segment that is about to get its first event.
    init(firstEvent: Int64, time: Int64, bits: Int) {
        id = Segment.id(of: firstEvent, bits: bits)
        minTime = time
        maxTime = time
        count = 0
        postedThrough = firstEvent - 1
    }

    private init(_ row: RawStatement) {
        id = row.integer(0)
        minTime = row.integer(1)
        maxTime = row.integer(2)
        count = row.integer(3)
        postedThrough = row.integer(4)
    }

    /// How many of its events have no postings yet.
    func unposted(bits: Int) -> Int64 {
        // Ids begin at 1.
        let first = max(1, id << Int64(bits))
        return min(count, max(0, first + count - 1 - postedThrough))
    }

    /// No more events come, and all have postings.
    func isFull(bits: Int) -> Bool { postedThrough == (id &+ 1) << Int64(bits) &- 1 }

    func write(into database: Database) throws {
        let put = try RawStatement(
            """
            INSERT OR REPLACE INTO segment (id, min_time, max_time, count, posted_through) VALUES (?, ?, ?, ?, ?)
            """,
            in: database
        )
        defer { put.finish() }
        put.bind(id, at: 1)
        put.bind(minTime, at: 2)
        put.bind(maxTime, at: 3)
        put.bind(count, at: 4)
        put.bind(postedThrough, at: 5)
        try put.run()
    }

    static func last(_ database: Database) throws -> Segment? {
        try read("ORDER BY id DESC LIMIT 1", database).first
    }

    static func all(_ database: Database) throws -> [Segment] {
        try read("ORDER BY id", database)
    }

    /// Every search reads all of them, so it is done without a row object for each.
    private static func read(_ rest: String, _ database: Database) throws -> [Segment] {
        let select = try RawStatement(
            "SELECT id, min_time, max_time, count, posted_through FROM segment " + rest,
            in: database
        )
        defer { select.finish() }
        var segments: [Segment] = []
        while try select.step() { segments.append(Segment(select)) }
        return segments
    }
}
