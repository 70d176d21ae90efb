internal import FootfallModel
internal import FootfallStore

/// How often what happened, by category and type.
package struct EventsSection: ReportSection {
    package static let name = "events"
    /// How many types of a category are shown.
    package static let usualLimit = 8
    package var title: String { "Events" }

    private let totals: [TypeTotal]
    private let period: ReportPeriod
    private static let outcomes: [Outcome] = [.success, .failure, .unknown]

    init(_ facts: ReportFacts) {
        totals = facts.totals.types.filter { $0.count != 0 }
        period = facts.period
    }

    private struct Kind {
        var name: String
        var search: String
        var totals: [TypeTotal]
        var count: Int64 { totals.reduce(0) { $0 + $1.count } }

        func figure(_ outcome: Outcome, _ period: ReportPeriod) -> Figure {
            let count = totals.reduce(0) { $0 + ($1.outcome == outcome ? $1.count : 0) }
            return Figure(count, SearchText.all([search, "outcome:\(outcome.name)"], period))
        }

        func total(_ period: ReportPeriod) -> Figure { Figure(count, SearchText.all([search], period)) }
    }

    /// The categories that have any, and their types, commonest first.
    private var categories: [(category: Kind, types: [Kind])] {
        EventCategory.allCases.compactMap { category in
            let own = totals.filter { $0.category == category }
            guard !own.isEmpty else { return nil }
            let field = SearchText.field("category", category.name)
            let types = Dictionary(grouping: own, by: \.type).map { type, totals in
                Kind(name: type, search: field + " " + SearchText.field("type", type), totals: totals)
            }
            return (
                Kind(name: category.name, search: field, totals: own),
                types.sorted { ($1.count, $0.name) < ($0.count, $1.name) }
            )
        }
    }

    package func blocks(limit: Int) -> [ReportBlock] {
        guard !totals.isEmpty else { return [] }
        var rows: [[ReportTable.Cell]] = []
        func add(_ name: String, _ kind: Kind) {
            let cells = EventsSection.outcomes.map { ReportTable.Cell(kind.figure($0, period)) }
            rows.append([.init(name)] + cells + [.init(kind.total(period))])
        }
        for (category, types) in categories {
            add(category.name, category)
            // A line that says "and 1 other" could as well say which.
            let shown = types.count == limit + 1 ? types.count : limit
            for type in types.prefix(shown) { add("  " + type.name, type) }
            let rest = types.dropFirst(shown)
            guard !rest.isEmpty else { continue }
            let all = rest.flatMap(\.totals)
            let counts = EventsSection.outcomes.map { outcome in
                Figure(all.reduce(0) { $0 + ($1.outcome == outcome ? $1.count : 0) })
            }
            let figures = counts + [Figure(all.reduce(0) { $0 + $1.count })]
            rows.append([.init("  and \(rest.count.grouped) other types")] + figures.map { .init($0) })
        }
        add("All", Kind(name: "All", search: "", totals: totals))
        let columns: [ReportTable.Column] =
            [.init("type", .name)] + ["success", "failure", "unknown", "total"].map { .init($0, .number) }
        return [.table(ReportTable("Events", columns, rows))]
    }

    package func json(limit: Int) -> JSONValue {
        func members(_ kind: Kind, _ name: String) -> [(String, JSONValue)] {
            [(name, .text(kind.name))] + EventsSection.outcomes.map { ($0.name, kind.figure($0, period).json) }
                + [("total", kind.total(period).json)]
        }
        return .object([
            (
                "categories",
                .list(
                    categories.map { category, types in
                        .object(
                            members(category, "category") + [
                                ("types", .list(types.prefix(limit).map { .object(members($0, "type")) })),
                                ("more", .number(Int64(types.dropFirst(limit).count))),
                            ]
                        )
                    }
                )
            )
        ])
    }
}
