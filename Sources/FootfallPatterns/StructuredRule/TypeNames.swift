internal import FootfallModel

/// From what a record calls its action to an event type, remembered so that the look-up is done once for each name.
struct TypeNames {
    struct Found {
        var slug: [UInt8]
        var category: EventCategory
        var outcome: Outcome
        var isClaim: Bool
        /// Neither the rule's table nor the catalogue knows the name.
        var isUnknown: Bool

        init(_ type: EventType, isUnknown: Bool = false) {
            slug = Array(type.slug.utf8)
            category = type.category
            outcome = type.outcome
            isClaim = type.isClaim
            self.isUnknown = isUnknown
        }
    }

    private struct Key: Hashable {
        var rule: Int
        var name: [UInt8]
    }

    /// A stream that invents a new name for every record must not fill the memory.
    private static let maximumRemembered = 4096

    /// Bytes of a name that are kept of it as a type.
    private static let maximumLength = 200

    private let catalogue: Catalogue
    private var remembered: [Key: Found?] = [:]

    init(catalogue: Catalogue) {
        self.catalogue = catalogue
    }

    /// The type of a record whose action is called `name`; `nil` where the rule does not take it.
    mutating func find(_ event: RecordEvent, _ rule: Int, _ name: [UInt8]) -> Found? {
        switch event {
        case .fixed(let type): return Found(type)
        case .looked(_, let lookup):
            let key = Key(rule: rule, name: name)
            if let known = remembered[key] { return known }
            let found = look(up: name, lookup)
            if remembered.count >= TypeNames.maximumRemembered { remembered.removeAll(keepingCapacity: true) }
            remembered[key] = .some(found)
            return found
        }
    }

    private func look(up name: [UInt8], _ lookup: TypeLookup) -> Found? {
        guard !name.isEmpty else { return nil }
        if let category = lookup.snakeCaseCategory {
            let slug = snakeCase(name.prefix(TypeNames.maximumLength))
            // Nothing but separators: every event has a type.
            if slug.isEmpty { return nil }
            let words = slug.split(separator: "_").map { $0.lowercased() }
            // `edit_error_page` is no failure; `login_error` is one.
            let hasFailed =
                words.contains { ["failed", "failure", "fail"].contains($0) }
                || ["error", "denied"].contains(words.last ?? "")
            let outcome = hasFailed ? Outcome.failure : .success
            return Found(
                EventType(slug: slug, category: category, outcome: outcome, meaning: "", isClaim: hasFailed)
            )
        }
        let normalized = normalizedName(name)
        if let type = lookup.table[normalized] { return Found(type) }
        if let type = catalogue.type(named: normalized), lookup.catalogueCategories.contains(type.category) {
            return Found(type)
        }
        guard lookup.keepsUnknown else { return nil }
        let slug = String(decoding: name.prefix(TypeNames.maximumLength), as: UTF8.self)
        return Found(EventType(slug: slug, category: .other, outcome: .unknown, meaning: ""), isUnknown: true)
    }
}
