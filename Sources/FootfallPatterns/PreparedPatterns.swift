internal import FootfallModel

/// Everything the matching loop needs of the patterns, as plain values in flat arrays: it touches no reference counts.
struct PreparedPatterns: ~Copyable {
    /// One pattern.
    ///
    /// Safe: `code` belongs to a `CompiledPattern` that `set` keeps alive as long as this.
    @safe
    struct Prepared {
        var code: OpaquePointer
        var isNative: Bool
        var captures: Range<Int>
        var constantDetails: ByteRange
        var constantFields: Range<Int>
        var outcome: Outcome
        var isClaim: Bool
        var isIgnored: Bool
        var isOff: Bool
        /// It remembers, recalls, or may be evidence.
        var isJoined: Bool
        /// Under which keys its events are marked (bits of `Likeness`), their type's hash, and the group that holds a
        /// process id; 0 for none.
        var likenesses: UInt8
        var typeHash: UInt32
        var processGroup: Int
        /// Whether it hands on a record to rules instead of making an event.
        var handsOn: Bool
        var isGeneric: Bool
        /// Numbers of the interner's present generation; 0 where not asked for yet.
        var typeNumber: Int32 = 0
        var nameNumber: Int32 = 0
    }

    /// A named group, and what becomes of it.
    struct Capture {
        var group: Int
        /// `nil` for a detail.
        var role: FieldRole?
        /// The detail's key in `keyText`.
        var key: ByteRange
        /// Its name in `keyText`, where the pattern hands on a record.
        var name: ByteRange = .none
    }

    /// A field that every event of a pattern has alike.
    struct ConstantField {
        var role: FieldRole
        var value: [UInt8]
    }

    let set: PatternSet
    private(set) var patterns: [Prepared] = []
    private(set) var captures: [Capture] = []
    private(set) var constantFields: [ConstantField] = []
    /// What keys and constant details point into.
    private(set) var keyText: [UInt8] = []

    init(_ set: PatternSet, _ plans: JoinPlans, enabled: Set<String>) {
        self.set = set
        for loaded in set.patterns { prepare(loaded, plans, enabled: enabled) }
    }

    /// Gives a pattern's type and name their numbers, once a generation.
    @inline(never)
    mutating func number(_ pattern: Int, _ interner: inout Interner) {
        let loaded = set.patterns[pattern]
        guard let type = loaded.pattern.meaning.type else { return }
        patterns[pattern].typeNumber = interner.intern(.eventType(type.category), type.slug)
        patterns[pattern].nameNumber = interner.intern(.pattern, loaded.name)
    }

    /// To be called when the interner has given its numbers back.
    mutating func forgetNumbers() {
        for index in patterns.indices {
            patterns[index].typeNumber = 0
            patterns[index].nameNumber = 0
        }
    }

    private mutating func prepare(_ loaded: PatternSet.LoadedPattern, _ plans: JoinPlans, enabled: Set<String>) {
        let meaning = loaded.pattern.meaning
        let firstCapture = captures.count
        for group in loaded.compiled.groups {
            var capture = Capture(group: group.number, role: FieldRole(rawValue: group.name), key: .none)
            if capture.role == nil { capture.key = keep(DetailText.key(group.name)) }
            if loaded.pattern.recordFormat != nil { capture.name = keep(Array(group.name.utf8)) }
            captures.append(capture)
        }
        let firstField = constantFields.count
        var members: [UInt8] = []
        for (name, value) in meaning.constants {
            if let role = FieldRole(rawValue: name) {
                constantFields.append(ConstantField(role: role, value: Array(value.utf8)))
            } else {
                if !members.isEmpty { members.append(UInt8(ascii: ",")) }
                members += DetailText.member(name, value)
            }
        }
        let typeHash = meaning.type.map { JoinPlans.hash($0) }
        unsafe patterns.append(
            Prepared(
                code: loaded.compiled.code,
                isNative: loaded.compiled.isNative,
                captures: firstCapture..<captures.count,
                constantDetails: members.isEmpty ? .none : keep(members),
                constantFields: firstField..<constantFields.count,
                outcome: meaning.outcome ?? meaning.type?.outcome ?? .unknown,
                isClaim: meaning.isClaim ?? meaning.type?.isClaim ?? false,
                isIgnored: meaning.type == nil && meaning.joins.isEmpty,
                isOff: meaning.isOffByDefault && !enabled.allows(loaded.name),
                isJoined: !meaning.joins.isEmpty,
                likenesses: typeHash.flatMap { plans.keysOfType[$0] } ?? 0,
                typeHash: typeHash ?? 0,
                processGroup: loaded.compiled.groups.first { $0.name == JoinRule.processID }?.number ?? 0,
                handsOn: loaded.pattern.recordFormat != nil,
                isGeneric: set.packs[loaded.pack].isGeneric
            )
        )
    }

    private mutating func keep(_ bytes: [UInt8]) -> ByteRange {
        let start = keyText.count
        keyText += bytes
        return ByteRange(from: start, to: keyText.count)
    }
}

extension Set<String> {
    /// Whether `pack/id` is named, or its whole pack as `pack/*`.
    func allows(_ name: String) -> Bool {
        contains(name) || contains(name.prefix(while: { $0 != "/" }) + "/*")
    }
}
