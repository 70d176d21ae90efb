package import FootfallModel
package import FootfallQuery
internal import GRDB
internal import Glibc

/// A store as its readers see it; several may read at once, while a writer writes.
///
/// Every call sees the store as it is between two batches.
package final class EventStore: Sendable {
    package let path: String
    /// The IANA name of the zone in which the store's days are counted.
    package let timezone: String
    private let pool: DatabasePool
    let helper: ScanHelper
    /// The file as SQLite was given it.
    var databasePath: String { pool.path }
    let bits: Int
    /// Ends what this reads.
    let stop: ReadStop?
    private let pieces: SegmentPieces

    /// Opens the store at `path` for reading.
    ///
    /// - Parameter isAtRest: nobody is writing, and the store is closed again before somebody does. It is then read as
    ///   it stands, and no file is left beside it that other users may not read.
    package init(path: String, isAtRest: Bool = false) throws(StoreError) {
        self.path = path
        let file = StoreFile(path: path)
        guard try file.exists() else { throw StoreError(path: path, reason: .missing) }
        if file.isEmpty { throw StoreError(path: path, reason: .unfinished) }
        do {
            let pool = try EventStore.open(file, isAtRest: isAtRest)
            (timezone, bits) = try pool.read { database in
                let version = try file.check(database)
                guard version == Schema.version, let name = try StoreSettings.value("timezone", database) else {
                    throw StoreError(path: path, reason: .unfinished)
                }
                return (name, try StoreSettings.segmentBits(database))
            }
            self.pool = pool
            stop = nil
            pieces = SegmentPieces()
            helper = ScanHelper(pool, bits: bits)
        } catch {
            var found = file.meaning(of: error)
            if case .unwritable(let why) = found.reason { found.reason = .unreadable(why) }
            throw found
        }
    }

    private init(_ other: EventStore, stop: ReadStop) {
        path = other.path
        timezone = other.timezone
        pool = other.pool
        helper = other.helper
        bits = other.bits
        pieces = other.pieces
        self.stop = stop
    }

    /// Whether somebody writes at a path, or did and left a write-ahead log; without one, a store may have been opened as a
    /// file that nobody changes.
    package static func hasLog(at path: String) -> Bool { StoreFile(path: path).hasLog }

    /// The same store, for one who may give up: what is read for them then ends with `StoreError.Reason.stopped`.
    package func stopping(at stop: ReadStop) -> EventStore { EventStore(self, stop: stop) }

    private static func open(_ file: StoreFile, isAtRest: Bool) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "footfall.reader"
        configuration.readonly = true
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(5)
        // As many as the web page's threads, and one that helps: none waits for another's connection.
        configuration.maximumReaderCount = 8
        if isAtRest, !file.hasLog {
            return try DatabasePool(path: file.immutableURI, configuration: configuration)
        }
        do {
            let pool = try DatabasePool(path: file.databasePath, configuration: configuration)
            _ = try pool.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
            return pool
        } catch let error as DatabaseError where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode) {
            // SQLite wants to make a shared-memory file beside the store and may not. Where no write-ahead log is
            // left there is nobody who writes, and the file can be read as it is.
            guard !file.hasLog, unsafe access(file.path, R_OK) == 0 else { throw error }
            return try DatabasePool(path: file.immutableURI, configuration: configuration)
        }
    }

    /// The events a query asks for, by (time, id), at most `limit`, behind the page that `after` ended.
    package func search(
        _ query: EventQuery,
        limit: Int,
        order: SearchOrder = .newestFirst,
        after: PageCursor? = nil
    ) throws(StoreError) -> [ActivityEvent] {
        var events: [ActivityEvent] = []
        try search(query, limit: limit, order: order, after: after) { events += $0 }
        return events
    }

    /// The same, told of as they are found, in their order.
    ///
    /// - Parameter found: is called while the store is read, and should not be long about it.
    package func search(
        _ query: EventQuery,
        limit: Int,
        order: SearchOrder = .newestFirst,
        after: PageCursor? = nil,
        _ found: ([ActivityEvent]) throws -> Void
    ) throws(StoreError) {
        try read { database in
            let plan = try QueryPlan(query, database, bits: bits, helper: helper, stop: stop)
            try plan.search(limit: limit, order: order, after: after, found)
        }
    }

    /// One page of what a query finds, within a time.
    ///
    /// - Parameter bytes: of text, after which the page is full as well.
    package func page(
        _ query: EventQuery,
        limit: Int,
        bytes: Int = EventPage.mostBytes,
        order: SearchOrder = .newestFirst,
        after: PageCursor? = nil,
        deadline: ContinuousClock.Instant
    ) throws(StoreError) -> EventPage {
        try read { database in
            let plan = try QueryPlan(query, database, bits: bits, helper: helper, stop: stop)
            var events: [ActivityEvent] = []
            let rest = try plan.search(
                limit: limit,
                bytes: bytes,
                order: order,
                after: after,
                deadline: deadline,
                pieces: pieces
            ) { events += $0 }
            let isFull = events.count == limit || events.reduce(0) { $0 + $1.textLength } >= bytes
            let next = rest ?? (isFull ? events.last.map { PageCursor($0) } : nil)
            return EventPage(
                events: events,
                next: next,
                segmentsRead: plan.reader.segmentsRead,
                isCutShort: rest != nil
            )
        }
    }

    /// How often what a query asks for happened: the sum of the events' counts.
    package func count(_ query: EventQuery) throws(StoreError) -> Int64 {
        try read { database in try QueryPlan(query, database, bits: bits, helper: helper, stop: stop).count() }
    }

    /// How a query is answered, in plain words: one line for each thing that is done.
    package func explain(_ query: EventQuery) throws(StoreError) -> [String] {
        try read { database in try QueryPlan(query, database, bits: bits).explanation() }
    }

    /// How far each file is read, by id.
    package func checkpoints() throws(StoreError) -> [Checkpoint] {
        try read { database in try CheckpointTable.all(database) }
    }

    func read<Result: Sendable>(_ body: (Database) throws -> Result) throws(StoreError) -> Result {
        do {
            try stop?.check()
            return try pool.read(body)
        } catch {
            throw StoreError(error, path: path)
        }
    }
}
