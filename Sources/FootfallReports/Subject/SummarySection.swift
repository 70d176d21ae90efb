internal import FootfallModel
internal import FootfallQuery
internal import FootfallStore

/// The subject in a few figures: when first and last, and how much.
package struct SummarySection: ReportSection {
    package static let name = "summary"
    package var title: String { "In short" }

    private let names: [String]
    private let first: Instant?
    private let last: Instant?
    private let figures: [(member: String, label: String, figure: Figure)]
    private let period: ReportPeriod

    init(_ facts: SubjectFacts) throws {
        period = facts.period
        // A failed attempt proves nothing about who it was.
        let sure = facts.subject.isPerson ? facts.events.filter { $0.outcome != .failure } : facts.events
        first = sure.first.map { Instant(microseconds: $0.time) }
        last = sure.last.map { Instant(microseconds: $0.time) }
        typealias Types = ReportFacts.Types
        func types(_ types: [String]) -> Figure {
            facts.figure([SearchText.field("type", types)]) { facts.hasType($0, types) }
        }
        var figures: [(String, String, Figure)] = [
            ("events", "Events", facts.figure()), ("sign_ins", "Sign-ins", types([Types.signIn])),
            ("failures", "Failed sign-ins", types([Types.failedSignIn])),
            ("privileges", "Privileged commands", types([Types.privilege])),
        ]
        if case .user(let names) = facts.subject {
            self.names = names
            let search = SearchText.all([SearchText.field("target", names)], facts.period)
            let query = EventQuery(
                condition: .field(.target, names.map { .exact($0) }),
                since: facts.period.start,
                until: facts.period.end
            )
            figures.append(("done_to", "Done to the account", Figure(try facts.store.count(query), search)))
        } else {
            names = []
        }
        self.figures = figures.map { (member: $0.0, label: $0.1, figure: $0.2) }
    }

    package func blocks(limit: Int) -> [ReportBlock] {
        var rows: [[ReportTable.Cell]] = []
        if names.count > 1 { rows.append([.init("Names"), .init(names.joined(separator: ", "))]) }
        if let first, let last {
            rows.append([.init("First seen"), .init(period.clock(first))])
            rows.append([.init("Last seen"), .init(period.clock(last))])
        }
        rows += figures.map { [.init($0.label), .init($0.figure.orZero)] }
        return [.table(ReportTable(title, [.init("", .name), .init("", .text)], rows))]
    }

    package func json(limit: Int) -> JSONValue {
        .object(
            [("names", .list(names)), ("first", .text(first?.rfc3339)), ("last", .text(last?.rfc3339))]
                + figures.map { ($0.member, $0.figure.json) }
        )
    }
}
