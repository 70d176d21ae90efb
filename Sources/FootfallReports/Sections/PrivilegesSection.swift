internal import FootfallModel
internal import FootfallQuery
internal import FootfallStore

/// Who acted with another's rights: how often, as whom, and what they ran.
package struct PrivilegesSection: ReportSection {
    package struct Person: Sendable, Hashable {
        /// `nil` for events that name nobody.
        var name: String?
        var uses: Figure
        /// Commonest first.
        var targets: [String] = []
        var commands: [Command] = []
        /// Commands were looked at in the newest events only.
        var isCut = false
    }

    package struct Command: Sendable, Hashable {
        var text: String
        var count: Int64
    }

    package static let name = "privileges"
    package var title: String { "Privileged commands" }
    /// So many events of one person are looked at for what they ran, and so many people are listed.
    private static let mostEvents = 500
    private static let mostPeople = 10

    private let people: [Person]
    private let more: (people: Int64, uses: Int64)

    init(_ facts: ReportFacts) throws {
        let ordered = facts.users.filter { $0.counts[2] > 0 }.sorted {
            ($1.counts[2], $0.number) < ($0.counts[2], $1.number)
        }
        let listed = ordered.prefix(PrivilegesSection.mostPeople)
        let names = try facts.store.names(of: listed.map(\.number))
        let type = SearchText.field("type", ReportFacts.Types.privilege)
        var people = try listed.map { entry -> Person in
            let name = names[entry.number] ?? ""
            let search = SearchText.all([type, SearchText.field("user", name)], facts.period)
            return try Person(name, Figure(entry.counts[2], search), facts)
        }
        people.sort { ($1.uses.count, $0.name ?? "") < ($0.uses.count, $1.name ?? "") }
        let unnamed =
            facts.totals.count([ReportFacts.Types.privilege]) - facts.users.reduce(0) { $0 + $1.counts[2] }
        if unnamed > 0 {
            people.append(
                Person(name: nil, uses: Figure(unnamed, SearchText.all([type, "-user:*"], facts.period)))
            )
        }
        self.people = people
        let rest = ordered.dropFirst(PrivilegesSection.mostPeople)
        more = (Int64(rest.count), rest.reduce(0) { $0 + $1.counts[2] })
    }

    package func blocks(limit: Int) -> [ReportBlock] {
        guard !people.isEmpty else { return [] }
        var rows = people.prefix(limit).map { person -> [ReportTable.Cell] in
            [
                .person(person.name, "(nobody named)"), .init(person.uses), .people(person.targets),
                .init(person.commandText),
            ]
        }
        let rest = people.dropFirst(limit)
        let count = Int64(rest.count) + more.people
        if count > 0 {
            let uses = rest.reduce(more.uses) { $0 + $1.uses.count }
            rows.append([.init("and \(count.grouped) more"), .init(Figure(uses))])
        }
        let columns: [ReportTable.Column] = [
            .init("person", .name), .init("times", .number), .init("as", .text, isHiddenWhenEmpty: true),
            .init("commands", .text, isHiddenWhenEmpty: true),
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
                            ("user", .text(person.name)), ("uses", person.uses.json), ("as", .list(person.targets)),
                            (
                                "commands",
                                .list(
                                    person.commands.map {
                                        .object([("command", .text($0.text)), ("times", .number($0.count))])
                                    }
                                )
                            ),
                            ("newest_only", .bool(person.isCut)),
                        ])
                    }
                )
            ),
            ("more", .number(Int64(people.dropFirst(limit).count) + more.people)),
        ])
    }

    fileprivate static func ordered(_ counts: [String: Int64]) -> [Command] {
        counts.map { Command(text: $0.key, count: $0.value) }.sorted { ($1.count, $0.text) < ($0.count, $1.text) }
    }

    fileprivate static func newest(of name: String, _ facts: ReportFacts) throws -> [ActivityEvent] {
        let condition = Condition.and([
            .field(.type, [.exact(ReportFacts.Types.privilege)]), .field(.user, [.exact(name)]),
        ])
        let query = EventQuery(condition: condition, since: facts.period.start, until: facts.period.end)
        return try facts.store.search(query, limit: mostEvents)
    }
}

extension PrivilegesSection.Person {
    fileprivate init(_ name: String, _ uses: Figure, _ facts: ReportFacts) throws {
        self.init(name: name, uses: uses)
        let events = try PrivilegesSection.newest(of: name, facts)
        var targets: [String: Int64] = [:]
        var commands: [String: Int64] = [:]
        for event in events {
            if let target = event.targetID { targets[target, default: 0] += event.count }
            if let command = event.detail("command") { commands[command, default: 0] += event.count }
        }
        self.targets = PrivilegesSection.ordered(targets).map(\.text)
        self.commands = Array(PrivilegesSection.ordered(commands).prefix(20))
        isCut = events.reduce(0) { $0 + $1.count } < uses.count
    }

    /// The commonest, each as short as it still says something.
    fileprivate var commandText: String {
        let shown = commands.prefix(3).map { command in
            command.text.truncatedAtEnd(to: 60) + (command.count > 1 ? " (\(command.count.grouped)×)" : "")
        }
        let rest = commands.count - shown.count
        return shown.joined(separator: "; ") + (rest > 0 ? "; and others" : "")
    }
}
