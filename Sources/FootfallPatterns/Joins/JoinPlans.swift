internal import FootfallModel

/// What patterns and rules have to do with other records, ready for the matcher.
struct JoinPlans {
    struct Plan {
        var rule: JoinRule
        /// `pack/id`.
        var name: String
        /// It only remembers.
        var hasEvent: Bool
        var isOff: Bool
        /// Hashes of the types that it may be evidence of.
        var types: [UInt32]
    }

    /// Those of text patterns by their numbers, then those of rules for records.
    private(set) var plans: [Plan] = []
    private let firstRule: Int
    /// Under which keys events of a type are marked: a set of `Likeness` bits by the type's hash.
    private(set) var keysOfType: [UInt32: UInt8] = [:]

    init(_ set: PatternSet, enabled: Set<String>) {
        firstRule = set.patterns.count
        for loaded in set.patterns {
            let meaning = loaded.pattern.meaning
            add(meaning.joins, loaded.name, hasEvent: meaning.type != nil, isOff: meaning.isOffByDefault, enabled)
        }
        for loaded in set.records {
            add(loaded.rule.joins, loaded.name, hasEvent: true, isOff: loaded.rule.isOffByDefault, enabled)
        }
    }

    private mutating func add(
        _ rule: JoinRule,
        _ name: String,
        hasEvent: Bool,
        isOff: Bool,
        _ enabled: Set<String>
    ) {
        let types = (rule.evidence?.types ?? []).map { JoinPlans.hash($0) }
        let isOff = isOff && !enabled.allows(name)
        plans.append(Plan(rule: rule, name: name, hasEvent: hasEvent, isOff: isOff, types: types))
        guard let evidence = rule.evidence, !isOff else { return }
        for type in types {
            for likeness in evidence.same { keysOfType[type, default: 0] |= likeness.bit }
        }
    }

    subscript(pattern number: Int) -> Plan { plans[number] }
    subscript(rule number: Int) -> Plan { plans[firstRule + number] }

    /// The number of the plan of a rule for records.
    func number(ofRule rule: Int) -> Int { firstRule + rule }

    func number(named name: String) -> Int? { plans.firstIndex { $0.name == name } }

    /// A hash of a type that is the same in every run.
    static func hash(_ type: EventType) -> UInt32 {
        hash(StringKind.eventType(type.category), FNV.hash(type.slug))
    }

    /// The same from a kind and the hash of a slug.
    static func hash(_ kind: StringKind, _ slug: UInt64) -> UInt32 {
        let mixed = (slug ^ UInt64(kind.rawValue)) &* 0xff51_afd7_ed55_8ccd
        return UInt32(truncatingIfNeeded: mixed >> 32)
    }
}

extension EvidenceRule.Likeness {
    /// In a set of them.
    var bit: UInt8 { 1 << rawValue }
}
