internal import FootfallModel
internal import GRDB

/// The tables of a store, and how a file comes to have them.
enum Schema {
    /// "FOOT", in every store's header.
    static let applicationID: Int32 = 0x464F_4F54
    /// The file's `user_version`.
    ///
    /// No release knew 1; the stores that it made lack tables.
    static let version = 2

    /// Migrations are named and never edited once they were released.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: events, postings, rollups, checkpoints") { database in
            try database.execute(sql: tables)
            try database.execute(sql: WordTables.schema)
            try database.execute(sql: views)
            try database.execute(sql: "PRAGMA user_version = \(version)")
        }
        return migrator
    }

    // No `CHECK (… IN (0, 1, 2))`: SQLite builds a temporary table for it on every insert, 1.8 µs a row.
    private static let tables = """
        CREATE TABLE meta (
            key TEXT NOT NULL PRIMARY KEY,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE string (
            id INTEGER PRIMARY KEY,
            kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 255),
            text TEXT NOT NULL,
            address BLOB CHECK (length(address) = 16),
            UNIQUE (kind, text)
        ) STRICT;
        CREATE INDEX string_address ON string (address) WHERE address IS NOT NULL;

        -- app: 0 where there is none, as a NULL would differ from every other
        CREATE TABLE event_kind (
            id INTEGER PRIMARY KEY,
            type INTEGER NOT NULL,
            outcome INTEGER NOT NULL CHECK (outcome BETWEEN 0 AND 2),
            app INTEGER NOT NULL,
            pattern INTEGER NOT NULL,
            UNIQUE (type, outcome, app, pattern)
        ) STRICT;

        -- message: before the others, as a search without an index reads it of every row
        CREATE TABLE event (
            id INTEGER PRIMARY KEY,
            message TEXT,
            time INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            user INTEGER,
            target INTEGER,
            ip INTEGER,
            host INTEGER,
            source INTEGER NOT NULL,
            count INTEGER NOT NULL CHECK (count > 0),
            details TEXT,
            evidence_of INTEGER
        ) STRICT;

        CREATE TABLE segment (
            id INTEGER PRIMARY KEY,
            min_time INTEGER NOT NULL,
            max_time INTEGER NOT NULL CHECK (max_time >= min_time),
            count INTEGER NOT NULL CHECK (count > 0),
            posted_through INTEGER NOT NULL
        ) STRICT;

        -- bounds: the least and the greatest time of each of 64 stretches
        CREATE TABLE segment_time (
            id INTEGER PRIMARY KEY,
            bounds BLOB NOT NULL
        ) STRICT;

        -- id: segment << 8 | kind
        CREATE TABLE posting (
            id INTEGER PRIMARY KEY,
            lists BLOB NOT NULL
        ) STRICT;

        CREATE TABLE posting_group (
            segments INTEGER NOT NULL,
            kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 255),
            first INTEGER NOT NULL,
            keys BLOB NOT NULL,
            PRIMARY KEY (segments, kind, first)
        ) STRICT, WITHOUT ROWID;

        -- with what users were seen, by segment, and of 64 full ones together, users from `first` on
        CREATE TABLE seen (
            segment INTEGER PRIMARY KEY,
            pairs BLOB NOT NULL
        ) STRICT;

        CREATE TABLE seen_group (
            segments INTEGER NOT NULL,
            first INTEGER NOT NULL,
            pairs BLOB NOT NULL,
            PRIMARY KEY (segments, first)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE rollup_hour (
            hour INTEGER NOT NULL,
            type INTEGER NOT NULL,
            outcome INTEGER NOT NULL,
            app INTEGER NOT NULL,
            host INTEGER NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (hour, type, outcome, app, host)
        ) STRICT, WITHOUT ROWID;

        -- id: segment << 8 | part; parts are put together as they become many, and when the segment is full
        CREATE TABLE rollup_day (
            id INTEGER PRIMARY KEY,
            first_day INTEGER NOT NULL,
            last_day INTEGER NOT NULL CHECK (last_day >= first_day),
            users BLOB NOT NULL,
            addresses BLOB NOT NULL
        ) STRICT;

        CREATE TABLE checkpoint (
            id INTEGER PRIMARY KEY,
            source TEXT NOT NULL,
            path TEXT NOT NULL,
            device INTEGER NOT NULL,
            inode INTEGER NOT NULL,
            offset INTEGER NOT NULL,
            lines INTEGER NOT NULL,
            year INTEGER,
            head_length INTEGER NOT NULL,
            head_hash INTEGER NOT NULL,
            offset_hash INTEGER NOT NULL,
            line_marks BLOB NOT NULL,
            rest_size INTEGER,
            rest_modified INTEGER,
            left_out_before INTEGER
        ) STRICT;

        CREATE TABLE source_cursor (
            source TEXT NOT NULL PRIMARY KEY,
            text TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE content_block (
            checkpoint INTEGER NOT NULL,
            block INTEGER NOT NULL,
            hash INTEGER NOT NULL,
            PRIMARY KEY (checkpoint, block)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE accounting (
            day INTEGER NOT NULL,
            source INTEGER NOT NULL,
            what TEXT NOT NULL,
            n INTEGER NOT NULL,
            PRIMARY KEY (day, source, what)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE overlap (
            source TEXT NOT NULL,
            other TEXT NOT NULL,
            records INTEGER NOT NULL,
            PRIMARY KEY (source, other)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE source_state (
            source TEXT NOT NULL PRIMARY KEY,
            first_live INTEGER,
            last_arrival INTEGER,
            last_time INTEGER,
            last_loss INTEGER,
            stamps_ahead INTEGER,
            stamps_host TEXT,
            stamps_offset INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE silence (
            source TEXT NOT NULL,
            hour INTEGER NOT NULL CHECK (hour BETWEEN 0 AND 167),
            week INTEGER NOT NULL,
            longest INTEGER NOT NULL,
            PRIMARY KEY (source, hour, week)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE trouble (
            source TEXT NOT NULL,
            key TEXT NOT NULL,
            text TEXT NOT NULL,
            since INTEGER NOT NULL,
            is_waiting INTEGER NOT NULL,
            PRIMARY KEY (source, key)
        ) STRICT, WITHOUT ROWID;

        -- memory: what the watch or report remembers, in a form of its own
        CREATE TABLE standing_order (
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            memory TEXT NOT NULL,
            trouble TEXT,
            since INTEGER,
            next INTEGER,
            PRIMARY KEY (kind, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE join_state (
            kind INTEGER NOT NULL,
            key BLOB NOT NULL,
            value BLOB NOT NULL,
            PRIMARY KEY (kind, key)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE evidence_mark (
            first INTEGER PRIMARY KEY,
            marks BLOB NOT NULL
        ) STRICT;

        CREATE TABLE dropped (
            day INTEGER NOT NULL PRIMARY KEY,
            segments INTEGER NOT NULL,
            events INTEGER NOT NULL,
            evidence INTEGER NOT NULL,
            min_time INTEGER NOT NULL,
            max_time INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE unrecognised (
            app TEXT NOT NULL,
            shape TEXT NOT NULL,
            count INTEGER NOT NULL CHECK (count > 0),
            example TEXT NOT NULL,
            last_time INTEGER NOT NULL,
            PRIMARY KEY (app, shape)
        ) STRICT, WITHOUT ROWID;
        """

    /// What people and scripts read without Footfall: DESIGN's fields under their names.
    private static var views: String {
        """
        CREATE VIEW activity AS SELECT \(columns(evidence: false)) WHERE event.evidence_of IS NULL;
        CREATE VIEW evidence AS SELECT \(columns(evidence: true)) WHERE event.evidence_of IS NOT NULL;
        """
    }

    private static func columns(evidence: Bool) -> String {
        let categories = EventCategory.allCases.map {
            "WHEN \(StringKind.eventType($0).rawValue) THEN '\($0.name)'"
        }
        let outcomes = Outcome.allCases.map { "WHEN \($0.rawValue) THEN '\($0.name)'" }
        // Division rounds towards zero, so the fraction is made positive before it is taken off.
        let fraction = "((event.time % 1000000 + 1000000) % 1000000)"
        return """
            strftime('%Y-%m-%dT%H:%M:%S', (event.time - \(fraction)) / 1000000, 'unixepoch')
                    || printf('.%06dZ', \(fraction)) AS time,
                event.time AS time_us,
                type.text AS type,
                CASE type.kind \(categories.joined(separator: " ")) END AS category,
                CASE kind.outcome \(outcomes.joined(separator: " ")) END AS outcome,
                user.text AS user_id,
                target.text AS target_id,
                app.text AS app_id,
                ip.text AS ip,
                host.text AS host,
                source.text AS source,
                pattern.text AS pattern,
                event.count AS count,
                event.message AS message,
                event.details AS details,
                \(evidence ? "event.evidence_of AS evidence_of," : "")
                event.id AS id
            FROM event
            LEFT JOIN event_kind AS kind ON kind.id = event.kind
            LEFT JOIN string AS type ON type.id = kind.type
            LEFT JOIN string AS user ON user.id = event.user
            LEFT JOIN string AS target ON target.id = event.target
            LEFT JOIN string AS app ON app.id = kind.app
            LEFT JOIN string AS ip ON ip.id = event.ip
            LEFT JOIN string AS host ON host.id = event.host
            LEFT JOIN string AS source ON source.id = event.source
            LEFT JOIN string AS pattern ON pattern.id = kind.pattern
            """
    }
}
