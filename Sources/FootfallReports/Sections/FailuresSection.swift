internal import FootfallModel
internal import FootfallStore

/// Who failed to sign in, by the name that was tried and by the address it was tried from.
package struct FailuresSection: ReportSection {
    package struct Entry: Sendable, Hashable {
        /// `nil` for failures that name nobody, or no address.
        var name: String?
        var failures: Figure
        var signIns: Figure
    }

    package static let name = "failures"
    package var title: String { "Failed sign-ins" }

    private let people: [Entry]
    private let addresses: [Entry]
    private let morePeople: (entries: Int64, failures: Int64, signIns: Int64)
    private let moreAddresses: (entries: Int64, failures: Int64, signIns: Int64)
    private static let mostEntries = 1000

    init(_ facts: ReportFacts) throws {
        (people, morePeople) = try FailuresSection.entries(facts.users, "user", facts)
        (addresses, moreAddresses) = try FailuresSection.entries(facts.addresses, "ip", facts)
    }

    private static func entries(
        _ counts: [NameCount],
        _ field: String,
        _ facts: ReportFacts
    ) throws -> ([Entry], (Int64, Int64, Int64)) {
        typealias Types = ReportFacts.Types
        let ordered = counts.filter { $0.counts[1] > 0 }.sorted {
            ($1.counts[1], $1.counts[0], $0.number) < ($0.counts[1], $0.counts[0], $1.number)
        }
        let names = try facts.store.names(of: ordered.prefix(mostEntries).map(\.number))
        func entry(_ name: String?, _ failures: Int64, _ signIns: Int64) -> Entry {
            func figure(_ count: Int64, _ type: String) -> Figure {
                let who = name.map { SearchText.field(field, $0) } ?? "-\(field):*"
                return Figure(count, SearchText.all([SearchText.field("type", type), who], facts.period))
            }
            return Entry(
                name: name,
                failures: figure(failures, Types.failedSignIn),
                signIns: figure(signIns, Types.signIn)
            )
        }
        var found = ordered.prefix(mostEntries).map { entry(names[$0.number], $0.counts[1], $0.counts[0]) }
        let unnamed = facts.totals.count([Types.failedSignIn]) - counts.reduce(0) { $0 + $1.counts[1] }
        if unnamed > 0 {
            let signIns = facts.totals.count([Types.signIn]) - counts.reduce(0) { $0 + $1.counts[0] }
            found.append(entry(nil, unnamed, signIns))
        }
        found.sort {
            ($1.failures.count, $1.signIns.count, $0.name ?? "") < ($0.failures.count, $0.signIns.count, $1.name ?? "")
        }
        let rest = ordered.dropFirst(mostEntries)
        return (found, (Int64(rest.count), rest.reduce(0) { $0 + $1.counts[1] }, rest.reduce(0) { $0 + $1.counts[0] }))
    }

    package func blocks(limit: Int) -> [ReportBlock] {
        [
            table("Failed sign-ins by name", people, morePeople, limit) { .person($0, "(nobody named)") },
            table("Failed sign-ins by address", addresses, moreAddresses, limit) { .address($0, "(no address)") },
        ].compactMap { $0 }
    }

    private func table(
        _ caption: String,
        _ entries: [Entry],
        _ more: (entries: Int64, failures: Int64, signIns: Int64),
        _ limit: Int,
        _ cell: (String?) -> ReportTable.Cell
    ) -> ReportBlock? {
        guard !entries.isEmpty else { return nil }
        var rows = entries.prefix(limit).map { entry -> [ReportTable.Cell] in
            [cell(entry.name), .init(entry.failures), .init(entry.signIns)]
        }
        let rest = entries.dropFirst(limit)
        let count = Int64(rest.count) + more.entries
        if count > 0 {
            let failures = rest.reduce(more.failures) { $0 + $1.failures.count }
            let signIns = rest.reduce(more.signIns) { $0 + $1.signIns.count }
            rows.append([.init("and \(count.grouped) more"), .init(Figure(failures)), .init(Figure(signIns))])
        }
        let columns: [ReportTable.Column] = [
            .init(caption.hasSuffix("address") ? "address" : "name", .name), .init("failed", .number),
            .init("succeeded", .number),
        ]
        return .table(ReportTable(caption, columns, rows))
    }

    package func json(limit: Int) -> JSONValue {
        func list(_ entries: [Entry], _ member: String) -> JSONValue {
            .list(
                entries.prefix(limit).map { entry in
                    .object([
                        (member, .text(entry.name)), ("failures", entry.failures.json),
                        ("sign_ins", entry.signIns.json),
                    ])
                }
            )
        }
        return .object([
            ("people", list(people, "user")),
            ("more_people", .number(Int64(people.dropFirst(limit).count) + morePeople.entries)),
            ("addresses", list(addresses, "ip")),
            ("more_addresses", .number(Int64(addresses.dropFirst(limit).count) + moreAddresses.entries)),
        ])
    }
}
