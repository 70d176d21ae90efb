internal import FootfallModel
internal import GRDB

/// Counts of one batch by key, before they are added to a rollup table.
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

/// The three rollups, as far as one batch adds to them.
struct Rollups {
    private var hours = RollupCounts()
    private var users = RollupCounts()
    private var addresses = RollupCounts()

    /// Adds a batch's events to the tables; evidence is left out.
    mutating func write(_ rows: [StoredRow], calendar: inout LocalCalendar, into database: Database) throws {
        hours.removeAll()
        users.removeAll()
        addresses.removeAll()
        for row in rows where !row.isEvidence {
            calendar.move(to: row.time)
            let kind = UInt64(row.type) << 2 | UInt64(row.outcome)
            let count = Int64(row.count)
            hours.add(calendar.hour, kind, UInt64(row.app) << 32 | UInt64(row.host), count)
            if row.user != 0 { users.add(calendar.day, UInt64(row.user), kind, count) }
            if row.ip != 0 { addresses.add(calendar.day, UInt64(row.ip), kind, count) }
        }
        hours.sort()
        users.sort()
        addresses.sort()
        try writeHours(database)
        try write(users, Rollups.user, database)
        try write(addresses, Rollups.address, database)
    }

    private static let add = " ON CONFLICT DO UPDATE SET count = count + excluded.count"
    private static let hour = BulkInsert(
        "INSERT INTO rollup_hour (hour, type, outcome, app, host, count) VALUES ",
        columns: 6,
        add
    )
    private static let user = BulkInsert(
        "INSERT INTO rollup_user (day, user, type, outcome, count) VALUES ",
        columns: 5,
        add
    )
    private static let address = BulkInsert(
        "INSERT INTO rollup_address (day, ip, type, outcome, count) VALUES ",
        columns: 5,
        add
    )

    private func writeHours(_ database: Database) throws {
        try Rollups.hour.run(hours.entries.count, into: database) { statement, row, before in
            let entry = hours.entries[row]
            statement.bind(entry.time, at: before + 1)
            statement.bind(Int64(entry.first >> 2), at: before + 2)
            statement.bind(Int64(entry.first & 3), at: before + 3)
            statement.bind(Int64(entry.second >> 32), at: before + 4)
            statement.bind(Int64(entry.second & 0xffff_ffff), at: before + 5)
            statement.bind(entry.count, at: before + 6)
        }
    }

    private func write(_ counts: RollupCounts, _ insert: BulkInsert, _ database: Database) throws {
        try insert.run(counts.entries.count, into: database) { statement, row, before in
            let entry = counts.entries[row]
            statement.bind(entry.time, at: before + 1)
            statement.bind(Int64(entry.first), at: before + 2)
            statement.bind(Int64(entry.second >> 2), at: before + 3)
            statement.bind(Int64(entry.second & 3), at: before + 4)
            statement.bind(entry.count, at: before + 5)
        }
    }
}
