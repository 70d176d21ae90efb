package import FootfallModel
internal import FootfallYAML

/// The event types that there are: `Patterns/event-types.yaml`.
package struct Catalogue: Sendable {
    /// In the order they are shown.
    package let types: [EventType]
    private let bySlug: [String: EventType]

    package init(types: [EventType]) {
        self.types = types
        var bySlug: [String: EventType] = [:]
        for type in types { bySlug[normalizedName(type.slug.utf8)] = type }
        self.bySlug = bySlug
    }

    /// These types and others; one of the same name takes the place of the one here.
    package func adding(_ others: Catalogue) -> Catalogue {
        Catalogue(types: types.filter { others.type(named: $0.slug) == nil } + others.types)
    }

    /// The catalogue that is shipped.
    package static let shipped: Catalogue = {
        let file = ShippedPatterns.files.first { $0.name == "event-types.yaml" }
        return load(file?.text ?? "", file: "event-types.yaml").catalogue
    }()

    /// The type of a slug, letters' case and separators ignored.
    package func type(named name: String) -> EventType? {
        bySlug[normalizedName(name.utf8)]
    }

    /// Reads a catalogue, with everything that is wrong in it.
    package static func load(_ text: String, file: String) -> (catalogue: Catalogue, diagnostics: [Diagnostic]) {
        var (reader, root) = YAMLReader.root(of: text, file: file)
        guard let root else { return (Catalogue(types: []), reader.diagnostics) }
        var types: [EventType] = []
        let top = reader.mapping(root, "the catalogue", allowed: ["event_types"])
        for node in top["event_types"].map({ reader.sequence($0, "event_types") }) ?? [] {
            let keys = ["type", "category", "outcome", "meaning", "claimed", "ecs", "ocsf"]
            let entry = reader.mapping(node, "an event type", allowed: keys)
            if entry["type"] == nil, reader.isMapping(node) {
                reader.add("an event type needs a name under 'type'", at: reader.place(of: node))
            }
            let slug = entry["type"].flatMap { reader.string($0, "type") }
            let categories = EventCategory.allCases.map { ($0.name, $0) }
            let outcomes = Outcome.allCases.map { ($0.name, $0) }
            let category = entry["category"].flatMap { reader.choice($0, "category", categories) }
            let outcome = entry["outcome"].flatMap { reader.choice($0, "outcome", outcomes) }
            let isClaim = entry["claimed"].flatMap { reader.boolean($0, "claimed") }
            let ecs = entry["ecs"].flatMap { node in
                classification(node, "ecs", &reader) { text throws(ClassificationMistake) in
                    try ECSClassification(text)
                }
            }
            let ocsf = entry["ocsf"].flatMap { node in
                classification(node, "ocsf", &reader) { text throws(ClassificationMistake) in
                    try OCSFClassification(text)
                }
            }
            guard let slug else { continue }
            if types.contains(where: { normalizedName($0.slug.utf8) == normalizedName(slug.utf8) }) {
                reader.add("the type '\(slug)' stands twice", at: reader.place(of: node))
            }
            types.append(
                EventType(
                    slug: slug,
                    category: category ?? .other,
                    outcome: outcome ?? .unknown,
                    meaning: entry["meaning"].flatMap { reader.string($0, "meaning") } ?? "",
                    isClaim: isClaim ?? false,
                    ecs: ecs,
                    ocsf: ocsf
                )
            )
        }
        return (Catalogue(types: types), reader.diagnostics)
    }

    /// What a type is called elsewhere.
    private static func classification<Result>(
        _ node: YAMLNode,
        _ what: String,
        _ reader: inout YAMLReader,
        _ read: (String) throws(ClassificationMistake) -> Result
    ) -> Result? {
        guard let text = reader.string(node, what) else { return nil }
        do throws(ClassificationMistake) {
            return try read(text)
        } catch {
            reader.add("\(what): \(error.reason)", at: reader.place(of: node), hint: error.hint)
            return nil
        }
    }
}
