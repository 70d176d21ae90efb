internal import FootfallModel
internal import FootfallQuery
internal import FootfallStore

/// The newest events one by one: what the subject did, and what was done to it.
package struct TimelineSection: ReportSection {
    package static let name = "timeline"
    package static let usualLimit = 25
    package var title: String { "Newest events" }
    private static let mostEvents = 1000

    /// Newest first.
    private let events: [ActivityEvent]
    private let figure: Figure
    private let period: ReportPeriod

    init(_ facts: SubjectFacts) throws {
        var condition = facts.subject.condition
        var search = facts.subject.search
        if case .user(let names) = facts.subject {
            condition = .or([condition, .field(.target, names.map { .exact($0) })])
            search = SearchText.any([search, SearchText.field("target", names)])
        }
        let query = EventQuery(condition: condition, since: facts.period.start, until: facts.period.end)
        events = try facts.store.search(query, limit: TimelineSection.mostEvents)
        figure = Figure(try facts.store.count(query), SearchText.all([search], facts.period))
        period = facts.period
    }

    package func blocks(limit: Int) -> [ReportBlock] {
        guard !events.isEmpty else { return [] }
        var rows = events.prefix(limit).map { event -> [ReportTable.Cell] in
            [
                .init(period.clock(event.time)),
                .init(event.type + (event.count > 1 ? " (\(event.count.grouped)×)" : "")),
                .person(event.userID), .person(event.targetID), .init(event.appID ?? ""), .address(event.ip),
                .init(event.host ?? ""),
            ]
        }
        let more = figure.count - events.prefix(limit).reduce(0) { $0 + $1.count }
        if more > 0 { rows.append([.init("and \(more.grouped) older")]) }
        let columns: [ReportTable.Column] = [
            .init("time", .name), .init("what", .name), .init("who", .name, isHiddenWhenEmpty: true),
            .init("to whom", .name, isHiddenWhenEmpty: true), .init("service", .name, isHiddenWhenEmpty: true),
            .init("from", .name, isHiddenWhenEmpty: true), .init("host", .name, isHiddenWhenEmpty: true),
        ]
        return [.table(ReportTable(title, columns, rows))]
    }

    package func json(limit: Int) -> JSONValue {
        .object([
            ("all", figure.json),
            (
                "events",
                .list(
                    events.prefix(limit).map { event in
                        .object([
                            ("time", .text(event.time.rfc3339)), ("type", .text(event.type)),
                            ("outcome", .text(event.outcome.name)), ("user_id", .text(event.userID)),
                            ("target_id", .text(event.targetID)), ("app_id", .text(event.appID)),
                            ("ip", .text(event.ip)), ("host", .text(event.host)), ("count", .number(event.count)),
                        ])
                    }
                )
            ),
        ])
    }
}
