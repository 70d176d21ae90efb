package import FootfallModel
internal import GRDB

/// What is wrong with a source now, and since when.
package struct SourceTrouble: Sendable, Hashable {
    /// The source's name, or the path that it was to be read from.
    package var source: String
    /// What the trouble is known by: the same for as long as it lasts.
    package var key: String
    /// One sentence, and perhaps a hint on a line of its own.
    package var text: String
    package var since: Instant
    /// Nothing is wrong, but nothing is there to be read yet.
    package var isWaiting: Bool

    package init(source: String, key: String, text: String, since: Instant, isWaiting: Bool) {
        self.source = source
        self.key = key
        self.text = text
        self.since = since
        self.isWaiting = isWaiting
    }
}

enum TroubleTable {
    /// Replaces all that is stored.
    static func write(_ troubles: [SourceTrouble], into database: Database) throws {
        try database.execute(sql: "DELETE FROM trouble")
        for trouble in troubles {
            try database.execute(
                sql: "INSERT INTO trouble (source, key, text, since, is_waiting) VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    trouble.source, trouble.key, trouble.text, trouble.since.microseconds, trouble.isWaiting ? 1 : 0,
                ]
            )
        }
    }

    static func all(_ database: Database) throws -> [SourceTrouble] {
        try Row.fetchAll(
            database,
            sql: "SELECT source, key, text, since, is_waiting FROM trouble ORDER BY source, since, key"
        ).map { row in
            SourceTrouble(
                source: row["source"],
                key: row["key"],
                text: row["text"],
                since: Instant(microseconds: row["since"]),
                isWaiting: row["is_waiting"] != 0
            )
        }
    }
}
