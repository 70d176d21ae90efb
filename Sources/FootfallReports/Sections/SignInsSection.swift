internal import FootfallModel
internal import FootfallStore

/// Who signed in: how often, where from, and to what.
package struct SignInsSection: ReportSection {
    package struct Person: Sendable, Hashable {
        /// `nil` for sign-ins that name nobody.
        var name: String?
        var signIns: Figure
        var failures: Figure
        var addresses: [String] = []
        var hosts: [String] = []
    }

    package static let name = "sign-ins"
    package var title: String { "Sign-ins by person" }
    /// For so many the places are looked up.
    private static let mostPeople = 200

    /// Most first.
    private let people: [Person]
    /// Those that are not listed one by one.
    private let others: (people: Int64, signIns: Int64, failures: Int64)

    init(_ facts: ReportFacts) throws {
        typealias Types = ReportFacts.Types
        let ordered = facts.users.filter { $0.counts[0] > 0 }.sorted {
            ($1.counts[0], $0.number) < ($0.counts[0], $1.number)
        }
        let listed = ordered.prefix(SignInsSection.mostPeople)
        let names = try facts.store.names(of: listed.map(\.number))
        let places = try facts.store.places(
            of: Array(names.values),
            since: facts.period.start,
            until: facts.period.end
        )
        func figure(_ count: Int64, _ type: String, _ name: String?) -> Figure {
            let who = name.map { SearchText.field("user", $0) } ?? "-user:*"
            return Figure(count, SearchText.all([SearchText.field("type", type), who], facts.period))
        }
        var people = listed.map { entry -> Person in
            let name = names[entry.number] ?? ""
            return Person(
                name: name,
                signIns: figure(entry.counts[0], Types.signIn, name),
                failures: figure(entry.counts[1], Types.failedSignIn, name),
                addresses: places[name]?.addresses ?? [],
                hosts: places[name]?.hosts ?? []
            )
        }
        people.sort { ($1.signIns.count, $0.name ?? "") < ($0.signIns.count, $1.name ?? "") }
        let unnamed = facts.totals.count([Types.signIn]) - facts.users.reduce(0) { $0 + $1.counts[0] }
        if unnamed > 0 {
            let failed = facts.totals.count([Types.failedSignIn]) - facts.users.reduce(0) { $0 + $1.counts[1] }
            people.append(
                Person(
                    name: nil,
                    signIns: figure(unnamed, Types.signIn, nil),
                    failures: figure(failed, Types.failedSignIn, nil)
                )
            )
        }
        self.people = people
        let rest = ordered.dropFirst(SignInsSection.mostPeople)
        others = (Int64(rest.count), rest.reduce(0) { $0 + $1.counts[0] }, rest.reduce(0) { $0 + $1.counts[1] })
    }

    package func blocks(limit: Int) -> [ReportBlock] {
        guard !people.isEmpty else { return [] }
        let shown = people.prefix(limit)
        var rows = shown.map { person -> [ReportTable.Cell] in
            [
                .person(person.name, "(nobody named)"), .init(person.signIns), .init(person.failures),
                .addresses(person.addresses), .init(Listing.few(person.hosts)),
            ]
        }
        let rest = people.dropFirst(limit)
        let count = Int64(rest.count) + others.people
        if count > 0 {
            let signIns = rest.reduce(others.signIns) { $0 + $1.signIns.count }
            let failures = rest.reduce(others.failures) { $0 + $1.failures.count }
            rows.append([.init("and \(count.grouped) more"), .init(Figure(signIns)), .init(Figure(failures))])
        }
        let columns: [ReportTable.Column] = [
            .init("person", .name), .init("sign-ins", .number), .init("failed", .number),
            .init("from", .text, isHiddenWhenEmpty: true), .init("to", .text, isHiddenWhenEmpty: true),
        ]
        return [.table(ReportTable(title, columns, rows))]
    }

    package func json(limit: Int) -> JSONValue {
        .object([
            (
                "people",
                .list(
                    people.prefix(limit).map { person in
                        .object([
                            ("user", .text(person.name)), ("sign_ins", person.signIns.json),
                            ("failures", person.failures.json), ("addresses", .list(person.addresses)),
                            ("hosts", .list(person.hosts)),
                        ])
                    }
                )
            ),
            ("more", .number(Int64(people.dropFirst(limit).count) + others.people)),
        ])
    }
}

/// Lists in a sentence or a cell.
enum Listing {
    /// The first few, and how many more there are.
    ///
    /// - Parameter total: how many there are, where the list does not have all.
    static func few(_ all: [String], most: Int = 3, of total: Int64? = nil) -> String {
        let total = max(Int(total ?? 0), all.count)
        let shown = min(all.count, shown(of: total, most: most))
        let text = all.prefix(shown).joined(separator: ", ")
        return text + (total > shown ? " and \((total - shown).grouped) more" : "")
    }

    /// How many of a list are shown: "and 1 more" is as long as a name.
    static func shown(of count: Int, most: Int = 3) -> Int { count == most + 1 ? count : min(count, most) }

    static func count(_ number: Int64, _ one: String, _ many: String? = nil) -> String {
        number.grouped + " " + (number == 1 ? one : many ?? one + "s")
    }

    static func times(_ number: Int64) -> String {
        number == 1 ? "once" : number == 2 ? "twice" : number.grouped + " times"
    }
}
