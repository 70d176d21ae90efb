internal import FootfallModel
internal import FootfallQuery
internal import FootfallStore

/// How long people stayed: sessions that ended, with the sign-in that each began with.
///
/// The end of a session belongs to the last beginning before it of the same user, app and host, and of the same port or
/// session number where both name one. Where a log tells the duration itself, that holds.
package struct SessionsSection: ReportSection {
    package struct Session: Sendable, Hashable {
        var user: String
        var host: String?
        var ip: String?
        var end: Instant
        /// In seconds; `nil` where the beginning is not known.
        var duration: Int64?
    }

    package struct Person: Sendable, Hashable {
        var name: String
        var sessions: Int64
        var withDuration: Int64
        var total: Int64
        var longest: Int64
    }

    package static let name = "sessions"
    package var title: String { "Sessions by person" }
    /// So many ends, the newest, and beginnings are looked at.
    private static let mostEvents = 3000

    /// Longest first.
    private let people: [Person]
    private let figure: Figure
    private let isCut: Bool

    init(_ facts: ReportFacts) throws {
        let types = SessionPairs.ends.filter { facts.totals.count([$0]) > 0 }
        let count = facts.totals.count(types)
        let search = SearchText.all([SearchText.field("type", types)], facts.period)
        try self.init(
            of: facts.store,
            facts.period,
            Figure(count, count == 0 ? nil : search),
            .field(.user, [.prefix("")])
        )
    }

    /// Those of some users.
    ///
    /// - Parameter figure: how many ended.
    init(of store: EventStore, _ period: ReportPeriod, _ figure: Figure, _ whose: Condition) throws {
        self.figure = figure
        guard figure.count > 0 else {
            people = []
            isCut = false
            return
        }
        func events(_ types: [String], since: Instant) throws -> [ActivityEvent] {
            let condition = Condition.and([.field(.type, types.map { .exact($0) }), whose])
            let query = EventQuery(condition: condition, since: since, until: period.end)
            return try store.search(query, limit: SessionsSection.mostEvents).reversed()
        }
        let ends = try events(SessionPairs.ends, since: period.start)
        isCut = ends.count == SessionsSection.mostEvents
        let since = (ends.first?.time ?? period.start).advanced(bySeconds: -SessionPairs.reach)
        let sessions = Session.together(try events(SessionPairs.beginnings, since: since), ends)
        people = Dictionary(grouping: sessions, by: \.user).map { user, sessions in
            let durations = sessions.compactMap(\.duration)
            return Person(
                name: user,
                sessions: Int64(sessions.count),
                withDuration: Int64(durations.count),
                total: durations.reduce(0, +),
                longest: durations.max() ?? 0
            )
        }.filter { $0.withDuration > 0 }.sorted { ($1.total, $1.sessions, $0.name) < ($0.total, $0.sessions, $1.name) }
    }

    package func blocks(limit: Int) -> [ReportBlock] {
        guard !people.isEmpty else { return [] }
        var rows = people.prefix(limit).map { person -> [ReportTable.Cell] in
            [
                .person(person.name), .init(person.withDuration.grouped), .init(Age.text(person.total)),
                .init(Age.text(person.longest)),
            ]
        }
        let rest = people.dropFirst(limit)
        if !rest.isEmpty {
            let sessions = rest.reduce(0) { $0 + $1.withDuration }
            rows.append([.init("and \(rest.count.grouped) more"), .init(sessions.grouped)])
        }
        let columns: [ReportTable.Column] = [
            .init("person", .name), .init("sessions", .number), .init("together", .number), .init("longest", .number),
        ]
        var blocks = [ReportBlock.table(ReportTable(title, columns, rows))]
        let known = people.reduce(0) { $0 + $1.withDuration }
        if known < figure.count {
            let newest = isCut ? "; only the newest \(SessionsSection.mostEvents.grouped) were looked at" : ""
            let sentence =
                "Of \(Listing.count(figure.count, "session")) that ended, the beginning is known of \(known.grouped)"
            blocks.append(.sentence(sentence + newest + "."))
        }
        return blocks
    }

    package func json(limit: Int) -> JSONValue {
        .object([
            ("ended", figure.json),
            (
                "people",
                .list(
                    people.prefix(limit).map { person in
                        .object([
                            ("user", .text(person.name)), ("sessions", .number(person.sessions)),
                            ("with_duration", .number(person.withDuration)), ("total_s", .number(person.total)),
                            ("longest_s", .number(person.longest)),
                        ])
                    }
                )
            ),
            ("more", .number(Int64(people.dropFirst(limit).count))),
            ("newest_only", .bool(isCut)),
        ])
    }
}

extension SessionsSection.Session {
    /// Each end with its beginning; both oldest first.
    static func together(_ beginnings: [ActivityEvent], _ ends: [ActivityEvent]) -> [SessionsSection.Session] {
        SessionPairs(beginnings, ends).ended.map { pair in
            let (beginning, end) = (pair.beginning, pair.end)
            return SessionsSection.Session(
                user: end.userID ?? "",
                host: end.host,
                ip: end.ip ?? beginning?.ip,
                end: end.time,
                duration: SessionPairs.told(end) ?? beginning.map { end.time.seconds - $0.time.seconds }
            )
        }
    }
}
