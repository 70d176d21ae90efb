internal import FootfallModel
internal import GRDB

/// Takes one segment out of a store: its events and evidence, their postings, and what the rollups count of them.
///
/// Rollups are counted down by the events that go, not dropped by days: so they are exact for what is left, also where
/// a day loses only a part, and it does not matter in which order events had come. A row that counts nothing goes too.
struct SegmentRemoval {
    /// A rollup's key, in the order of its columns.
    private struct Key: Hashable, Comparable {
        var time: Int64
        var second: Int64
        var third: Int64
        var fourth: Int64
        var fifth: Int64 = 0

        var columns: [Int64] { [time, second, third, fourth, fifth] }

        static func < (a: Key, b: Key) -> Bool { a.columns.lexicographicallyPrecedes(b.columns) }
    }

    private struct Table {
        let name: String
        let columns: [String]

        static let hour = Table(name: "rollup_hour", columns: ["hour", "type", "outcome", "app", "host"])
        static let user = Table(name: "rollup_user", columns: ["day", "user", "type", "outcome"])
        static let address = Table(name: "rollup_address", columns: ["day", "ip", "type", "outcome"])
    }

    let segment: Segment
    let bits: Int
    private var hours: [Key: Int64] = [:]
    private var users: [Key: Int64] = [:]
    private var addresses: [Key: Int64] = [:]
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
        try SegmentRemoval.subtract(hours, from: .hour, database)
        try SegmentRemoval.subtract(users, from: .user, database)
        try SegmentRemoval.subtract(addresses, from: .address, database)
        try database.execute(sql: "DELETE FROM posting WHERE segment = ?", arguments: [segment.id])
        try database.execute(sql: "DELETE FROM event WHERE id >= ? AND id < ?", arguments: [firstID, endID])
        try database.execute(sql: "DELETE FROM segment WHERE id = ?", arguments: [segment.id])
    }

    /// Counts the segment's events as the rollups do.
    private mutating func count(_ calendar: LocalCalendar, _ database: Database) throws {
        var calendar = calendar
        let select = try RawStatement(
            """
            SELECT time, type, outcome, user, app, ip, host, count, evidence_of IS NOT NULL FROM event
            WHERE id >= ? AND id < ?
            """,
            in: database
        )
        defer { select.finish() }
        select.bind(firstID, at: 1)
        select.bind(endID, at: 2)
        while try select.step() {
            if select.integer(8) != 0 {
                evidence += 1
                continue
            }
            calendar.move(to: select.integer(0))
            // NULL reads as 0, which is what stands for it in the rollups.
            let (type, outcome) = (select.integer(1), select.integer(2))
            let (user, app, address, host) = (
                select.integer(3), select.integer(4), select.integer(5), select.integer(6)
            )
            let times = select.integer(7)
            let hour = Key(time: calendar.hour, second: type, third: outcome, fourth: app, fifth: host)
            hours[hour, default: 0] += times
            if user != 0 {
                users[Key(time: calendar.day, second: user, third: type, fourth: outcome), default: 0] += times
            }
            if address != 0 {
                addresses[Key(time: calendar.day, second: address, third: type, fourth: outcome), default: 0] += times
            }
        }
    }

    private static func subtract(_ counts: [Key: Int64], from table: Table, _ database: Database) throws {
        let places = table.columns.indices.map { "?\($0 + 1)" }
        let condition = zip(table.columns, places).map { $0 + " = " + $1 }.joined(separator: " AND ")
        let count = table.columns.count + 1
        let remove = try RawStatement(
            "DELETE FROM \(table.name) WHERE \(condition) AND count = ?\(count)",
            in: database
        )
        let lessen = try RawStatement(
            """
            INSERT INTO \(table.name) (\(table.columns.joined(separator: ", ")), count)
            VALUES (\(places.joined(separator: ", ")), -?\(count))
            ON CONFLICT DO UPDATE SET count = count + excluded.count
            """,
            in: database
        )
        defer {
            remove.finish()
            lessen.finish()
        }
        // In the order of the table, so that its pages are written one after the other.
        for (key, times) in counts.sorted(by: { $0.key < $1.key }) {
            for statement in [remove, lessen] {
                for (index, number) in key.columns.prefix(table.columns.count).enumerated() {
                    statement.bind(number, at: Int32(index + 1))
                }
                statement.bind(times, at: Int32(count))
            }
            try remove.run()
            if database.changesCount == 0 { try lessen.run() }
        }
    }
}
