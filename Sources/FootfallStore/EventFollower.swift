package import FootfallModel
package import FootfallQuery
internal import GRDB

/// The events that come into a store from now on, in the order in which they come.
///
/// It goes by ids, which are given in that order: an event of yesterday that arrives today is shown today. For one thread.
package struct EventFollower: Sendable {
    /// Events that are looked at in one call, so that a long backlog is shown in pieces.
    private static let step: Int64 = 16_384
    /// Of these so many are read at once, before it is looked whether there is enough to tell.
    fileprivate static let piece: Int64 = 64

    /// What is asked for; another question holds from the next call on.
    package var query: EventQuery
    private let file: StoreFile
    private let identity: StoreFile.Identity?
    private var store: EventStore
    /// The write-ahead log beside the store as it was when the store was opened.
    private var log: StoreFile.Identity?
    /// All events up to this id were there before, or have been looked at.
    package private(set) var lastID: Int64
    /// More events are there than the last call looked at.
    package private(set) var hasMore = false

    /// - Parameter id: the event behind which to begin; the one that came last where none is named.
    package init(_ store: EventStore, _ query: EventQuery, after id: Int64? = nil) throws(StoreError) {
        self.store = store
        self.query = query
        file = StoreFile(path: store.path)
        identity = file.identity
        log = EventFollower.log(of: store.path)
        if let id { lastID = id } else { lastID = try store.lastID() }
    }

    /// The events that match, of those that came since the last call.
    ///
    /// - Throws: also where another file, or none, stands at the store's path: nothing would ever come.
    package mutating func next() throws(StoreError) -> [ActivityEvent] {
        guard file.identity == identity else {
            throw StoreError(
                path: file.path,
                reason: .failed("the store was removed or replaced while it was followed; start the search again")
            )
        }
        // A store without a log may have been opened as a file that nobody changes, which stays as it was for ever.
        let log = EventFollower.log(of: file.path)
        if log != self.log {
            store = try EventStore(path: file.path)
            self.log = log
        }
        let found = try store.arrivals(query, after: lastID, atMost: EventFollower.step)
        lastID = found.lastID
        hasMore = found.hasMore
        return found.events
    }

    private static func log(of path: String) -> StoreFile.Identity? { StoreFile(path: path).log.identity }
}

extension EventStore {
    /// The id of the event that came last; 0 where there is none.
    package func lastID() throws(StoreError) -> Int64 {
        try read { try Int64.fetchOne($0, sql: "SELECT max(id) FROM event") ?? 0 }
    }

    /// The events behind an id that match, of so many that are looked at, and the last id that was.
    func arrivals(
        _ query: EventQuery,
        after id: Int64,
        atMost count: Int64
    ) throws(StoreError) -> (events: [ActivityEvent], lastID: Int64, hasMore: Bool) {
        try read { database in
            let last = try Int64.fetchOne(database, sql: "SELECT max(id) FROM event") ?? 0
            guard last > id else { return ([], id, false) }
            // Anew each time: what is asked for may be a name that came only now.
            let plan = try QueryPlan(query, database, bits: bits)
            let end = min(last, id + count)
            var (events, place, length) = ([ActivityEvent](), id, 0)
            // Lines may be long: a backlog of them is told in more pieces.
            while place < end, length < EventPage.mostBytes {
                let next = min(end, place + EventFollower.piece)
                try RowReader(database).forEach(place + 1...next) { row in
                    guard row.time >= plan.since, row.time < plan.until, row.satisfies(plan.condition) else { return }
                    let event = try row.event(plan.strings)
                    length += event.textLength
                    events.append(event)
                }
                place = next
            }
            return (events, place, place < last)
        }
    }
}
