internal import FootfallModel
internal import FootfallStore

/// How the steps of one kind went, by the app in which they were taken.
struct AppOutcomes: Sendable {
    struct App: Sendable, Hashable {
        var name: String?
        var counts: [Outcome: Int64] = [:]
        var total: Int64 { counts.values.reduce(0, +) }
    }

    static let outcomes: [Outcome] = [.success, .failure, .unknown]

    /// Most first.
    let apps: [App]
    let category: EventCategory
    let period: ReportPeriod

    init(_ facts: ReportFacts, _ category: EventCategory) {
        var found: [String?: App] = [:]
        for total in facts.totals.apps where total.category == category && total.count != 0 {
            found[total.app, default: App(name: total.app)].counts[total.outcome, default: 0] += total.count
        }
        apps = found.values.sorted { ($1.total, $0.name ?? "") < ($0.total, $1.name ?? "") }
        self.category = category
        period = facts.period
    }

    private func figure(_ app: App, _ outcome: Outcome) -> Figure {
        let who = app.name.map { SearchText.field("app", $0) } ?? "-app:*"
        let parts = [SearchText.field("category", category.name), who, "outcome:\(outcome.name)"]
        return Figure(app.counts[outcome] ?? 0, SearchText.all(parts, period))
    }

    func blocks(_ title: String, limit: Int) -> [ReportBlock] {
        guard !apps.isEmpty else { return [] }
        var rows = apps.prefix(limit).map { app in
            [ReportTable.Cell(app.name ?? "(no app named)")] + AppOutcomes.outcomes.map { .init(figure(app, $0)) }
        }
        let rest = apps.dropFirst(limit)
        if !rest.isEmpty {
            let counts = AppOutcomes.outcomes.map { outcome in rest.reduce(0) { $0 + ($1.counts[outcome] ?? 0) } }
            rows.append([.init("and \(rest.count.grouped) more")] + counts.map { .init(Figure($0)) })
        }
        let columns: [ReportTable.Column] =
            [.init("app", .name)] + AppOutcomes.outcomes.map { .init($0.name, .number) }
        return [.table(ReportTable(title, columns, rows))]
    }

    func json(limit: Int) -> JSONValue {
        .object([
            (
                "apps",
                .list(
                    apps.prefix(limit).map { app in
                        .object(
                            [("app", .text(app.name))] + AppOutcomes.outcomes.map { ($0.name, figure(app, $0).json) }
                        )
                    }
                )
            ),
            ("more", .number(Int64(apps.dropFirst(limit).count))),
        ])
    }
}

/// How journeys went.
package struct JourneysSection: ReportSection {
    package static let name = "journeys"
    package var title: String { "Journeys and sessions by app" }
    private let outcomes: AppOutcomes

    init(_ facts: ReportFacts) { outcomes = AppOutcomes(facts, .journeys) }

    package func blocks(limit: Int) -> [ReportBlock] { outcomes.blocks(title, limit: limit) }
    package func json(limit: Int) -> JSONValue { outcomes.json(limit: limit) }
}

/// How verifications of identities went.
package struct VerificationsSection: ReportSection {
    package static let name = "verifications"
    package var title: String { "Identity verifications by app" }
    private let outcomes: AppOutcomes

    init(_ facts: ReportFacts) { outcomes = AppOutcomes(facts, .identityVerification) }

    package func blocks(limit: Int) -> [ReportBlock] { outcomes.blocks(title, limit: limit) }
    package func json(limit: Int) -> JSONValue { outcomes.json(limit: limit) }
}
