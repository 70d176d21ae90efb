internal import FootfallModel
internal import GRDB

/// What a store keeps about itself, in `meta` and in the file's header.
struct StoreSettings {
    var zone: ZoneOffsets
    var segmentBits: Int

    /// Sets up a connection that writes; a new file becomes ours here, before it has any table.
    static func prepare(_ database: Database, _ file: StoreFile, _ options: StoreOptions) throws {
        // Asked of SQLite, not of the file: a page that a process wrote before it was killed is taken back by this.
        if try Int.fetchOne(database, sql: "PRAGMA page_count") == 0 {
            // Page size and vacuum mode hold only if they are set before the first page is written, which the second
            // of them does: were that not one transaction with the next, a kill between them left a file that is
            // nobody's.
            try database.execute(
                sql: """
                    PRAGMA page_size = \(options.pageBytes);
                    BEGIN DEFERRED;
                    PRAGMA auto_vacuum = INCREMENTAL;
                    PRAGMA application_id = \(Schema.applicationID);
                    COMMIT;
                    """
            )
        }
        _ = try file.check(database)
        try database.execute(
            sql: """
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = NORMAL;
                PRAGMA secure_delete = OFF;
                PRAGMA wal_autocheckpoint = \(options.checkpointPages);
                PRAGMA journal_size_limit = 67108864;
                """
        )
        if let pages = options.maximumPages { try database.execute(sql: "PRAGMA max_page_count = \(pages)") }
    }

    /// Reads what is kept; a store without a time zone is a new one and gets it now.
    static func load(
        _ database: Database,
        _ options: StoreOptions,
        _ timezone: (String?) throws -> ZoneOffsets
    ) throws -> StoreSettings {
        if let name = try value("timezone", database) {
            return StoreSettings(zone: try timezone(name), segmentBits: try segmentBits(database))
        }
        let zone = try timezone(nil)
        try database.inTransaction(.immediate) {
            let insert = "INSERT INTO meta (key, value) VALUES (?, ?)"
            try database.execute(sql: insert, arguments: ["timezone", zone.name])
            try database.execute(sql: insert, arguments: ["segment_bits", "\(options.segmentBits)"])
            try database.execute(
                sql: "INSERT INTO meta (key, value) VALUES ('created', strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))"
            )
            return .commit
        }
        return StoreSettings(zone: zone, segmentBits: options.segmentBits)
    }

    static func value(_ key: String, _ database: Database) throws -> String? {
        try String.fetchOne(database, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key])
    }

    static func segmentBits(_ database: Database) throws -> Int {
        guard let bits = try value("segment_bits", database).flatMap(Int.init), 1...16 ~= bits else {
            throw StoreDamage("no size of segments in meta")
        }
        return bits
    }
}

/// The store is not as this program writes it.
struct StoreDamage: Error {
    let what: String

    init(_ what: String) {
        self.what = what
    }
}
