internal import FootfallModel
internal import FootfallStore

/// What values of one field the subject's events have: which addresses, hosts, services.
struct FieldValues: Sendable {
    struct Value: Sendable, Hashable {
        /// `nil` for events that lack the field.
        var text: String?
        var events: Figure
        var failures: Figure
        var first: Instant
        var last: Instant
        /// It was seen first in the last seven days, others were before, and not all of it failed.
        var isNew: Bool
    }

    private static let newDays: Int64 = 7

    /// Most first.
    let values: [Value]
    private let field: String
    private let member: String
    private let label: String
    private let period: ReportPeriod

    init(_ facts: SubjectFacts, _ field: String, _ member: String, _ label: String, _ key: (EventOutline) -> Int64) {
        self.field = field
        self.member = member
        self.label = label
        period = facts.period
        let grouped = Dictionary(grouping: facts.events, by: key)
        let begun = facts.events.first?.time ?? 0
        let recent = (facts.events.last?.time ?? 0) - FieldValues.newDays * 86_400_000_000
        values = grouped.map { number, events -> Value in
            let text = number == 0 ? nil : facts.names[number]
            let who = text.map { SearchText.field(field, $0) } ?? "-\(field):*"
            func figure(_ parts: [String], _ isCounted: (EventOutline) -> Bool) -> Figure {
                let count = events.reduce(0) { $0 + (isCounted($1) ? $1.count : 0) }
                return Figure(
                    count,
                    count == 0 ? nil : SearchText.all([facts.subject.search, who] + parts, facts.period)
                )
            }
            let first = events.first?.time ?? 0
            return Value(
                text: text,
                events: figure([]) { _ in true },
                failures: figure(["outcome:failure"]) { $0.outcome == .failure },
                first: Instant(microseconds: first),
                last: Instant(microseconds: events.last?.time ?? 0),
                isNew: first > recent && begun <= recent && events.contains { $0.outcome != .failure }
            )
        }.sorted { ($1.events.count, $0.text ?? "") < ($0.events.count, $1.text ?? "") }
    }

    func blocks(_ title: String, limit: Int) -> [ReportBlock] {
        guard values.contains(where: { $0.text != nil }) else { return [] }
        var rows = values.prefix(limit).map { value -> [ReportTable.Cell] in
            [
                cell(value.text), .init(value.events), .init(value.failures),
                .init(period.clock(value.first)), .init(period.clock(value.last)), .init(value.isNew ? "new" : ""),
            ]
        }
        let rest = values.dropFirst(limit)
        if !rest.isEmpty {
            let (events, failures) = rest.reduce((0, 0)) { ($0.0 + $1.events.count, $0.1 + $1.failures.count) }
            rows.append([.init("and \(rest.count.grouped) more"), .init(Figure(events)), .init(Figure(failures))])
        }
        let columns: [ReportTable.Column] = [
            .init(label, .name), .init("events", .number), .init("failed", .number, isHiddenWhenEmpty: true),
            .init("first", .name), .init("last", .name), .init("", .name, isHiddenWhenEmpty: true),
        ]
        return [.table(ReportTable(title, columns, rows))]
    }

    private func cell(_ text: String?) -> ReportTable.Cell {
        let unnamed = "(none named)"
        return switch field {
        case "user": .person(text, unnamed)
        case "ip": .address(text, unnamed)
        default: .init(text ?? unnamed)
        }
    }

    func json(limit: Int) -> JSONValue {
        .object([
            (
                "values",
                .list(
                    values.prefix(limit).map { value in
                        .object([
                            (member, .text(value.text)), ("events", value.events.json),
                            ("failures", value.failures.json), ("first", .text(value.first.rfc3339)),
                            ("last", .text(value.last.rfc3339)), ("new", .bool(value.isNew)),
                        ])
                    }
                )
            ),
            ("more", .number(Int64(values.dropFirst(limit).count))),
        ])
    }
}

/// What was used.
package struct ServicesSection: ReportSection {
    package static let name = "services"
    package var title: String { "Services" }
    private let values: FieldValues

    init(_ facts: SubjectFacts) { values = FieldValues(facts, "app", "app", "service", \.app) }

    package func blocks(limit: Int) -> [ReportBlock] { values.blocks(title, limit: limit) }
    package func json(limit: Int) -> JSONValue { values.json(limit: limit) }
}

/// Where from.
package struct AddressesSection: ReportSection {
    package static let name = "addresses"
    package var title: String { "Addresses" }
    private let values: FieldValues

    init(_ facts: SubjectFacts) { values = FieldValues(facts, "ip", "ip", "address", \.ip) }

    package func blocks(limit: Int) -> [ReportBlock] { values.blocks(title, limit: limit) }
    package func json(limit: Int) -> JSONValue { values.json(limit: limit) }
}

/// On what machines.
package struct HostsSection: ReportSection {
    package static let name = "hosts"
    package var title: String { "Hosts" }
    private let values: FieldValues

    init(_ facts: SubjectFacts) { values = FieldValues(facts, "host", "host", "host", \.host) }

    package func blocks(limit: Int) -> [ReportBlock] { values.blocks(title, limit: limit) }
    package func json(limit: Int) -> JSONValue { values.json(limit: limit) }
}

/// Who.
package struct PeopleSection: ReportSection {
    package static let name = "people"
    package var title: String { "People" }
    private let values: FieldValues

    init(_ facts: SubjectFacts) { values = FieldValues(facts, "user", "user", "person", \.user) }

    package func blocks(limit: Int) -> [ReportBlock] { values.blocks(title, limit: limit) }
    package func json(limit: Int) -> JSONValue { values.json(limit: limit) }
}

/// What was done.
package struct TypesSection: ReportSection {
    package static let name = "types"
    package var title: String { "What was done" }
    private let values: FieldValues

    init(_ facts: SubjectFacts) { values = FieldValues(facts, "type", "type", "type", \.type) }

    package func blocks(limit: Int) -> [ReportBlock] { values.blocks(title, limit: limit) }
    package func json(limit: Int) -> JSONValue { values.json(limit: limit) }
}
