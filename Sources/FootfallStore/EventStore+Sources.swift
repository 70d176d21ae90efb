package import FootfallModel
internal import FootfallQuery
internal import GRDB

/// What the store knows of one source.
package struct StoredSource: Sendable, Hashable {
    package var name: String
    /// The sums of all days, by the names of the tallies.
    package var counts: [String: Int64] = [:]
    /// What was lost today and yesterday, by the names of the tallies.
    package var recentLosses: [String: Int64] = [:]
    /// When its last line was read; of a file that was there before, when it was written last.
    package var lastArrival: Instant?
    /// The latest time that a record of it bears.
    package var lastTime: Instant?
    /// When a line was first read as it was written.
    package var firstLive: Instant?
    /// When something of it was last lost.
    package var lastLoss: Instant?
    package var stampDifference: StampDifference?
    /// The longest silences, in seconds, by the hour of the week (0 is Monday's first) in which they fell.
    package var silences: [Int: Int64] = [:]
    package var troubles: [SourceTrouble] = []
    /// How far its files are read.
    package var files: [Checkpoint] = []

    package init(name: String) {
        self.name = name
    }

    /// How many there are of some kinds together.
    package func count(_ tallies: Tally...) -> Int64 {
        tallies.reduce(0) { $0 + (counts[$1.name] ?? 0) }
    }

    /// The records whose fate is known; as many as `records` where the sum closes.
    package var accounted: Int64 {
        Tally.fates.reduce(0) { $0 + (counts[$1.name] ?? 0) }
    }
}

extension EventStore {
    /// All sources that are known by anything, by name, as they were between two batches.
    ///
    /// - Parameter now: losses of its day and of the day before are the recent ones.
    package func sources(now: Instant) throws(StoreError) -> [StoredSource] {
        let today = (ZoneOffsets(identifier: timezone) ?? .utc).day(atUTC: now.seconds)
        return try read { database in
            var found: [String: StoredSource] = [:]
            func change(_ name: String, _ body: (inout StoredSource) -> Void) {
                body(&found[name, default: StoredSource(name: name)])
            }
            let accounts = try Row.fetchCursor(
                database,
                sql: """
                    SELECT coalesce(string.text, '') AS name, what, sum(n) AS n,
                        sum(CASE WHEN day >= ? THEN n ELSE 0 END) AS recent
                    FROM accounting LEFT JOIN string ON string.id = source GROUP BY source, what
                    """,
                arguments: [today - 1]
            )
            let losses = Set(Tally.losses.map(\.name))
            while let row = try accounts.next() {
                let (what, n, recent): (String, Int64, Int64) = (row["what"], row["n"], row["recent"])
                change(row["name"]) { source in
                    source.counts[what, default: 0] += n
                    if recent != 0, losses.contains(what) { source.recentLosses[what, default: 0] += recent }
                }
            }
            func instant(_ row: Row, _ column: String) -> Instant? {
                (row[column] as Int64?).map { Instant(microseconds: $0) }
            }
            // By their names: where damage has changed one, SQLite says so.
            let columns = """
                source, first_live, last_arrival, last_time, last_loss, stamps_ahead, stamps_host, stamps_offset
                """
            for row in try Row.fetchAll(database, sql: "SELECT \(columns) FROM source_state") {
                change(row["source"]) { source in
                    source.firstLive = instant(row, "first_live")
                    source.lastArrival = instant(row, "last_arrival")
                    source.lastTime = instant(row, "last_time")
                    source.lastLoss = instant(row, "last_loss")
                    if let ahead: Int32 = row["stamps_ahead"] {
                        source.stampDifference = StampDifference(
                            seconds: ahead,
                            host: row["stamps_host"] ?? "",
                            fittingOffset: row["stamps_offset"] ?? 0
                        )
                    }
                }
            }
            let silences = try Row.fetchCursor(
                database,
                sql: "SELECT source, hour, max(longest) AS longest FROM silence GROUP BY source, hour"
            )
            while let row = try silences.next() {
                let (hour, longest): (Int, Int64) = (row["hour"], row["longest"])
                change(row["source"]) { $0.silences[hour] = longest }
            }
            for trouble in try TroubleTable.all(database) { change(trouble.source) { $0.troubles.append(trouble) } }
            for checkpoint in try CheckpointTable.all(database, withBlocks: false) {
                change(checkpoint.source) { $0.files.append(checkpoint) }
            }
            return found.values.sorted { $0.name < $1.name }
        }
    }

    /// The hour of the week, 0 to 167 from Monday on, in the store's zone.
    package static func hourOfWeek(_ time: Instant, in zone: ZoneOffsets) -> Int {
        Int((SilenceTable.hour(of: time, in: zone) % 168 + 168) % 168)
    }
}
