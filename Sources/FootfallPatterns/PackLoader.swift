package import FootfallModel
internal import Yams

/// Reads a pack's file into a `Pack`, with everything that is wrong in it.
package struct PackLoader {
    private let catalogue: Catalogue
    private var reader: YAMLReader

    /// What could be read of the pack, and every mistake; `nil` when there is nothing to go on with.
    package static func load(
        _ text: String,
        file: String,
        catalogue: Catalogue
    ) -> (pack: Pack?, diagnostics: [Diagnostic]) {
        let (reader, root) = YAMLReader.root(of: text, file: file)
        var loader = PackLoader(catalogue: catalogue, reader: reader)
        let pack = root.flatMap { loader.pack($0) }
        return (pack, loader.reader.diagnostics)
    }

    private mutating func pack(_ root: Node) -> Pack? {
        let keys = ["pack", "about", "apps", "patterns", "records"]
        let entry = reader.mapping(root, "a pack", allowed: keys)
        guard let name = entry["pack"].flatMap({ reader.string($0, "pack") }), !name.isEmpty else {
            reader.add("a pack needs a name under 'pack'", at: reader.place(of: root), hint: "pack: openssh")
            return nil
        }
        let apps = (entry["apps"].map { reader.strings($0, "apps") } ?? []).map { $0.lowercased() }
        let patterns = (entry["patterns"].map { reader.sequence($0, "patterns") } ?? []).compactMap { pattern($0) }
        let records = (entry["records"].map { reader.sequence($0, "records") } ?? []).compactMap { record($0) }
        if apps.isEmpty, !patterns.isEmpty {
            reader.add(
                "a pack with patterns needs 'apps'",
                at: reader.place(of: root),
                hint: "the app names of its lines, such as apps: [sshd], or apps: ['*'] for any"
            )
        }
        if patterns.isEmpty, records.isEmpty, reader.diagnostics.isEmpty {
            reader.add("the pack has neither patterns nor records", at: reader.place(of: root))
        }
        var seen: Set<String> = []
        for (id, place) in patterns.map({ ($0.id, $0.place) }) + records.map({ ($0.id, $0.place) }) {
            if !seen.insert(id).inserted { reader.add("the id '\(id)' stands twice in this pack", at: place) }
        }
        return Pack(
            file: reader.file,
            name: name,
            about: entry["about"].flatMap { reader.string($0, "about") } ?? "",
            apps: apps,
            patterns: patterns,
            records: records
        )
    }

    private static let commonKeys = ["id", "outcome", "claimed", "default", "set", "examples", "not"]

    private mutating func pattern(_ node: Node) -> Pattern? {
        let entry = reader.mapping(node, "a pattern", allowed: PackLoader.commonKeys + ["event", "ignore", "regex"])
        let place = reader.place(of: node) ?? Place(line: 0, column: 0)
        guard let id = entry["id"].flatMap({ reader.string($0, "id") }) else {
            reader.add("a pattern needs an 'id'", at: place)
            return nil
        }
        guard let regex = entry["regex"].flatMap({ reader.sourceText($0, "regex") }) else {
            reader.add("the pattern '\(id)' needs a 'regex'", at: place)
            return nil
        }
        let ignored = entry["ignore"].flatMap { reader.boolean($0, "ignore") } ?? false
        var type: EventType?
        if let event = entry["event"] {
            type = eventType(event)
            if type == nil { return nil }
        } else if !ignored {
            reader.add("the pattern '\(id)' needs an 'event'", at: place, hint: "event: user_login, or ignore: true")
            return nil
        }
        return Pattern(
            id: id,
            meaning: EventMeaning(
                type: ignored ? nil : type,
                outcome: outcome(entry["outcome"]),
                isClaim: entry["claimed"].flatMap { reader.boolean($0, "claimed") },
                isOffByDefault: isOff(entry["default"]),
                constants: constants(entry["set"])
            ),
            regex: regex,
            examples: examples(entry["examples"]),
            nearMisses: nearMisses(entry["not"]),
            place: place
        )
    }

    private mutating func record(_ node: Node) -> RecordRule? {
        let keys = PackLoader.commonKeys + ["event", "format", "when", "fields", "details", "flatten"]
        let entry = reader.mapping(node, "a rule for records", allowed: keys)
        let place = reader.place(of: node) ?? Place(line: 0, column: 0)
        guard let id = entry["id"].flatMap({ reader.string($0, "id") }) else {
            reader.add("a rule for records needs an 'id'", at: place)
            return nil
        }
        if let format = entry["format"] { _ = reader.choice(format, "format", [("json", true)]) }
        guard let event = entry["event"].flatMap({ recordEvent($0) }) else {
            reader.add("the rule '\(id)' needs an 'event'", at: place, hint: "a type, or field: and table:")
            return nil
        }
        return RecordRule(
            id: id,
            conditions: entry["when"].map { conditions($0) } ?? [],
            fields: entry["fields"].map { fields($0) } ?? [],
            details: entry["details"].map { details($0) } ?? .listed([]),
            flattened: entry["flatten"].map { reader.strings($0, "flatten") } ?? [],
            event: event,
            isOffByDefault: isOff(entry["default"]),
            outcome: outcome(entry["outcome"]),
            isClaim: entry["claimed"].flatMap { reader.boolean($0, "claimed") },
            constants: constants(entry["set"]),
            examples: examples(entry["examples"]),
            nearMisses: nearMisses(entry["not"]),
            place: place
        )
    }

    // MARK: Parts

    private mutating func eventType(_ node: Node) -> EventType? {
        guard let name = reader.string(node, "event") else { return nil }
        if let type = catalogue.type(named: name) { return type }
        let near = Suggestion.nearest(to: name, among: catalogue.types.map(\.slug))
        reader.add(
            "there is no event type '\(name)'",
            at: reader.place(of: node),
            hint: near.map { "did you mean '\($0)'?" } ?? "'footfall events' lists them all"
        )
        return nil
    }

    private mutating func outcome(_ node: Node?) -> Outcome? {
        node.flatMap { reader.choice($0, "outcome", Outcome.allCases.map { ($0.name, $0) }) }
    }

    private mutating func isOff(_ node: Node?) -> Bool {
        node.flatMap { reader.boolean($0, "default") } == false
    }

    private mutating func constants(_ node: Node?) -> [(name: String, value: String)] {
        guard let node else { return [] }
        return reader.freeMapping(node, "set").compactMap { entry in
            reader.string(entry.value, "set").map { (entry.key, $0) }
        }
    }

    private mutating func nearMisses(_ node: Node?) -> [SourceText] {
        guard let node else { return [] }
        return reader.sequence(node, "not").compactMap { reader.sourceText($0, "not") }
    }

    private static let expectable =
        ["event", "time", "type", "category", "outcome", "user_id", "target_id", "app_id", "ip", "host", "count", "details"]

    private mutating func examples(_ node: Node?) -> [Example] {
        guard let node else { return [] }
        return reader.sequence(node, "examples").compactMap { node in
            let entry = reader.mapping(node, "an example", allowed: ["line", "expect"])
            guard let line = entry["line"].flatMap({ reader.sourceText($0, "line") }) else {
                reader.add("an example needs a 'line'", at: reader.place(of: node))
                return nil
            }
            return Example(line: line, expectations: entry["expect"].map { expectations($0) } ?? [])
        }
    }

    private mutating func expectations(_ node: Node) -> [Expectation] {
        var found: [Expectation] = []
        for (key, place, value) in reader.freeMapping(node, "expect") {
            let place = place ?? Place(line: 0, column: 0)
            guard PackLoader.expectable.contains(key) else {
                let near = Suggestion.nearest(to: key, among: PackLoader.expectable)
                reader.add(
                    "'\(key)' is no field of an event",
                    at: place,
                    hint: near.map { "did you mean '\($0)'?" } ?? "fields: " + PackLoader.expectable.joined(separator: ", ")
                )
                continue
            }
            if key == "details", !reader.isNull(value) {
                for (name, place, value) in reader.freeMapping(value, "details") {
                    let text = reader.isNull(value) ? nil : reader.string(value, "a detail")
                    let own = place ?? Place(line: 0, column: 0)
                    found.append(Expectation(field: "details." + name, value: text, place: own))
                }
            } else {
                let text = reader.isNull(value) ? nil : reader.string(value, key)
                found.append(Expectation(field: key, value: text, place: place))
            }
        }
        return found
    }

    private mutating func conditions(_ node: Node) -> [FieldCondition] {
        reader.freeMapping(node, "when").map { entry in
            let requirement: FieldCondition.Requirement
            if reader.isNull(entry.value) {
                requirement = .absent
            } else {
                let values = reader.strings(entry.value, "when")
                requirement = values == ["*"] ? .present : .oneOf(values.map { $0.lowercased() })
            }
            return FieldCondition(path: entry.key, requirement: requirement)
        }
    }

    private mutating func fields(_ node: Node) -> [FieldRule] {
        let roles = FieldRole.allCases.map(\.rawValue)
        return reader.freeMapping(node, "fields").compactMap { entry in
            guard let role = FieldRole(rawValue: entry.key) else {
                let near = Suggestion.nearest(to: entry.key, among: roles)
                reader.add(
                    "'\(entry.key)' is no field that a record can fill",
                    at: entry.place,
                    hint: near.map { "did you mean '\($0)'?" } ?? "fields: " + roles.joined(separator: ", ")
                )
                return nil
            }
            guard entry.value.mapping != nil else {
                return FieldRule(role: role, paths: reader.strings(entry.value, entry.key), conditions: [])
            }
            let rule = reader.mapping(entry.value, entry.key, allowed: ["field", "when"])
            return FieldRule(
                role: role,
                paths: rule["field"].map { reader.strings($0, "field") } ?? [],
                conditions: rule["when"].map { conditions($0) } ?? []
            )
        }
    }

    private mutating func details(_ node: Node) -> DetailRule {
        if node.scalar?.string == "all" { return .all }
        if node.mapping != nil {
            return .listed(
                reader.freeMapping(node, "details").compactMap { entry in
                    reader.string(entry.value, "details").map { (path: $0, name: entry.key) }
                }
            )
        }
        return .listed(reader.strings(node, "details").map { (path: $0, name: $0) })
    }

    private mutating func recordEvent(_ node: Node) -> RecordEvent? {
        guard node.mapping != nil else { return eventType(node).map { .fixed($0) } }
        let keys = ["field", "table", "catalogue", "categories", "otherwise", "snake_case", "category"]
        let entry = reader.mapping(node, "event", allowed: keys)
        guard let field = entry["field"].flatMap({ reader.string($0, "field") }) else {
            reader.add("'event' needs the 'field' that names what happened", at: reader.place(of: node))
            return nil
        }
        var table: [String: EventType] = [:]
        for row in entry["table"].map({ reader.freeMapping($0, "table") }) ?? [] {
            if let type = eventType(row.value) { table[normalizedName(row.key.utf8)] = type }
        }
        let categories = EventCategory.allCases.map { ($0.name, $0) }
        let usesCatalogue = entry["catalogue"].flatMap { reader.boolean($0, "catalogue") } ?? false
        let listed = entry["categories"].map { node in
            reader.sequence(node, "categories").compactMap { reader.choice($0, "category", categories) }
        }
        let isSnakeCase = entry["snake_case"].flatMap { reader.boolean($0, "snake_case") } ?? false
        let category = entry["category"].flatMap { reader.choice($0, "category", categories) }
        let keeps = entry["otherwise"].flatMap { reader.choice($0, "otherwise", [("keep", true), ("skip", false)]) }
        return .looked(
            field: field,
            TypeLookup(
                table: table,
                catalogueCategories: usesCatalogue ? Set(listed ?? EventCategory.allCases) : [],
                keepsUnknown: keeps ?? false,
                snakeCaseCategory: isSnakeCase ? category ?? .other : nil
            )
        )
    }
}
