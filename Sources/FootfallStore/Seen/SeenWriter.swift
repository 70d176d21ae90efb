internal import GRDB

/// What users were seen with in one segment, gathered while it fills; written with its postings.
///
/// A row for each user × address with its first and last time, in a table with an index, would have to be searched
/// for each event, and the search would cost the more the larger the store is. So each segment says by itself what was
/// seen in it, in one blob, and of 64 full ones another says it together (`SeenGroup`). When something was seen first
/// follows from the times of the segments, and in those that reach beyond the time that is asked about from their rows.
struct SeenWriter {
    private static let recentSlots = 8192

    private var keys: [UInt64] = []
    /// How many of the keys are sorted, and none of these twice.
    private var sorted = 0
    /// What was added lately, by a few bits of it: most events tell nothing new.
    private var recent = [UInt64](repeating: 0, count: SeenWriter.recentSlots)
    private var radix = RadixSort()

    mutating func add(_ rows: ArraySlice<StoredRow>, _ calendar: inout LocalCalendar) {
        for row in rows where row.isSeen {
            calendar.move(to: row.time)
            if row.ip != 0 { add(SeenKey(user: row.user, .address, row.ip)) }
            if row.host != 0 { add(SeenKey(user: row.user, .host, row.host)) }
            if row.app != 0 { add(SeenKey(user: row.user, .app, row.app)) }
            add(SeenKey(user: row.user, .time, calendar.clockHour))
            add(SeenKey(user: row.user, .time, SeenKey.value(ofDay: calendar.day)))
        }
    }

    @inline(__always)
    private mutating func add(_ key: SeenKey) {
        let slot = Int(truncatingIfNeeded: (key.raw &* 0x9e37_79b9_7f4a_7c15) >> 48) & (SeenWriter.recentSlots - 1)
        if recent[slot] == key.raw { return }
        recent[slot] = key.raw
        keys.append(key.raw)
    }

    /// Writes what all events so far say, in place of what was there.
    mutating func write(segment: Int64, into database: Database) throws {
        if sorted < keys.count {
            radix.sort(&keys, from: 0)
            keys.removeRepeated()
            sorted = keys.count
        }
        guard !keys.isEmpty else { return }
        let put = try RawStatement("INSERT OR REPLACE INTO seen (segment, pairs) VALUES (?, ?)", in: database)
        defer { put.finish() }
        put.bind(segment, at: 1)
        let blob = SeenBlob.encoded(keys[...])
        try unsafe blob.withUnsafeBufferPointer {
            unsafe put.bind(blob: $0, 0, $0.count, at: 2)
            try put.run()
        }
    }

    mutating func removeAll() {
        keys.removeAll(keepingCapacity: true)
        sorted = 0
        for slot in recent.indices { recent[slot] = 0 }
    }
}

extension [UInt64] {
    /// Leaves one of those that are the same and stand side by side.
    mutating func removeRepeated() {
        var kept = 0
        for index in indices where index == 0 || self[index] != self[kept - 1] {
            self[kept] = self[index]
            kept += 1
        }
        removeLast(count - kept)
    }
}
