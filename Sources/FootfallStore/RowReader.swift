internal import FootfallModel
internal import FootfallQuery
internal import GRDB

/// One row of `event` under the cursor.
struct EventCursor {
    /// The columns, in the order the members below count them.
    static let columns = """
        event.id, time, outcome, user, target, app, ip, host, source, type, pattern, count, evidence_of, message,
        details, kind
        """
    /// In this order: events are looked up, and then what they are.
    static let tables = "event CROSS JOIN event_kind ON event_kind.id = kind"

    fileprivate let statement: RawStatement

    var id: Int64 { statement.integer(0) }
    var time: Int64 { statement.integer(1) }
    var count: Int64 { statement.integer(11) }

    /// The number under which a posting list would have the event; 0 where it has none.
    private func key(_ kind: PostingKind) -> Int64? {
        switch kind {
        case .outcome: statement.integer(2)
        case .user: present(3)
        case .target: present(4)
        case .app: present(5)
        case .ip: present(6)
        case .host: present(7)
        case .source: present(8)
        case .type: present(9)
        case .pattern: present(10)
        case .repeated: count == 1 ? nil : 1
        case .evidence: statement.isNull(12) ? nil : 1
        case .eventKind: present(15)
        }
    }

    private func present(_ column: Int32) -> Int64? {
        let number = statement.integer(column)
        return number == 0 ? nil : number
    }

    /// Whether the condition holds for this row.
    func satisfies(_ condition: PlannedCondition) -> Bool {
        switch condition {
        case .everything: true
        case .nothing: false
        case .keys(let kind, let keys): key(kind).map(keys.contains) ?? false
        case .words(let words): statement.withBytes(13) { words.matches($0) }
        case .detail(let key, let matches): hasDetail(key, matches)
        case .and(let parts): parts.allSatisfy(satisfies)
        case .or(let parts): parts.contains(where: satisfies)
        case .not(let part): !satisfies(part)
        }
    }

    private func hasDetail(_ key: String, _ matches: [ValueMatch]) -> Bool {
        guard let details = statement.text(14) else { return false }
        guard let value = DetailsReader.pairs(of: details).first(where: { $0.key == key })?.value else { return false }
        return matches.contains { $0.matches(value) }
    }

    /// The event with its texts.
    func event(_ strings: StringReader) throws -> ActivityEvent {
        func text(_ column: Int32) throws -> String? {
            try present(column).flatMap { try strings.string($0)?.text }
        }
        let type = try strings.string(statement.integer(9))
        guard let type, let category = type.kind.category,
            let outcome = Outcome(rawValue: UInt8(truncatingIfNeeded: statement.integer(2)))
        else { throw StoreDamage("event \(id) has no type") }
        return ActivityEvent(
            id: id,
            time: Instant(microseconds: time),
            type: type.text,
            category: category,
            outcome: outcome,
            userID: try text(3),
            targetID: try text(4),
            appID: try text(5),
            ip: try text(6),
            host: try text(7),
            source: try text(8) ?? "",
            pattern: try text(10) ?? "",
            count: count,
            message: statement.text(13) ?? "",
            details: statement.text(14),
            evidenceOf: statement.isNull(12) ? nil : statement.integer(12)
        )
    }
}

/// Reads events by id.
struct RowReader {
    private let database: Database

    init(_ database: Database) {
        self.database = database
    }

    /// Goes through the events of a stretch of ids, in their order.
    func forEach(_ ids: ClosedRange<Int64>, _ body: (EventCursor) throws -> Void) throws {
        let select = try RawStatement(
            """
            SELECT \(EventCursor.columns) FROM \(EventCursor.tables) WHERE event.id BETWEEN ? AND ? ORDER BY event.id
            """,
            in: database
        )
        defer { select.finish() }
        select.bind(ids.lowerBound, at: 1)
        select.bind(ids.upperBound, at: 2)
        let cursor = EventCursor(statement: select)
        while try select.step() { try body(cursor) }
    }

    /// The events with these ids, in their order.
    func events(_ ids: some Sequence<Int64>, _ strings: StringReader) throws -> [ActivityEvent] {
        var room = Int.max
        return try events(ids, strings, room: &room)
    }

    /// The same, as long as there is room.
    ///
    /// - Parameter room: bytes of text that may come; the event that needs more than is left is the last.
    func events(_ ids: some Sequence<Int64>, _ strings: StringReader, room: inout Int) throws -> [ActivityEvent] {
        let select = try RawStatement(
            "SELECT \(EventCursor.columns) FROM \(EventCursor.tables) WHERE event.id = ?",
            in: database
        )
        defer { select.finish() }
        let cursor = EventCursor(statement: select)
        var events: [ActivityEvent] = []
        for id in ids where room > 0 {
            select.bind(id, at: 1)
            if try select.step() {
                let event = try cursor.event(strings)
                room -= event.textLength
                events.append(event)
            }
            select.reset()
        }
        return events
    }
}

extension ActivityEvent {
    /// Bytes of what was logged, which is nearly all that there is of a long event.
    var textLength: Int { message.utf8.count + (details?.utf8.count ?? 0) }
}
