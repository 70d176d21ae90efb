internal import GRDB

/// How often events of each type and outcome happened on each local day, by user and by address, in one segment.
///
/// A batch adds a part, so that what it costs is by its own events; when parts have become many, they are put together.
/// Evidence is left out.
struct DayCounts {
    /// How many parts a segment has at most.
    private static let mostParts = 64

    /// Counts, and the days they are of.
    private struct Counts {
        var users = RollupCounts()
        var addresses = RollupCounts()
        var firstDay = Int64.max
        var lastDay = Int64.min

        mutating func add(_ row: StoredRow, _ day: Int64) {
            firstDay = min(firstDay, day)
            lastDay = max(lastDay, day)
            if row.user != 0 { users.add(day, UInt64(row.user), row.typeAndOutcome, Int64(row.count)) }
            if row.ip != 0 { addresses.add(day, UInt64(row.ip), row.typeAndOutcome, Int64(row.count)) }
        }

        mutating func removeAll() {
            users.removeAll()
            addresses.removeAll()
            firstDay = .max
            lastDay = .min
        }
    }

    private var whole = Counts()
    /// What no part has yet.
    private var new = Counts()
    private var parts: Int64 = 0

    mutating func add(_ rows: ArraySlice<StoredRow>, _ calendar: inout LocalCalendar) {
        for row in rows where !row.isEvidence {
            calendar.move(to: row.time)
            whole.add(row, calendar.day)
            new.add(row, calendar.day)
        }
    }

    /// Takes what was added for what the store has of the segment.
    mutating func hasStored(_ segment: Int64, _ database: Database) throws {
        new.removeAll()
        let last = try Int64.fetchOne(
            database,
            sql: "SELECT max(id) FROM rollup_day WHERE id >= ? AND id < ?",
            arguments: [DayRollup.id(segment, part: 0), DayRollup.id(segment + 1, part: 0)]
        )
        parts = last.map { $0 - DayRollup.id(segment, part: 0) + 1 } ?? 0
    }

    /// Writes what was added since this was last called; all of the segment as one part once it is full.
    ///
    /// Then it is sorted, for so its numbers are short.
    mutating func write(segment: Int64, isFull: Bool, into database: Database) throws {
        defer { new.removeAll() }
        guard isFull || parts >= DayCounts.mostParts else {
            guard new.firstDay <= new.lastDay else { return }
            try DayCounts.put(new, DayRollup.id(segment, part: parts), into: database)
            parts += 1
            return
        }
        guard whole.firstDay <= whole.lastDay else { return }
        if isFull {
            whole.users.sort()
            whole.addresses.sort()
        }
        if parts > 1 { try DayRollup.remove(segment, from: database) }
        try DayCounts.put(whole, DayRollup.id(segment, part: 0), into: database)
        parts = 1
    }

    private static func put(_ counts: Counts, _ id: Int64, into database: Database) throws {
        let put = try RawStatement(
            "INSERT OR REPLACE INTO rollup_day (id, first_day, last_day, users, addresses) VALUES (?, ?, ?, ?, ?)",
            in: database
        )
        defer { put.finish() }
        put.bind(id, at: 1)
        put.bind(counts.firstDay, at: 2)
        put.bind(counts.lastDay, at: 3)
        let users = DayRollup.encoded(counts.users.entries)
        let addresses = DayRollup.encoded(counts.addresses.entries)
        try unsafe users.withUnsafeBufferPointer { users in
            try unsafe addresses.withUnsafeBufferPointer { addresses in
                unsafe put.bind(blob: users, 0, users.count, at: 4)
                unsafe put.bind(blob: addresses, 0, addresses.count, at: 5)
                try put.run()
            }
        }
    }

    mutating func removeAll() {
        whole.removeAll()
        new.removeAll()
        parts = 0
    }
}

/// Counts as they stand in `rollup_day`: a row for each would cost a look-up in a tree that grows with the store.
///
/// For each: type and outcome, with a bit for "another day than the one before" and one for "more than once"; the day
/// and the user or address, both as the difference to the one before; the count.
enum DayRollup {
    static func id(_ segment: Int64, part: Int64) -> Int64 { segment << 8 | part }

    /// Removes all parts of a segment.
    static func remove(_ segment: Int64, from database: Database) throws {
        try database.execute(
            sql: "DELETE FROM rollup_day WHERE id >= ? AND id < ?",
            arguments: [id(segment, part: 0), id(segment + 1, part: 0)]
        )
    }

    static func encoded(_ entries: [RollupCounts.Entry]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.count * 5)
        var day: Int64 = 0
        var key: Int64 = 0
        for entry in entries {
            let isOtherDay = entry.time != day
            bytes.append(number: entry.second << 2 | (isOtherDay ? 2 : 0) | (entry.count != 1 ? 1 : 0))
            if isOtherDay { bytes.append(signed: entry.time &- day) }
            bytes.append(signed: Int64(bitPattern: entry.first) &- key)
            if entry.count != 1 { bytes.append(number: UInt64(bitPattern: entry.count)) }
            day = entry.time
            key = Int64(bitPattern: entry.first)
        }
        return bytes
    }

    static func forEach(_ bytes: Span<UInt8>, _ body: (RollupCounts.Entry) -> Void) throws {
        var place = 0
        var day: Int64 = 0
        var key: Int64 = 0
        while place < bytes.count {
            guard let head = bytes.number(at: &place) else { throw damage }
            if head & 2 != 0 {
                guard let later = bytes.signed(at: &place) else { throw damage }
                day &+= later
            }
            guard let further = bytes.signed(at: &place) else { throw damage }
            key &+= further
            var count: UInt64 = 1
            if head & 1 != 0 {
                guard let more = bytes.number(at: &place) else { throw damage }
                count = more
            }
            // No user or address has another number, and no count of a segment comes near this one.
            guard (1...Int64(Int32.max)).contains(key), (1...1 << 46).contains(count), head >> 2 & 3 < 3 else {
                throw damage
            }
            body(
                RollupCounts.Entry(
                    time: day,
                    first: UInt64(bitPattern: key),
                    second: head >> 2,
                    count: Int64(bitPattern: count)
                )
            )
        }
    }

    private static var damage: StoreDamage { StoreDamage("a day's counts are damaged") }
}
