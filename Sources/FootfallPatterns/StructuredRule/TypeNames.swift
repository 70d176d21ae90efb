internal import FootfallModel

/// From what a record calls its action to an event type, remembered so that the look-up is done once for each name.
struct TypeNames: ~Copyable {
    struct Found {
        var slug: [UInt8]
        var category: EventCategory
        var outcome: Outcome
        /// The rule's table says the outcome itself.
        var hasOwnOutcome: Bool
        var isClaim: Bool
        /// Neither the rule's table nor the catalogue knows the name.
        var isUnknown: Bool

        init(_ type: EventType, outcome: Outcome? = nil, isUnknown: Bool = false) {
            slug = Array(type.slug.utf8)
            category = type.category
            self.outcome = outcome ?? type.outcome
            hasOwnOutcome = outcome != nil
            isClaim = type.isClaim
            self.isUnknown = isUnknown
        }
    }

    /// A stream that invents a new name for every record must not fill the memory.
    private static let maximumRemembered = 4096

    /// Bytes of a name that are kept of it as a type.
    private static let maximumLength = 200

    /// A longer name is looked up anew each time.
    private static let longestRemembered = 512

    private let catalogue: Catalogue
    private var events: [RecordEvent] = []
    /// What was found: the rules' fixed types, then what names led to.
    private(set) var found: [Found] = []
    /// Numbers of `found` as types, of the generation below.
    private var typeNumbers: [Int32] = []
    private var generation = -1
    /// By event: its type, where that is fixed.
    private var fixed: [Int32] = []
    private var fixedCount = 0
    /// An event's number and a name, under the number that `remembered` goes by.
    private var names = Interner(limit: TypeNames.maximumRemembered)
    /// By a name's number: what was found, -1 for nothing, -2 where it was not asked for yet.
    private var remembered: [Int32] = []
    private var key: [UInt8] = []

    init(catalogue: Catalogue) {
        self.catalogue = catalogue
    }

    /// Makes a rule's event known, under the number that is returned.
    ///
    /// All of them come before the first question.
    mutating func add(_ event: RecordEvent) -> Int {
        events.append(event)
        fixed.append(-1)
        if case .fixed(let type) = event {
            fixed[events.count - 1] = Int32(found.count)
            found.append(Found(type))
        }
        fixedCount = found.count
        return events.count - 1
    }

    /// The type of a record whose action is called `bytes[range]`, as an index of `found`; `nil` where the rule does
    /// not take it.
    mutating func find(_ event: Int, _ bytes: Span<UInt8>, _ range: ByteRange) -> Int? {
        if fixed[event] >= 0 { return Int(fixed[event]) }
        if range.isEmpty { return nil }
        if range.count > TypeNames.longestRemembered {
            if found.count > 2 * TypeNames.maximumRemembered { forget() }
            return learn(event, bytes, range).map { Int($0) }
        }
        if names.startNewGenerationIfFull() || found.count > 2 * TypeNames.maximumRemembered { forget() }
        key.removeAll(keepingCapacity: true)
        key.append(UInt8(truncatingIfNeeded: event))
        key.append(UInt8(truncatingIfNeeded: event >> 8))
        key.append(bytes, range)
        let text = key
        let number = Int(names.intern(.account, text.span, ByteRange(from: 0, to: text.count)))
        while remembered.count <= number { remembered.append(-2) }
        if remembered[number] == -2 {
            remembered[number] = learn(event, bytes, range) ?? -1
        }
        return remembered[number] < 0 ? nil : Int(remembered[number])
    }

    /// The interner's number of what was found.
    mutating func typeNumber(_ index: Int, _ interner: inout Interner) -> Int32 {
        if generation != interner.generation {
            generation = interner.generation
            typeNumbers.removeAll(keepingCapacity: true)
        }
        while typeNumbers.count < found.count { typeNumbers.append(0) }
        if typeNumbers[index] == 0 {
            let slug = found[index].slug
            let kind = StringKind.eventType(found[index].category)
            typeNumbers[index] = interner.intern(kind, slug.span, ByteRange(from: 0, to: slug.count))
        }
        return typeNumbers[index]
    }

    private mutating func forget() {
        found.removeSubrange(fixedCount...)
        typeNumbers.removeAll(keepingCapacity: true)
        // What is remembered by a name's number is asked for anew; the names keep their numbers until they are many.
        remembered.removeAll(keepingCapacity: true)
    }

    @inline(never)
    private mutating func learn(_ event: Int, _ bytes: Span<UInt8>, _ range: ByteRange) -> Int32? {
        guard case .looked(_, let lookup) = events[event] else { return nil }
        var name: [UInt8] = []
        name.append(bytes, range)
        guard let type = look(up: name, lookup) else { return nil }
        found.append(type)
        return Int32(found.count - 1)
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
        if let type = lookup.table[normalized] { return Found(type, outcome: lookup.outcomes[normalized]) }
        if let type = catalogue.type(named: normalized), lookup.catalogueCategories.contains(type.category) {
            return Found(type)
        }
        guard lookup.keepsUnknown else { return nil }
        let slug = String(decoding: name.prefix(TypeNames.maximumLength), as: UTF8.self)
        return Found(EventType(slug: slug, category: .other, outcome: .unknown, meaning: ""), isUnknown: true)
    }
}
