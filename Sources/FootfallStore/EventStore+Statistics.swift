package import FootfallModel
internal import GRDB
internal import Glibc

/// How much a store holds.
package struct StoreStatistics: Sendable, Hashable {
    package var events: Int64
    /// Records that only tell events again.
    package var evidence: Int64
    package var segments: Int64
    package var strings: Int64
    /// The times of the earliest and the latest event; `nil` in an empty store.
    package var firstTime: Instant?
    package var lastTime: Instant?
    /// Size of the file and of its write-ahead log.
    package var fileBytes: Int64
    /// Events that have no postings yet and are looked at one by one.
    package var unposted: Int64
    package var timezone: String
    /// When the store was made, as RFC 3339 text.
    package var created: String
}

extension EventStore {
    /// How much the store holds.
    package func statistics() throws(StoreError) -> StoreStatistics {
        let bytes = StoreFile(path: path).size + StoreFile(path: path).log.size
        return try read { database in
            let segments = try Segment.all(database)
            let counted = try Int64.fetchOne(
                database,
                sql: "SELECT sum(n) FROM accounting WHERE what = ?",
                arguments: [Tally.evidence.name]
            )
            // Accounts stay for good; what retention has dropped is no longer there.
            let evidence = try (counted ?? 0) - DroppedTable.evidence(database)
            return StoreStatistics(
                events: segments.reduce(0) { $0 + $1.count } - evidence,
                evidence: evidence,
                segments: Int64(segments.count),
                strings: try Int64.fetchOne(database, sql: "SELECT count(*) FROM string") ?? 0,
                firstTime: segments.map(\.minTime).min().map { Instant(microseconds: $0) },
                lastTime: segments.map(\.maxTime).max().map { Instant(microseconds: $0) },
                fileBytes: bytes,
                unposted: segments.reduce(0) { $0 + $1.unposted(bits: bits) },
                timezone: timezone,
                created: try StoreSettings.value("created", database) ?? ""
            )
        }
    }

    /// What became of the records of local days: by source, the tallies under their names.
    package func accounting(days: Range<Int64>? = nil) throws(StoreError) -> [String: [String: Int64]] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT string.text, what, sum(n) FROM accounting LEFT JOIN string ON string.id = source
                    WHERE day >= ? AND day < ? GROUP BY source, what
                    """,
                arguments: [days?.lowerBound ?? .min, days?.upperBound ?? .max]
            )
            var found: [String: [String: Int64]] = [:]
            for row in rows { found[row[0] ?? "", default: [:]][row[1]] = row[2] }
            return found
        }
    }

    /// The same, each day by itself: by source and day.
    package func accountingByDay(days: Range<Int64>) throws(StoreError) -> [String: [Int64: [String: Int64]]] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT string.text, day, what, n FROM accounting LEFT JOIN string ON string.id = source
                    WHERE day >= ? AND day < ?
                    """,
                arguments: [days.lowerBound, days.upperBound]
            )
            var found: [String: [Int64: [String: Int64]]] = [:]
            for row in rows { found[row[0] ?? "", default: [:]][row[1], default: [:]][row[2]] = row[3] }
            return found
        }
    }
}
