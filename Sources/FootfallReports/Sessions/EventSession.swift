package import FootfallModel
internal import FootfallQuery
package import FootfallStore

/// The session that an event belongs to, as far as its log tells: from a sign-in of the same person on the same host to the
/// sign-out that belongs to it, or else what names the same session.
package struct EventSession: Sendable {
    /// When it began and ended; `nil` where that is not known.
    package private(set) var start: Instant?
    package private(set) var end: Instant?
    /// Its events before the one that was asked about, newest first, and after it, oldest first.
    package private(set) var before: [ActivityEvent] = []
    package private(set) var after: [ActivityEvent] = []
    /// The search that finds them, and what else the person did there meanwhile.
    package private(set) var search = ""

    /// What may name a session, the surest first.
    private static let names = ["session_id", "session", "logon_id", "connection"]
    /// So many sign-ins and sign-outs are looked at on either side.
    private static let mostBorders = 200

    /// - Parameters:
    ///   - limit: of the events before, and of those after.
    ///   - deadline: when to give up.
    /// - Returns: `nil` where no session is known.
    package init?(
        of event: ActivityEvent,
        in store: EventStore,
        limit: Int,
        deadline: ContinuousClock.Instant
    ) throws {
        // A failed attempt proves nothing about who it was.
        guard let user = event.userID, !event.isClaimed else { return nil }
        let look = Look(event, user, store, deadline)
        if let span = try look.span() {
            start = span.start
            end = span.end
            let since = span.start ?? event.time
            try fill(look, [], since, span.end ?? span.last, limit) { SessionPairs.belongs(span.border, $0) }
        } else {
            let named = EventSession.names.lazy.compactMap { key in event.detail(key).map { (key, $0) } }.first
            guard let (key, value) = named else { return nil }
            let (since, until) = (look.earliest, look.latest)
            try fill(look, [(key, value)], since, until, limit) { _ in true }
            if before.isEmpty, after.isEmpty { return nil }
        }
    }

    private mutating func fill(
        _ look: Look,
        _ details: [(key: String, value: String)],
        _ since: Instant,
        _ last: Instant,
        _ limit: Int,
        _ belongs: (ActivityEvent) -> Bool
    ) throws {
        let until = Instant(microseconds: last.microseconds + 1)
        let condition = details.map { Condition.detail($0.key, [.exact($0.value)]) }
        func some(_ order: SearchOrder) throws -> [ActivityEvent] {
            // Most of what the person did there meanwhile is of the session.
            let found = try look.events(condition, since, until, order, limit: limit * 4, after: PageCursor(look.event))
            return Array(found.filter(belongs).prefix(limit))
        }
        before = try some(.newestFirst)
        after = try some(.oldestFirst)
        let host = look.event.host.map { [SearchText.field("host", $0)] } ?? []
        let parts = [SearchText.field("user", look.user)] + host + details.map { SearchText.field($0.key, $0.value) }
        search = (parts + ["since:\(since.rfc3339)", "until:\(until.rfc3339)"]).joined(separator: " ")
    }

    /// Looks for what borders on an event.
    private struct Look {
        struct Span {
            var start: Instant?
            var end: Instant?
            /// The last moment that may belong to it.
            var last: Instant
            /// Its beginning, or else its end.
            var border: ActivityEvent
        }

        let event: ActivityEvent
        let user: String
        let store: EventStore
        let deadline: ContinuousClock.Instant

        init(_ event: ActivityEvent, _ user: String, _ store: EventStore, _ deadline: ContinuousClock.Instant) {
            (self.event, self.user, self.store, self.deadline) = (event, user, store, deadline)
        }

        var earliest: Instant { event.time.advanced(bySeconds: -SessionPairs.reach) }
        var latest: Instant { event.time.advanced(bySeconds: SessionPairs.reach) }

        func events(
            _ conditions: [Condition],
            _ since: Instant,
            _ until: Instant,
            _ order: SearchOrder,
            limit: Int,
            after cursor: PageCursor
        ) throws -> [ActivityEvent] {
            let host = event.host.map { [Condition.field(.host, [.exact($0)])] } ?? []
            let condition = Condition.and([.field(.user, [.exact(user)])] + host + conditions)
            let query = EventQuery(condition: condition, since: since, until: until)
            return try store.page(query, limit: limit, order: order, after: cursor, deadline: deadline).events
        }

        /// Sign-ins or sign-outs on both sides of the event, oldest first; the event among them where it is one.
        private func borders(_ types: [String]) throws -> [ActivityEvent] {
            let condition = [Condition.field(.type, types.map { .exact($0) })]
            func some(_ order: SearchOrder) throws -> [ActivityEvent] {
                let most = EventSession.mostBorders
                return try events(condition, earliest, latest, order, limit: most, after: PageCursor(event))
            }
            return try some(.newestFirst).reversed() + (types.contains(event.type) ? [event] : []) + some(.oldestFirst)
        }

        /// From a sign-in to its sign-out, with the event between them.
        func span() throws -> Span? {
            let beginnings = try borders(SessionPairs.beginnings).filter { $0.outcome != .failure }
            let pairs = SessionPairs(beginnings, try borders(SessionPairs.ends))
            var spans = pairs.ended.compactMap { pair -> Span? in
                let told = SessionPairs.told(pair.end).map { pair.end.time.advanced(bySeconds: -$0) }
                guard let start = pair.beginning?.time ?? told else { return nil }
                return Span(start: start, end: pair.end.time, last: pair.end.time, border: pair.beginning ?? pair.end)
            }
            // Where nothing tells of ends, a sign-in says nothing of what comes long after it.
            if event.host != nil {
                for beginning in pairs.open {
                    let next = beginnings.first { $0.time > max(beginning.time, event.time) }?.time ?? latest
                    spans.append(Span(start: beginning.time, last: next, border: beginning))
                }
            }
            let own = spans.filter { span in
                guard let start = span.start, start <= event.time, event.time <= span.last else { return false }
                return SessionPairs.belongs(span.border, event)
            }
            // The one that says the same of itself; else the one that began last.
            let sure = own.filter { $0.border.id == event.id || SessionPairs.shares($0.border, event) }
            return (sure.isEmpty ? own : sure).max { ($0.start ?? event.time) < ($1.start ?? event.time) }
        }
    }
}
