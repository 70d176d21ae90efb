internal import FootfallModel
internal import GRDB

/// The rows of `event`.
enum EventTable {
    /// Appends a batch's events under consecutive ids from `firstID`.
    static func append(
        _ rows: [StoredRow],
        of batch: EventBatch,
        firstID: Int64,
        into database: Database
    ) throws {
        let insert = try RawStatement(
            """
            INSERT INTO event (id, time, type, outcome, user, target, app, ip, host, source, pattern, count, message,
                details) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            in: database
        )
        defer { insert.finish() }
        try unsafe batch.text.withUnsafeBufferPointer { text in
            var last: StoredRow?
            var hasDetails = true
            for (place, row) in rows.enumerated() {
                // Only the first id is given: SQLite takes the next ones itself, which it does without searching.
                if place == 0 { insert.bind(firstID, at: 1) }
                if place == 1 { insert.bindNull(at: 1) }
                insert.bind(row.time, at: 2)
                bind(row, unlike: last, insert)
                last = row
                let source = batch.rows[Int(row.index)]
                if source.message.isEmpty {
                    insert.bindNull(at: 13)
                } else {
                    unsafe insert.bind(text: text, source.message.lower, Int(source.message.count), at: 13)
                }
                if !source.details.isEmpty {
                    unsafe insert.bind(text: text, source.details.lower, Int(source.details.count), at: 14)
                    hasDetails = true
                } else if hasDetails {
                    insert.bindNull(at: 14)
                    hasDetails = false
                }
                try insert.run()
            }
        }
        guard database.lastInsertedRowID == firstID + Int64(rows.count) - 1 else { throw UnexpectedID() }
    }

    /// Binds what differs from the row before: a reset keeps what was bound.
    @inline(__always)
    private static func bind(_ row: StoredRow, unlike last: StoredRow?, _ insert: RawStatement) {
        if last?.type != row.type { insert.bind(Int64(row.type), at: 3) }
        if last?.outcome != row.outcome { insert.bind(Int64(row.outcome), at: 4) }
        if last?.user != row.user { insert.bind(orNull: row.user, at: 5) }
        if last?.target != row.target { insert.bind(orNull: row.target, at: 6) }
        if last?.app != row.app { insert.bind(orNull: row.app, at: 7) }
        if last?.ip != row.ip { insert.bind(orNull: row.ip, at: 8) }
        if last?.host != row.host { insert.bind(orNull: row.host, at: 9) }
        if last?.source != row.source { insert.bind(Int64(row.source), at: 10) }
        if last?.pattern != row.pattern { insert.bind(Int64(row.pattern), at: 11) }
        if last?.count != row.count { insert.bind(Int64(row.count), at: 12) }
    }

    /// The events from `firstID` on, as their postings need them.
    static func rows(from firstID: Int64, _ database: Database) throws -> [StoredRow] {
        let select = try RawStatement(
            """
            SELECT time, user, target, app, ip, host, source, type, pattern, count, outcome, evidence_of IS NOT NULL
            FROM event WHERE id >= ? ORDER BY id
            """,
            in: database
        )
        defer { select.finish() }
        select.bind(firstID, at: 1)
        var rows: [StoredRow] = []
        while try select.step() {
            func number(_ column: Int32) -> Int32 { Int32(truncatingIfNeeded: select.integer(column)) }
            rows.append(
                StoredRow(
                    time: select.integer(0),
                    user: number(1),
                    target: number(2),
                    app: number(3),
                    ip: number(4),
                    host: number(5),
                    source: number(6),
                    type: number(7),
                    pattern: number(8),
                    count: number(9),
                    index: 0,
                    outcome: UInt8(truncatingIfNeeded: select.integer(10)),
                    isEvidence: select.integer(11) != 0
                )
            )
        }
        return rows
    }
}

/// Somebody else has written into `event`, so that ids are not where they should be.
struct UnexpectedID: Error, CustomStringConvertible {
    var description: String { "the store was changed by another program while it was written" }
}
