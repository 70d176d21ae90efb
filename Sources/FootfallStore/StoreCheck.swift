internal import GRDB

/// Looks for damage before a store is written to, where the process before did not end in order.
///
/// SQLite itself survives that; what it does not survive is what often comes with it: a failing disk, a machine without
/// power whose disk had promised too much. Damage is found by the first query that meets it, too; then it may be late.
enum StoreCheck {
    /// Stores up to here are checked whole: `quick_check` took 1.3 s of processor time for 1 GB, and reads all of it
    /// once, which a slow disk does at 50 MB/s.
    static let wholeBytes: Int64 = 256 << 20

    /// Tables that stay small, and without which nothing goes.
    private static let small = [
        "meta", "segment", "checkpoint", "content_block", "accounting", "source_state", "trouble", "join_state",
        "evidence_mark", "event_kind", "standing_order",
    ]

    static func afterCrash(_ database: Database, bytes: Int64) throws {
        if bytes <= wholeBytes { return try check("PRAGMA quick_check(1)", database) }
        try smallTables(database)
    }

    /// The small tables first, since somebody may end the rest of it.
    static func whole(_ database: Database) throws {
        try smallTables(database)
        try check("PRAGMA quick_check(1)", database)
    }

    private static func smallTables(_ database: Database) throws {
        for table in small where try database.tableExists(table) {
            try check("PRAGMA quick_check('\(table)')", database)
        }
    }

    private static func check(_ pragma: String, _ database: Database) throws {
        guard let found = try String.fetchOne(database, sql: pragma), found != "ok" else { return }
        throw StoreDamage(found.split(separator: "\n").joined(separator: " "))
    }
}
