internal import GRDB

/// How often events of each type and outcome happened on each local day, by user and by address, in one segment.
///
/// Evidence is left out.
struct DayCounts {
    private var users = RollupCounts()
    private var addresses = RollupCounts()
    private var firstDay = Int64.max
    private var lastDay = Int64.min

    mutating func add(_ rows: ArraySlice<StoredRow>, _ calendar: inout LocalCalendar) {
        for row in rows where !row.isEvidence {
            calendar.move(to: row.time)
            firstDay = min(firstDay, calendar.day)
            lastDay = max(lastDay, calendar.day)
            if row.user != 0 { users.add(calendar.day, UInt64(row.user), row.typeAndOutcome, Int64(row.count)) }
            if row.ip != 0 { addresses.add(calendar.day, UInt64(row.ip), row.typeAndOutcome, Int64(row.count)) }
        }
    }

    /// Writes the segment's row in place of the one that was there.
    ///
    /// Once the segment is full it is sorted, for then its numbers are short.
    mutating func write(segment: Int64, isFull: Bool, into database: Database) throws {
        guard firstDay <= lastDay else { return }
        if isFull {
            users.sort()
            addresses.sort()
        }
        let put = try RawStatement(
            """
            INSERT OR REPLACE INTO rollup_day (segment, first_day, last_day, users, addresses) VALUES (?, ?, ?, ?, ?)
            """,
            in: database
        )
        defer { put.finish() }
        put.bind(segment, at: 1)
        put.bind(firstDay, at: 2)
        put.bind(lastDay, at: 3)
        let users = DayRollup.encoded(users.entries)
        let addresses = DayRollup.encoded(addresses.entries)
        try unsafe users.withUnsafeBufferPointer { users in
            try unsafe addresses.withUnsafeBufferPointer { addresses in
                unsafe put.bind(blob: users, 0, users.count, at: 4)
                unsafe put.bind(blob: addresses, 0, addresses.count, at: 5)
                try put.run()
            }
        }
    }

    mutating func removeAll() {
        users.removeAll()
        addresses.removeAll()
        firstDay = .max
        lastDay = .min
    }
}

/// Counts as they stand in `rollup_day`: a row for each would cost a look-up in a tree that grows with the store.
///
/// For each: type and outcome, with a bit for "another day than the one before" and one for "more than once"; the day
/// and the user or address, both as the difference to the one before; the count.
enum DayRollup {
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

    private static var damage: StoreDamage { StoreDamage("a day's counts are cut off") }
}
