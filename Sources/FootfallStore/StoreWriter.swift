package import FootfallModel
internal import GRDB

/// The one writer of a store.
///
/// A batch is stored whole or not at all: its strings, events, postings, rollups, checkpoints and accounts are one
/// transaction. Meant for a thread of its own; calls from several threads wait for one another.
package final class StoreWriter: Sendable {
    package let path: String
    /// The store's time zone, in which its days are counted.
    package let zone: ZoneOffsets
    let queue: DatabaseQueue
    private let state: Guarded<WriterState>
    /// Let go of when the store is closed, else with the writer.
    let lock: Guarded<StoreLock?>
    /// The file that was opened.
    private let identity: StoreFile.Identity?

    /// Opens the store at `path`, which is made if it is not there.
    ///
    /// Where the process that had it before did not let it go in order, the file is checked first (`StoreCheck`).
    ///
    /// - Parameter timezone: gives the offsets of the zone with the name that the store keeps; called with `nil` for a
    ///   new store, whose zone is what it gives.
    package init(
        path: String,
        options: StoreOptions = StoreOptions(),
        timezone: (String?) throws -> ZoneOffsets
    ) throws(StoreError) {
        self.path = path
        let file = StoreFile(path: path)
        let isNew = try !file.exists() || file.isEmpty
        try file.checkWritable()
        let lock = try StoreLock(store: path, now: StoreWriter.clock)
        let followsCrash = lock.followsCrash
        self.lock = Guarded(lock)
        if try !file.exists() { try file.create() }
        identity = file.identity
        do {
            queue = try StoreWriter.open(file, options)
            try queue.writeWithoutTransaction { try StoreSettings.prepare($0, file, options) }
            if followsCrash, !isNew {
                try queue.writeWithoutTransaction { try StoreCheck.afterCrash($0, bytes: file.size) }
            }
            try Schema.migrator.migrate(queue)
            let settings = try queue.writeWithoutTransaction { try StoreSettings.load($0, options, timezone) }
            zone = settings.zone
            state = Guarded(WriterState(settings, options))
            try access { state, database in try state.load(database) }
        } catch {
            throw file.meaning(of: error)
        }
    }

    private static func open(_ file: StoreFile, _ options: StoreOptions) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "footfall.writer"
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA cache_size = -\(options.cacheKiB)")
        }
        return try DatabaseQueue(path: file.databasePath, configuration: configuration)
    }

    /// Stores a batch; when this throws, nothing of it is stored, and the same batch may be written again.
    package func write(_ batch: EventBatch) throws(StoreError) {
        try checkPlace()
        try access { state, database in
            try state.prepare(database)
            do {
                try database.inTransaction(.immediate) {
                    try state.write(batch, into: database)
                    return .commit
                }
            } catch {
                state.rollBack()
                throw error
            }
        }
    }

    /// The process that is writing to a store now; `nil` where none is, or where it is not known.
    package static func holder(of path: String) -> Int32? { StoreLock.holder(of: path)?.process }

    /// The path of the Unix socket at which the process that writes to a store takes requests.
    package static func controlSocket(of path: String) -> String { StoreLock.socket(of: path) }

    /// How far each file is read, by id.
    package func checkpoints() throws(StoreError) -> [Checkpoint] {
        try access { _, database in try CheckpointTable.all(database) }
    }

    /// How far each source is read that is no file.
    package func cursors() throws(StoreError) -> [SourceCursor] {
        try access { _, database in try CursorTable.all(database) }
    }

    /// What joins remembered when the last batch was stored.
    package func joinState() throws(StoreError) -> [JoinRecord] {
        try access { _, database in try JoinStateTable.all(database) }
    }

    /// What the store holds now, for records that another source tells again.
    ///
    /// - Parameter failed: is told where a part cannot be read, which then is as if it were not there.
    package func history(failed: @escaping @Sendable (StoreError) -> Void) throws(StoreError) -> StoredHistory {
        try access { state, database in
            try state.prepare(database)
            return StoredHistory(
                path: path,
                bits: try StoreSettings.segmentBits(database),
                end: state.nextID,
                segments: try Segment.all(database),
                sources: try String.fetchAll(
                    database,
                    sql: "SELECT text FROM string WHERE kind = ?",
                    arguments: [StringKind.source.rawValue]
                ),
                failed: failed
            )
        }
    }

    /// Writes the postings that still wait, carries the write-ahead log over into the file, and lets the store go.
    package func close() throws(StoreError) {
        try access { state, database in
            try state.prepare(database)
            do {
                try database.inTransaction(.immediate) {
                    try state.post(database)
                    return .commit
                }
            } catch {
                state.rollBack()
                throw error
            }
        }
        // SQLite leaves the log of a file that was moved where it is, and whatever stands at the path now would take it
        // for its own.
        if StoreFile(path: path).identity != identity {
            try access { _, database in try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
        }
        do {
            try queue.close()
        } catch {
            throw StoreError(error, path: path)
        }
        lock.withLock { $0 = nil }
    }

    /// Bounds the file's size from now on; writing beyond it is as a full disk is.
    package func setMaximumPages(_ pages: Int) throws(StoreError) {
        try access { _, database in try database.execute(sql: "PRAGMA max_page_count = \(pages)") }
    }

    /// Fails where the store's path no longer leads to the file that is written: it was removed or replaced.
    ///
    /// A transaction then would go into a file that nobody finds again.
    package func checkPlace() throws(StoreError) {
        guard StoreFile(path: path).identity != identity else { return }
        throw StoreError(path: path, reason: .replaced)
    }

    func access<Result: Sendable>(
        _ body: (inout WriterState, Database) throws -> Result
    ) throws(StoreError) -> Result {
        do {
            return try queue.writeWithoutTransaction { database in
                try state.withLock { state in try body(&state, database) }
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }
}
