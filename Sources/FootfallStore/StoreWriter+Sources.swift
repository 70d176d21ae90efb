internal import FootfallModel
internal import GRDB
internal import Glibc
internal import Synchronization

// What the writer keeps of sources beside batches: who is read, what is wrong, what was lost.
extension StoreWriter {
    /// Names sources that are read, so that they are known before their first line.
    package func add(sources: [String]) throws(StoreError) {
        guard !sources.isEmpty else { return }
        try transaction { try SourceStateTable.add(sources, into: $0) }
    }

    /// Replaces what is wrong with the sources; a small transaction of its own.
    package func setTroubles(_ troubles: [SourceTrouble]) throws(StoreError) {
        try transaction { try TroubleTable.write(troubles, into: $0) }
    }

    /// Says beside the store what keeps it from being written, as it cannot be said in it; `nil` when nothing does.
    package func setObstacle(_ text: String?) {
        lock.withLock { lock in
            lock?.change { note in
                note.obstacle = text
                note.obstacleSince = StoreWriter.clock
            }
        }
    }

    /// Counts what was received and cannot be stored, by source: beside the store, for whoever opens it next.
    ///
    /// That takes no room and is done at once; the next writer adds it to the accounts as `Tally.notCommitted`, once.
    package func leave(losses: [String: Int64]) {
        let losses = losses.filter { $0.value > 0 }
        guard !losses.isEmpty else { return }
        lock.withLock { lock in
            lock?.change { note in
                note.losses.merge(losses) { $0 + $1 }
                note.lossNumber = StoreWriter.clock
            }
        }
    }

    /// Adds to the accounts what the process before could not store, where that is not done yet.
    package func recordLeftLosses() throws(StoreError) {
        let note = lock.withLock { $0?.note }
        guard let note, !note.losses.isEmpty else { return }
        let day = zone.day(atUTC: Instant(microseconds: note.lossNumber).seconds)
        try transaction { database in
            // A kill between this transaction and the note's end must not count twice.
            let number = "\(note.lossNumber)"
            guard try StoreSettings.value("losses", database) != number else { return }
            for (source, count) in note.losses {
                try database.execute(
                    sql: "INSERT OR IGNORE INTO string (kind, text) VALUES (?, ?)",
                    arguments: [StringKind.source.rawValue, source]
                )
                try database.execute(
                    sql: """
                        INSERT INTO accounting (day, source, what, n)
                        SELECT ?1, id, ?2, ?3 FROM string WHERE kind = ?4 AND text = ?5
                        ON CONFLICT DO UPDATE SET n = n + excluded.n
                        """,
                    arguments: [day, Tally.notCommitted.name, count, StringKind.source.rawValue, source]
                )
                try database.execute(
                    sql: """
                        INSERT INTO source_state (source, last_loss) VALUES (?, ?)
                        ON CONFLICT DO UPDATE SET last_loss = excluded.last_loss
                        """,
                    arguments: [source, note.lossNumber]
                )
            }
            try database.execute(
                sql: "INSERT OR REPLACE INTO meta (key, value) VALUES ('losses', ?)",
                arguments: [number]
            )
        }
        lock.withLock { lock in lock?.change { $0.losses = [:] } }
    }

    func transaction(_ body: (Database) throws -> Void) throws(StoreError) {
        try checkPlace()
        try access { _, database in
            try database.inTransaction(.immediate) {
                try body(database)
                return .commit
            }
        }
    }

    /// Microseconds since 1970.
    static var clock: Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
}
