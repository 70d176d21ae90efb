import FootfallModel
import FootfallQuery
import FootfallReports
import FootfallStore

/// The events around one: of the same person, or else of the same address or host; and of the same session.
struct Neighbours {
    let event: ActivityEvent
    /// What the events share.
    let field: Field
    let value: String
    /// The nearest first.
    let before: [ActivityEvent]
    let after: [ActivityEvent]
    let session: EventSession?

    init(of event: ActivityEvent, in store: EventStore, limit: Int, deadline: ContinuousClock.Instant) throws {
        self.event = event
        (field, value) =
            event.userID.map { (.user, $0) } ?? event.ip.map { (.ip, $0) } ?? (.host, event.host ?? "")
        let query = EventQuery(condition: .field(field, [.exact(value)]))
        let cursor = PageCursor(event)
        before = try store.page(query, limit: limit, after: cursor, deadline: deadline).events
        after = try store.page(query, limit: limit, order: .oldestFirst, after: cursor, deadline: deadline).events
        session = try EventSession(of: event, in: store, limit: limit, deadline: deadline)
    }

    /// The search that finds the events, and more of them.
    var search: String { field.rawValue + ":" + QueryText.quoted(value) }

    /// Whether the session's events tell all that the others do.
    var isWithinSession: Bool {
        guard let session else { return false }
        let known = Set((session.before + session.after).map(\.id))
        return (before + after).allSatisfy { known.contains($0.id) }
    }

    var json: String {
        func list(_ events: [ActivityEvent]) -> String { "[" + events.map(\.apiJSON).joined(separator: ",") + "]" }
        func time(_ time: Instant?) -> String { time.map { "\"\($0.rfc3339)\"" } ?? "null" }
        let session = session.map { session in
            "{\"start\":\(time(session.start)),\"end\":\(time(session.end)),"
                + "\"query\":\(JSONText.quoted(session.search)),"
                + "\"before\":\(list(session.before)),\"after\":\(list(session.after))}"
        }
        return "{\"field\":\"\(field.rawValue)\",\"value\":\(JSONText.quoted(value)),"
            + "\"before\":\(list(before)),\"after\":\(list(after)),\"session\":\(session ?? "null")}"
    }
}
