internal import GRDB

/// Counts events into segments, and writes a segment's postings when it is full or enough of them wait.
struct SegmentWriter {
    private let bits: Int
    private let threshold: Int
    /// The id of the next event.
    private(set) var nextID: Int64 = 1
    private var segment: Segment?
    private var pending = PendingPostings()

    init(bits: Int, threshold: Int) {
        self.bits = bits
        self.threshold = threshold
    }

    /// Finds out where the store ends, and what of its last segment has no postings yet.
    mutating func load(_ database: Database) throws {
        pending.removeAll()
        segment = try Segment.last(database)
        nextID = (try Int64.fetchOne(database, sql: "SELECT max(id) FROM event") ?? 0) + 1
        guard let last = segment else { return }
        let rows = try EventTable.rows(from: last.postedThrough + 1, database)
        pending.add(rows[...], offset: offset(of: last.postedThrough + 1))
    }

    /// Takes in events that were just appended from `nextID` on.
    mutating func add(_ rows: [StoredRow], into database: Database) throws {
        var start = 0
        while start < rows.count {
            if let full = segment, Segment.id(of: nextID, bits: bits) != full.id {
                try post(database)
                segment = nil
            }
            let room = (1 << bits) - offset(of: nextID)
            let part = rows[start..<min(rows.count, start + room)]
            take(part)
            start = part.endIndex
        }
        let isFull = offset(of: nextID) == 0
        // A batch that brings so many at once is followed by another: its postings wait until the segment is full,
        // so that none is written twice.
        if isFull || pending.count >= threshold && rows.count < threshold { try post(database) }
        try segment?.write(into: database)
    }

    private mutating func take(_ part: ArraySlice<StoredRow>) {
        guard let first = part.first, let last = part.last else { return }
        var current = segment ?? Segment(firstEvent: nextID, time: first.time, bits: bits)
        current.minTime = min(current.minTime, first.time)
        current.maxTime = max(current.maxTime, last.time)
        current.count += Int64(part.count)
        segment = current
        pending.add(part, offset: offset(of: nextID))
        nextID += Int64(part.count)
    }

    /// Writes the postings that wait, all of the current segment.
    mutating func post(_ database: Database) throws {
        guard pending.count > 0, var current = segment else { return }
        let isNew = current.postedThrough < nextID - current.count
        current.postedThrough += Int64(pending.count)
        try pending.write(segment: current.id, isNew: isNew, into: database)
        try current.write(into: database)
        segment = current
    }

    private func offset(of event: Int64) -> Int { Int(event & (1 << Int64(bits) - 1)) }
}
