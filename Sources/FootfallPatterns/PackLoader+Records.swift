internal import FootfallModel
internal import FootfallYAML

// Rules for structured records.
extension PackLoader {
    /// A rule with which nothing is wrong.
    mutating func record(_ node: YAMLNode) -> RecordRule? {
        let mistakes = reader.diagnostics.count
        let keys =
            PackLoader.commonKeys + [
                "event", "format", "behind", "columns", "separator", "when", "match", "fields", "details", "flatten",
            ]
        let entry = reader.mapping(node, "a rule for records", allowed: keys)
        guard node.isMapping else { return nil }
        let place = reader.place(of: node) ?? Place(line: 0, column: 0)
        let id = name(entry["id"], "id")
        if entry["id"] == nil { reader.add("a rule for records needs an 'id'", at: place) }
        let known = id.map { "the rule '\($0)'" } ?? "a rule for records"
        let form = self.form(entry, known, place)
        if entry["event"] == nil {
            reader.add("\(known) needs an 'event'", at: place, hint: "a type, or field: and table:")
        }
        let event = entry["event"].flatMap { recordEvent($0) }
        let conditions = entry["when"].map { self.conditions($0) } ?? []
        let matches = entry["match"].map { self.matches($0) } ?? []
        let fields = entry["fields"].map { self.fields($0) } ?? []
        let details = entry["details"].map { self.details($0) } ?? .listed([])
        let flattened = entry["flatten"].map { reader.strings($0, "flatten") } ?? []
        let isOff = self.isOff(entry["default"])
        let outcome = self.outcome(entry["outcome"])
        let isClaim = entry["claimed"].flatMap { reader.boolean($0, "claimed") }
        let constants = self.constants(entry["set"])
        let joins = self.joins(entry)
        let examples = self.examples(entry["examples"])
        let nearMisses = self.nearMisses(entry["not"])
        if case .fixed = event, entry["when"] == nil, entry["match"] == nil, form.behind == nil {
            reader.add(
                "\(known) takes every record",
                at: place,
                hint: "say what it takes with 'when' or 'match', or let 'event' look a field up"
            )
        }
        guard let id, let event, reader.diagnostics.count == mistakes else { return nil }
        return RecordRule(
            id: id,
            format: form.format,
            behind: form.behind,
            columns: form.columns,
            separator: form.separator,
            conditions: conditions,
            matches: matches,
            fields: fields,
            details: details,
            flattened: flattened,
            event: event,
            isOffByDefault: isOff,
            outcome: outcome,
            isClaim: isClaim,
            constants: constants,
            joins: joins,
            examples: examples,
            nearMisses: nearMisses,
            place: place
        )
    }

    private mutating func matches(_ node: YAMLNode) -> [FieldMatch] {
        reader.freeMapping(node, "match").compactMap { entry in
            reader.sourceText(entry.value, "match").map { FieldMatch(path: entry.key, regex: $0) }
        }
    }

    private mutating func conditions(_ node: YAMLNode) -> [FieldCondition] {
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

    private mutating func fields(_ node: YAMLNode) -> [FieldRule] {
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
            guard entry.value.isMapping else {
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

    private mutating func details(_ node: YAMLNode) -> DetailRule {
        if node.text == "all" { return .all }
        if node.isMapping {
            return .listed(
                reader.freeMapping(node, "details").compactMap { entry in
                    reader.string(entry.value, "details").map { (path: $0, name: entry.key) }
                }
            )
        }
        return .listed(reader.strings(node, "details").map { (path: $0, name: $0) })
    }

    private mutating func recordEvent(_ node: YAMLNode) -> RecordEvent? {
        guard node.isMapping else { return eventType(node).map { .fixed($0) } }
        let keys = ["field", "table", "catalogue", "categories", "otherwise", "snake_case", "category"]
        let entry = reader.mapping(node, "event", allowed: keys)
        guard let field = entry["field"].flatMap({ reader.string($0, "field") }) else {
            reader.add("'event' needs the 'field' that names what happened", at: reader.place(of: node))
            return nil
        }
        let (table, outcomes) = entry["table"].map { self.table($0) } ?? ([:], [:])
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
                outcomes: outcomes,
                catalogueCategories: usesCatalogue ? Set(listed ?? EventCategory.allCases) : [],
                keepsUnknown: keeps ?? false,
                snakeCaseCategory: isSnakeCase ? category ?? .other : nil
            )
        )
    }

    /// Names and the types they mean; one that several rules share through an anchor is read once.
    private mutating func table(_ node: YAMLNode) -> TypeTable {
        let place = reader.place(of: node)
        if let place, let known = tables[place] { return known }
        var table: [String: EventType] = [:]
        var outcomes: [String: Outcome] = [:]
        for row in reader.freeMapping(node, "table") {
            let name = normalizedName(row.key.utf8)
            guard row.value.isMapping else {
                if let type = eventType(row.value) { table[name] = type }
                continue
            }
            let cell = reader.mapping(row.value, "a type in 'table'", allowed: ["type", "outcome"])
            if cell["type"] == nil {
                reader.add("a type in 'table' needs a name under 'type'", at: reader.place(of: row.value))
            }
            if let type = cell["type"].flatMap({ eventType($0) }) { table[name] = type }
            outcomes[name] = outcome(cell["outcome"])
        }
        if let place { tables[place] = (table, outcomes) }
        return (table, outcomes)
    }
}
