internal import FootfallModel
internal import FootfallQuery
internal import FootfallStore

/// The commonest values of a field in what a query finds.
package struct TopSection: ReportSection {
    package static let name = "top"
    package static let usualLimit = 20
    package var title: String { "Most events by \(field.rawValue)" }

    private let breakdown: Breakdown
    private let field: Field
    private let query: String
    private let period: ReportPeriod
    private static let mostValues = 10_000

    /// - Parameters:
    ///   - asked: what is counted.
    ///   - query: the same, as text beside which more can stand.
    init(of store: EventStore, _ period: ReportPeriod, by field: Field, _ asked: EventQuery, _ query: String) throws {
        let bounds = EventQuery(since: period.start, until: period.end)
        breakdown = try store.breakdown(asked.narrowed(by: bounds), by: field, limit: TopSection.mostValues)
        self.field = field
        self.query = query
        self.period = period
    }

    var count: Int64 { breakdown.count }

    private func figure(_ entry: Breakdown.Entry) -> Figure {
        let which = entry.value.map { SearchText.field(field.rawValue, $0) } ?? "-\(field.rawValue):*"
        return Figure(entry.count, SearchText.all([query, which], period))
    }

    package func blocks(limit: Int) -> [ReportBlock] {
        guard !breakdown.entries.isEmpty else { return [] }
        var rows = breakdown.entries.prefix(limit).map { entry -> [ReportTable.Cell] in
            let share = Double(entry.count) / Double(max(1, breakdown.count)) * 100
            return [
                .init(entry.value ?? "(none named)"), .init(figure(entry)),
                .init(share < 0.95 ? "<1%" : "\(Int(share.rounded()))%"),
            ]
        }
        let shown = breakdown.entries.prefix(limit).reduce(0) { $0 + $1.count }
        if breakdown.count > shown {
            let more = breakdown.values - Int64(breakdown.entries.prefix(limit).count { $0.value != nil })
            rows.append([.init("and \(more.grouped) more"), .init(Figure(breakdown.count - shown))])
        }
        let columns: [ReportTable.Column] = [
            .init(field.rawValue, .name), .init("events", .number), .init("share", .number),
        ]
        return [.table(ReportTable(title, columns, rows))]
    }

    package func json(limit: Int) -> JSONValue {
        .object([
            ("field", .text(field.rawValue)), ("all", Figure(breakdown.count, SearchText.all([query], period)).json),
            ("values", .number(breakdown.values)),
            (
                "entries",
                .list(
                    breakdown.entries.prefix(limit).map {
                        .object([("value", .text($0.value)), ("events", figure($0).json)])
                    }
                )
            ),
        ])
    }
}
