internal import FootfallModel
internal import FootfallQuery
internal import FootfallStore

/// What was done to accounts, groups and passwords: by whom, to whom.
package struct AccountChangesSection: ReportSection {
    package static let name = "account-changes"
    package static let usualLimit = 40
    package var title: String { "Account changes" }

    /// Who is there, and who may what: these are listed whatever else fills the day.
    static let rights = [
        "create_user", "delete_user", "create_group", "delete_group", "group_member_added", "group_member_removed",
        "enable_user", "unlock_account", "add_admin", "delete_admin", "suspend_user", "locked_account", "token_created",
    ]
    static let others = [
        "create_user_failure", "update_user", "update_user_failure", "token_revoked", "add_password", "update_password",
        "reset_password", "mfa_enrolled", "mfa_removed", "webauthn_registration", "user_delete_webauthn_credential",
        "passwordless_registration", "user_register_mobile_native_biometrics", "user_delete_mobile_native_biometrics",
    ]
    /// How many changes of either kind are listed.
    private static let mostChanges = 10_000

    private let changes: [AccountChange]
    /// All, those included that are not listed.
    private let figure: Figure
    private let leftOut: Int64
    private let period: ReportPeriod

    init(_ facts: ReportFacts) throws {
        func events(_ types: [String]) throws -> [ActivityEvent] {
            guard facts.totals.count(types) > 0 else { return [] }
            let condition = Condition.field(.type, types.map { .exact($0) })
            let query = EventQuery(condition: condition, since: facts.period.start, until: facts.period.end)
            return try facts.store.search(query, limit: AccountChangesSection.mostChanges, order: .oldestFirst)
        }
        let all = AccountChangesSection.rights + AccountChangesSection.others
        let found = try events(AccountChangesSection.rights) + events(AccountChangesSection.others)
        changes = AccountChange.together(found.sorted { ($0.time, $0.id) < ($1.time, $1.id) })
        let types = facts.totals.types.filter { all.contains($0.type) }.map(\.type)
        let search = SearchText.all([SearchText.field("type", Set(types).sorted())], facts.period)
        figure = Figure(facts.totals.count(all), types.isEmpty ? nil : search)
        leftOut = figure.count - found.reduce(0) { $0 + $1.count }
        period = facts.period
    }

    package func blocks(limit: Int) -> [ReportBlock] {
        guard !changes.isEmpty else { return [] }
        var rows = changes.prefix(limit).map { change -> [ReportTable.Cell] in
            [
                .init(period.clock(change.time)), .person(change.account),
                .init(change.deeds.joined(separator: ", ")), .person(change.actor), .init(change.host ?? ""),
            ]
        }
        let more = Int64(changes.dropFirst(limit).count) + leftOut
        if more > 0 { rows.append([.init("and \(more.grouped) more")]) }
        let columns: [ReportTable.Column] = [
            .init("time", .name), .init("account", .name), .init("what", .text),
            .init("by", .name, isHiddenWhenEmpty: true), .init("host", .name, isHiddenWhenEmpty: true),
        ]
        return [.table(ReportTable(title, columns, rows))]
    }

    package func json(limit: Int) -> JSONValue {
        .object([
            ("all", figure.json),
            (
                "changes",
                .list(
                    changes.prefix(limit).map { change in
                        .object([
                            ("time", .text(change.time.rfc3339)), ("account", .text(change.account)),
                            ("what", .list(change.deeds)), ("by", .text(change.actor)), ("host", .text(change.host)),
                        ])
                    }
                )
            ),
            ("more", .number(Int64(changes.dropFirst(limit).count) + leftOut)),
        ])
    }
}
