internal import FootfallModel
internal import GRDB

/// When each source was heard last, in the transaction of what it said.
struct SourceStateTable {
    private var silences: SilenceTable

    init(zone: ZoneOffsets) {
        silences = SilenceTable(zone: zone)
    }

    /// To be called when a transaction was rolled back.
    mutating func forget() {
        silences.forget()
    }

    mutating func write(_ batch: EventBatch, _ strings: StringTable, into database: Database) throws {
        for hearing in batch.hearings {
            try database.cachedStatement(
                sql: """
                    INSERT INTO source_state (source, first_live, last_arrival, last_time, stamps_ahead, stamps_host,
                        stamps_offset)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                    ON CONFLICT DO UPDATE SET
                        first_live = coalesce(first_live, excluded.first_live),
                        last_arrival = max(coalesce(last_arrival, excluded.last_arrival), excluded.last_arrival),
                        last_time = max(coalesce(last_time, excluded.last_time), excluded.last_time),
                        stamps_ahead = coalesce(excluded.stamps_ahead, stamps_ahead),
                        stamps_host = coalesce(excluded.stamps_host, stamps_host),
                        stamps_offset = coalesce(excluded.stamps_offset, stamps_offset)
                    """
            ).execute(arguments: [
                hearing.source, hearing.isLive ? hearing.firstArrival.microseconds : nil,
                hearing.lastArrival.microseconds, hearing.lastTime.microseconds, hearing.stampDifference?.seconds,
                hearing.stampDifference?.host, hearing.stampDifference?.fittingOffset,
            ])
            if hearing.isLive { try silences.write(hearing, into: database) }
        }
        for account in batch.accounts where Tally.losses.contains(where: { account[$0] != 0 }) {
            try database.cachedStatement(
                sql: """
                    INSERT INTO source_state (source, last_loss)
                    SELECT text, ?2 FROM string WHERE id = ?1
                    ON CONFLICT DO UPDATE SET last_loss = excluded.last_loss
                    """
            ).execute(arguments: [strings[account.source], batch.arrival.microseconds])
        }
    }

    /// Names sources that are read, before their first line.
    static func add(_ sources: [String], into database: Database) throws {
        for source in sources {
            try database.execute(sql: "INSERT OR IGNORE INTO source_state (source) VALUES (?)", arguments: [source])
        }
    }
}

/// The longest time a source was silent, for each hour of each of the last weeks.
///
/// Only what one run has heard from its source counts: while nothing collects, nothing is silent.
struct SilenceTable {
    /// Weeks that are kept, the present one included.
    static let weeks: Int64 = 5

    private struct Heard {
        var arrival: Instant
        /// Hours since the Monday before 1970, in the store's zone; what is stored for that hour.
        var hour: Int64
        var longest: Int64
    }

    private let zone: ZoneOffsets
    private var heard: [String: Heard] = [:]

    init(zone: ZoneOffsets) {
        self.zone = zone
    }

    mutating func forget() {
        heard = [:]
    }

    mutating func write(_ hearing: SourceHearing, into database: Database) throws {
        let hour = SilenceTable.hour(of: hearing.lastArrival, in: zone)
        guard let before = heard[hearing.source] else {
            heard[hearing.source] = Heard(arrival: hearing.lastArrival, hour: hour, longest: -1)
            return
        }
        // A clock that was set back says nothing about silence.
        let gap = max(0, hearing.firstArrival.seconds - before.arrival.seconds)
        var longest = before.longest
        let first = max(before.hour, hour - 167)
        if first <= hour {
            for touched in first...hour where touched != before.hour || gap > before.longest {
                try database.cachedStatement(
                    sql: """
                        INSERT INTO silence (source, hour, week, longest) VALUES (?, ?, ?, ?)
                        ON CONFLICT DO UPDATE SET longest = max(longest, excluded.longest)
                        """
                ).execute(arguments: [hearing.source, touched % 168, touched / 168, gap])
            }
            longest = hour != before.hour ? gap : max(gap, before.longest)
        }
        if hour / 168 != before.hour / 168 {
            try database.execute(
                sql: "DELETE FROM silence WHERE source = ? AND week <= ?",
                arguments: [hearing.source, hour / 168 - SilenceTable.weeks]
            )
        }
        heard[hearing.source] = Heard(arrival: hearing.lastArrival, hour: hour, longest: longest)
    }

    /// Hours since the Monday before 1970 began, on the store's clocks.
    static func hour(of time: Instant, in zone: ZoneOffsets) -> Int64 {
        let local = time.seconds + Int64(zone.offset(atUTC: time.seconds))
        return (local >= 0 ? local / 3600 : -((3599 - local) / 3600)) + 72
    }
}
