internal import FootfallModel
internal import GRDB

/// The rows of `event`.
enum EventTable {
    // OR FAIL: a failure ends the transaction anyway. Else SQLite copies every page that a statement with several rows
    // changes, so that it could take the statement alone back; that was a tenth of the writer's time.
    private static let insert = BulkInsert(
        """
        INSERT OR FAIL INTO event
            (id, time, kind, user, target, ip, host, source, count, message, details, evidence_of)
        VALUES
        """,
        columns: 12
    )

    /// Appends a batch's events under consecutive ids from `firstID`.
    static func append(
        _ rows: [StoredRow],
        of batch: EventBatch,
        firstID: Int64,
        into database: Database
    ) throws {
        try unsafe batch.text.withUnsafeBufferPointer { text in
            try insert.run(rows.count, into: database) { statement, place, before in
                let row = rows[place]
                // Only the first id is given: SQLite takes the next ones itself, which it does without searching.
                if place == 0 {
                    statement.bind(firstID, at: before + 1)
                } else {
                    statement.bindNull(at: before + 1)
                }
                bind(row, statement, before)
                let source = batch.rows[Int(row.index)]
                unsafe bind(source.message, of: text, statement, before + 10)
                unsafe bind(source.details, of: text, statement, before + 11)
                if row.evidenceOf == 0 {
                    statement.bindNull(at: before + 12)
                } else {
                    statement.bind(row.evidenceOf, at: before + 12)
                }
            }
        }
        guard rows.isEmpty || database.lastInsertedRowID == firstID + Int64(rows.count) - 1 else {
            throw UnexpectedID()
        }
    }

    @inline(__always)
    private static func bind(_ row: StoredRow, _ statement: RawStatement, _ before: Int32) {
        statement.bind(row.time, at: before + 2)
        statement.bind(Int64(row.kind), at: before + 3)
        statement.bind(orNull: row.user, at: before + 4)
        statement.bind(orNull: row.target, at: before + 5)
        statement.bind(orNull: row.ip, at: before + 6)
        statement.bind(orNull: row.host, at: before + 7)
        statement.bind(Int64(row.source), at: before + 8)
        statement.bind(Int64(row.count), at: before + 9)
    }

    @inline(__always)
    private static func bind(
        _ range: ByteRange,
        of text: UnsafeBufferPointer<UInt8>,
        _ statement: RawStatement,
        _ parameter: Int32
    ) {
        if range.isEmpty {
            statement.bindNull(at: parameter)
        } else {
            unsafe statement.bind(text: text, range.lower, Int(range.count), at: parameter)
        }
    }

    /// The events from `firstID` on, as postings and counts need them.
    static func rows(from firstID: Int64, _ database: Database) throws -> [StoredRow] {
        let select = try RawStatement(
            """
            SELECT time, user, target, app, ip, host, source, type, pattern, count, outcome, evidence_of IS NOT NULL,
                kind, CASE WHEN outcome = 1 AND user IS NOT NULL THEN details END
            FROM \(EventCursor.tables) WHERE event.id >= ? ORDER BY event.id
            """,
            in: database
        )
        defer { select.finish() }
        select.bind(firstID, at: 1)
        var rows: [StoredRow] = []
        while try select.step() {
            func number(_ column: Int32) throws -> Int32 {
                guard let number = Int32(exactly: select.integer(column)), number >= 0 else {
                    throw StoreDamage("an event has a number that none was given")
                }
                return number
            }
            rows.append(
                try StoredRow(
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
                    kind: number(12),
                    isEvidence: select.integer(11) != 0,
                    isClaimed: select.withBytes(13) { $0.saysClaimed(0..<$0.count) }
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
