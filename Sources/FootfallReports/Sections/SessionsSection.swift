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
    static let beginnings = ["user_login", "session_start", "session_started"]
    static let ends = ["user_logout", "session_end", "session_logout"]
    /// So many ends, the newest, and beginnings are looked at.
    private static let mostEvents = 3000
    /// Sessions may have begun before the time.
    private static let reach: Int64 = 86_400

    /// Longest first.
    private let people: [Person]
    private let figure: Figure
    private let isCut: Bool

    init(_ facts: ReportFacts) throws {
        let types = SessionsSection.ends.filter { facts.totals.count([$0]) > 0 }
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
        let ends = try events(SessionsSection.ends, since: period.start)
        isCut = ends.count == SessionsSection.mostEvents
        let since = (ends.first?.time ?? period.start).advanced(bySeconds: -SessionsSection.reach)
        let sessions = Session.together(try events(SessionsSection.beginnings, since: since), ends)
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
                .init(person.name), .init(person.withDuration.grouped), .init(Age.text(person.total)),
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
    private struct Place: Hashable {
        var user: String
        var app: String?
        var host: String?
    }

    /// Each end with its beginning; both oldest first.
    static func together(_ beginnings: [ActivityEvent], _ ends: [ActivityEvent]) -> [SessionsSection.Session] {
        func place(_ event: ActivityEvent) -> Place {
            // OpenSSH in parts: the one that lets in, and the one that sees out.
            let app = event.appID?.hasPrefix("sshd") == true ? "sshd" : event.appID
            return Place(user: event.userID ?? "", app: app, host: event.host)
        }
        var open: [Place: [ActivityEvent]] = [:]
        var sessions: [SessionsSection.Session] = []
        var next = 0
        for end in ends {
            while next < beginnings.count, beginnings[next].time <= end.time {
                open[place(beginnings[next]), default: []].append(beginnings[next])
                next += 1
            }
            let place = place(end)
            let candidates = open[place] ?? []
            let begun =
                candidates.lastIndex { isOfKind($0, end) && belongs($0, end) }
                ?? candidates.lastIndex { end.host != nil && belongs($0, end) }
            let beginning = begun.flatMap { open[place]?.remove(at: $0) }
            let duration = told(end) ?? beginning.map { end.time.seconds - $0.time.seconds }
            sessions.append(
                SessionsSection.Session(
                    user: end.userID ?? "",
                    host: end.host,
                    ip: end.ip ?? beginning?.ip,
                    end: end.time,
                    duration: duration
                )
            )
        }
        return sessions
    }

    /// A sign-in ends with a sign-out, a session with its end; in logs of hosts one may stand for the other.
    private static func isOfKind(_ beginning: ActivityEvent, _ end: ActivityEvent) -> Bool {
        (beginning.type == "user_login") == (end.type == "user_logout")
    }

    private static func belongs(_ beginning: ActivityEvent, _ end: ActivityEvent) -> Bool {
        if let ip = end.ip, let other = beginning.ip, ip != other { return false }
        for key in ["port", "session", "session_id", "tty"] {
            guard let own = end.detail(key), let other = beginning.detail(key) else { continue }
            return own == other
        }
        return true
    }

    /// The longest session that is believed, in seconds: a log may say anything.
    private static let longest: Int64 = 10 * 366 * 86_400

    /// The duration that the end itself tells, in seconds.
    private static func told(_ end: ActivityEvent) -> Int64? {
        var seconds: Int64?
        if let text = end.detail("duration_ms"), let number = Int64(text) {
            seconds = number / 1000
        } else if let text = end.detail("duration") {
            seconds = Int64(text) ?? clock(text)
        }
        return seconds.flatMap { (0...longest).contains($0) ? $0 : nil }
    }

    /// The seconds of 00:10:00 and 2h:13m:05s.
    private static func clock(_ text: String) -> Int64? {
        let parts = text.split(separator: ":").map { Int64($0.filter { $0.isASCII && $0.isNumber }) }
        guard parts.count == 3 else { return nil }
        var seconds: Int64 = 0
        for part in parts {
            guard let part, (0...longest).contains(part) else { return nil }
            seconds = seconds * 60 + part
        }
        return seconds
    }
}
