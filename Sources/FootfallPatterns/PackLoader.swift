internal import FootfallModel
internal import FootfallYAML

/// Reads a pack's file into a `Pack`, with everything that is wrong in it.
struct PackLoader {
    typealias TypeTable = (types: [String: EventType], outcomes: [String: Outcome])

    let catalogue: Catalogue
    var reader: YAMLReader
    /// Tables of names that were read already, by where they stand.
    var tables: [Place: TypeTable] = [:]

    /// What could be read of a file.
    struct Result {
        /// `nil` when there is nothing to go on with.
        var pack: Pack?
        /// Patterns that cannot be used, whose expressions are still looked at: every mistake is told at once.
        var spoiled: [Pattern] = []
        var diagnostics: [Diagnostic] = []
        var file: SourceFile
    }

    /// What could be read of the pack, and every mistake.
    static func load(_ text: String, file: String, catalogue: Catalogue) -> Result {
        let (reader, root) = YAMLReader.root(of: text, file: file)
        var loader = PackLoader(catalogue: catalogue, reader: reader)
        var result = Result(file: reader.file)
        result.pack = root.flatMap { loader.pack($0, &result.spoiled) }
        result.diagnostics = loader.reader.diagnostics
        return result
    }

    private init(catalogue: Catalogue, reader: YAMLReader) {
        self.catalogue = catalogue
        self.reader = reader
    }

    private mutating func pack(_ root: YAMLNode, _ spoiled: inout [Pattern]) -> Pack? {
        let keys = ["pack", "about", "apps", "bare", "generic", "patterns", "records"]
        let entry = reader.mapping(root, "a pack", allowed: keys)
        guard root.isMapping else { return nil }
        let name = self.name(entry["pack"], "pack")
        if entry["pack"] == nil {
            reader.add("a pack needs a name under 'pack'", at: reader.place(of: root), hint: "pack: openssh")
        }
        let about = entry["about"].flatMap { reader.string($0, "about") } ?? ""
        let apps = (entry["apps"].map { reader.strings($0, "apps") } ?? []).map { $0.lowercased() }
        let isBare = entry["bare"].flatMap { reader.boolean($0, "bare") } ?? false
        let isGeneric = entry["generic"].flatMap { reader.boolean($0, "generic") } ?? false
        let isReached = !apps.isEmpty || isBare
        var patterns: [Pattern] = []
        for node in entry["patterns"].map({ reader.sequence($0, "patterns") }) ?? [] {
            guard let (pattern, isUsable) = self.pattern(node) else { continue }
            if isUsable && name != nil && isReached { patterns.append(pattern) } else { spoiled.append(pattern) }
        }
        var records = (entry["records"].map { reader.sequence($0, "records") } ?? []).compactMap { record($0) }
        join(&records, to: patterns + spoiled)
        if !isReached, entry["patterns"] != nil {
            reader.add(
                "a pack with patterns needs 'apps'",
                at: reader.place(of: root),
                hint: "the app names of its lines, such as apps: [sshd]; bare: true for an application's own log file"
            )
        }
        if entry["patterns"] == nil, entry["records"] == nil {
            reader.add("the pack has neither patterns nor records", at: reader.place(of: root))
        }
        var seen: Set<String> = []
        for (id, place) in patterns.map({ ($0.id, $0.place) }) + records.map({ ($0.id, $0.place) }) {
            if !seen.insert(id).inserted { reader.add("the id '\(id)' stands twice in this pack", at: place) }
        }
        return name.map {
            Pack(
                file: reader.file,
                name: $0,
                about: about,
                apps: apps,
                isBare: isBare,
                isGeneric: isGeneric,
                patterns: patterns,
                records: records
            )
        }
    }

    /// A name of a pack or in it, as it stands in `pack/id`.
    mutating func name(_ node: YAMLNode?, _ what: String) -> String? {
        guard let node, let name = reader.string(node, what) else { return nil }
        let isName = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
        if isName, !name.isEmpty { return name }
        reader.add(
            "'\(name)' is no name for '\(what)'",
            at: reader.place(of: node),
            hint: "small letters, digits and hyphens"
        )
        return nil
    }

    static let claimHint = "write claimed: true or claimed: false beside 'event'"

    static let commonKeys = ["id", "outcome", "claimed", "default", "set", "examples", "not"] + joinKeys

    /// A pattern, and whether nothing is wrong with it; `nil` where it has no expression to be looked at.
    private mutating func pattern(_ node: YAMLNode) -> (Pattern, isUsable: Bool)? {
        let mistakes = reader.diagnostics.count
        let entry = reader.mapping(
            node,
            "a pattern",
            allowed: PackLoader.commonKeys + ["event", "ignore", "regex", "record"]
        )
        guard node.isMapping else { return nil }
        let place = reader.place(of: node) ?? Place(line: 0, column: 0)
        let id = name(entry["id"], "id")
        if entry["id"] == nil { reader.add("a pattern needs an 'id'", at: place) }
        let known = id.map { "the pattern '\($0)'" } ?? "a pattern"
        let regex = entry["regex"].flatMap { reader.sourceText($0, "regex") }
        if entry["regex"] == nil { reader.add("\(known) needs a 'regex'", at: place) }
        let isIgnored = entry["ignore"].flatMap { reader.boolean($0, "ignore") } ?? false
        let type = entry["event"].flatMap { eventType($0) }
        let recordFormat = entry["record"].flatMap { self.handedOn($0, entry, known) }
        if entry["event"] == nil, !isIgnored, entry["record"] == nil, entry["remember"] == nil {
            reader.add("\(known) needs an 'event'", at: place, hint: "event: user_login, or ignore: true")
        }
        let meaning = EventMeaning(
            type: isIgnored ? nil : type,
            outcome: outcome(entry["outcome"]),
            isClaim: entry["claimed"].flatMap { reader.boolean($0, "claimed") },
            isOffByDefault: isOff(entry["default"]),
            constants: constants(entry["set"]),
            joins: joins(entry)
        )
        let examples = self.examples(entry["examples"])
        let nearMisses = self.nearMisses(entry["not"])
        guard let regex else { return nil }
        let pattern = Pattern(
            id: id ?? "",
            meaning: meaning,
            regex: regex,
            recordFormat: recordFormat,
            examples: examples,
            nearMisses: nearMisses,
            place: place
        )
        return (pattern, reader.diagnostics.count == mistakes)
    }

    // MARK: Parts

    mutating func eventType(_ node: YAMLNode) -> EventType? {
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

    mutating func outcome(_ node: YAMLNode?) -> Outcome? {
        node.flatMap { reader.choice($0, "outcome", Outcome.allCases.map { ($0.name, $0) }) }
    }

    mutating func isOff(_ node: YAMLNode?) -> Bool {
        node.flatMap { reader.boolean($0, "default", "on or off") } == false
    }

    mutating func constants(_ node: YAMLNode?) -> [(name: String, value: String)] {
        guard let node else { return [] }
        return reader.freeMapping(node, "set").compactMap { entry in
            if entry.key == FieldRole.time.rawValue {
                reader.add("'time' cannot be set: an event's time is its line's", at: entry.place)
            }
            if entry.key == "claimed" {
                reader.add("'claimed' is no name for a detail", at: entry.place, hint: PackLoader.claimHint)
            }
            return reader.string(entry.value, "set").map { (entry.key, $0) }
        }
    }

    mutating func nearMisses(_ node: YAMLNode?) -> [SourceText] {
        guard let node else { return [] }
        return reader.sequence(node, "not").compactMap { reader.sourceText($0, "not") }
    }

    private static let expectable =
        [
            "event", "time", "type", "category", "outcome", "user_id", "target_id", "app_id", "ip", "host", "count",
            "details", "evidence",
        ]

    mutating func examples(_ node: YAMLNode?) -> [Example] {
        guard let node else { return [] }
        return reader.sequence(node, "examples").compactMap { node in
            let entry = reader.mapping(node, "an example", allowed: ["line", "after", "expect"])
            if entry["line"] == nil, node.isMapping {
                reader.add("an example needs a 'line'", at: reader.place(of: node))
            }
            let line = entry["line"].flatMap { reader.sourceText($0, "line") }
            let expectations = entry["expect"].map { self.expectations($0) } ?? []
            var before: [SourceText] = []
            if let after = entry["after"] {
                before = (after.text != nil ? [after] : reader.sequence(after, "after"))
                    .compactMap { reader.sourceText($0, "after") }
            }
            return line.map { Example(line: $0, before: before, expectations: expectations) }
        }
    }

    private mutating func expectations(_ node: YAMLNode) -> [Expectation] {
        var found: [Expectation] = []
        for (key, place, value) in reader.freeMapping(node, "expect") {
            let place = place ?? Place(line: 0, column: 0)
            guard PackLoader.expectable.contains(key) else {
                let near = Suggestion.nearest(to: key, among: PackLoader.expectable)
                reader.add(
                    "'\(key)' is no field of an event",
                    at: place,
                    hint: near.map { "did you mean '\($0)'?" } ?? "fields: "
                        + PackLoader.expectable.joined(separator: ", ")
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
}
