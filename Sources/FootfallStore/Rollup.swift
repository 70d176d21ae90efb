internal import FootfallModel
internal import GRDB

/// Counts by key, before they are written or shown.
struct RollupCounts {
    /// A row's key in two numbers that sort as the table's columns do.
    struct Entry {
        var time: Int64
        var first: UInt64
        var second: UInt64
        var count: Int64
    }

    private(set) var entries: [Entry] = []
    private var slots = [Int32](repeating: -1, count: 1024)

    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        for index in slots.indices { slots[index] = -1 }
    }

    @inline(__always)
    mutating func add(_ time: Int64, _ first: UInt64, _ second: UInt64, _ count: Int64) {
        var hash = UInt64(bitPattern: time) &* 0x9e37_79b9_7f4a_7c15
        hash = (hash ^ first) &* 0xff51_afd7_ed55_8ccd
        hash = (hash ^ hash >> 32 ^ second) &* 0xc4ce_b9fe_1a85_ec53
        var slot = Int(truncatingIfNeeded: hash >> 32) & (slots.count &- 1)
        while true {
            let index = Int(slots[slot])
            if index < 0 { break }
            if entries[index].first == first, entries[index].second == second, entries[index].time == time {
                entries[index].count &+= count
                return
            }
            slot = (slot &+ 1) & (slots.count &- 1)
        }
        slots[slot] = Int32(truncatingIfNeeded: entries.count)
        entries.append(Entry(time: time, first: first, second: second, count: count))
        if entries.count &* 2 > slots.count { grow() }
    }

    private mutating func grow() {
        let before = entries
        slots = [Int32](repeating: -1, count: slots.count * 4)
        entries.removeAll(keepingCapacity: true)
        for entry in before { add(entry.time, entry.first, entry.second, entry.count) }
    }

    /// In the order of the table's key, so that neighbours are written together.
    mutating func sort() {
        entries.sort {
            if $0.time != $1.time { return $0.time < $1.time }
            return $0.first != $1.first ? $0.first < $1.first : $0.second < $1.second
        }
    }
}

/// The rollup by hours, as far as one batch adds to it.
struct HourRollup {
    private var hours = RollupCounts()

    // OR FAIL: as for the events.
    private static let insert = BulkInsert(
        "INSERT OR FAIL INTO rollup_hour (hour, type, outcome, app, host, count) VALUES ",
        columns: 6,
        " ON CONFLICT DO UPDATE SET count = count + excluded.count"
    )

    /// Adds a batch's events to the table; evidence is left out.
    mutating func write(_ rows: [StoredRow], _ calendar: inout LocalCalendar, into database: Database) throws {
        hours.removeAll()
        for row in rows where !row.isEvidence {
            calendar.move(to: row.time)
            hours.add(
                calendar.hour,
                row.typeAndOutcome,
                UInt64(row.app) << 32 | UInt64(row.host),
                Int64(row.count)
            )
        }
        hours.sort()
        try HourRollup.insert.run(hours.entries.count, into: database) { statement, row, before in
            let entry = hours.entries[row]
            statement.bind(entry.time, at: before + 1)
            statement.bind(Int64(entry.first >> 2), at: before + 2)
            statement.bind(Int64(entry.first & 3), at: before + 3)
            statement.bind(Int64(entry.second >> 32), at: before + 4)
            statement.bind(Int64(entry.second & 0xffff_ffff), at: before + 5)
            statement.bind(entry.count, at: before + 6)
        }
    }
}
