internal import GRDB

/// Counts events into segments, and keeps what is stored of each segment as a whole: its postings, written when it is
/// full or enough events wait for them, and its days' counts, of which every batch writes its
/// own.
struct SegmentWriter {
    private let bits: Int
    private let threshold: Int
    /// The id of the next event.
    private(set) var nextID: Int64 = 1
    /// The one that is not full yet.
    private var segment: Segment?
    private var postings = SegmentPostings()
    private var times: SegmentTimes
    private var days = DayCounts()
    private var seen = SeenWriter()

    init(bits: Int, threshold: Int) {
        self.bits = bits
        times = SegmentTimes(bits: bits)
        self.threshold = threshold
    }

    /// Finds out where the store ends, and what its last segment holds.
    mutating func load(_ calendar: inout LocalCalendar, _ database: Database) throws {
        clear()
        nextID = (try Int64.fetchOne(database, sql: "SELECT max(id) FROM event") ?? 0) + 1
        guard let last = try Segment.last(database), Segment.id(of: nextID, bits: bits) == last.id else { return }
        segment = last
        let first = nextID - last.count
        let rows = try EventTable.rows(from: first, database)
        guard Int64(rows.count) == last.count else {
            throw StoreDamage("of segment \(last.id) \(rows.count) events are there, and \(last.count) were counted")
        }
        postings.add(rows[...], offset: offset(of: first))
        times.add(rows[...], offset: offset(of: first))
        days.add(rows[...], &calendar)
        seen.add(rows[...], &calendar)
        try days.hasStored(last.id, database)
    }

    /// Takes in events that were just appended from `nextID` on.
    mutating func add(_ rows: [StoredRow], _ calendar: inout LocalCalendar, into database: Database) throws {
        var start = 0
        while start < rows.count {
            let room = (1 << bits) - offset(of: nextID)
            let part = rows[start..<min(rows.count, start + room)]
            take(part, &calendar)
            start = part.endIndex
            if offset(of: nextID) == 0 { try finish(database) }
        }
        guard let segment else { return }
        // A batch that brings so many at once is followed by another: its postings wait until the segment is full,
        // so that they are written but once.
        if nextID - 1 - segment.postedThrough >= threshold, rows.count < threshold { try post(database) }
        try days.write(segment: segment.id, isFull: false, into: database)
        try self.segment?.write(into: database)
    }

    private mutating func take(_ part: ArraySlice<StoredRow>, _ calendar: inout LocalCalendar) {
        guard let first = part.first, let last = part.last else { return }
        var current = segment ?? Segment(firstEvent: nextID, time: first.time, bits: bits)
        current.minTime = min(current.minTime, first.time)
        current.maxTime = max(current.maxTime, last.time)
        current.count += Int64(part.count)
        segment = current
        postings.add(part, offset: offset(of: nextID))
        times.add(part, offset: offset(of: nextID))
        days.add(part, &calendar)
        seen.add(part, &calendar)
        nextID += Int64(part.count)
    }

    /// Writes the last of a segment that has become full.
    private mutating func finish(_ database: Database) throws {
        guard let full = segment else { return }
        try post(database)
        try days.write(segment: full.id, isFull: true, into: database)
        try PostingGroup.write(endingWith: full.id, segmentBits: bits, into: database)
        try SeenGroup.write(endingWith: full.id, into: database)
        clear()
    }

    /// Writes the postings that wait, all of the current segment.
    mutating func post(_ database: Database) throws {
        guard var current = segment, current.postedThrough < nextID - 1 else { return }
        current.postedThrough = nextID - 1
        try postings.write(segment: current.id, bits: bits, into: database)
        try times.write(segment: current.id, into: database)
        try seen.write(segment: current.id, into: database)
        try current.write(into: database)
        segment = current
    }

    private mutating func clear() {
        segment = nil
        postings.removeAll()
        times.removeAll()
        days.removeAll()
        seen.removeAll()
    }

    private func offset(of event: Int64) -> Int { Int(event & (1 << Int64(bits) - 1)) }
}
