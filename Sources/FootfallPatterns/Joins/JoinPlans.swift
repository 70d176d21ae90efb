internal import FootfallModel

/// What patterns and rules have to do with other records, ready for the matcher.
struct JoinPlans {
    /// A class, so that using one touches one reference count.
    final class Plan: Sendable {
        let rule: JoinRule
        /// The parts of the keys under which it remembers and recalls; none where it does not.
        let remember: [JoinKeyPart]
        let recall: [JoinKeyPart]
        /// `pack/id`.
        let name: String
        /// It only remembers.
        let hasEvent: Bool
        let isOff: Bool
        /// Hashes of the types that it may be evidence of.
        let types: [UInt32]
        /// What it has in common with its events, as `Likeness` bits.
        let likenesses: UInt8

        init(rule: JoinRule, name: String, hasEvent: Bool, isOff: Bool) {
            self.rule = rule
            remember = rule.remember.map { JoinKeyPart($0) }
            recall = rule.recall.map { JoinKeyPart($0) }
            self.name = name
            self.hasEvent = hasEvent
            self.isOff = isOff
            types = (rule.evidence?.types ?? []).map { JoinPlans.hash($0) }
            likenesses = (rule.evidence?.same ?? []).reduce(into: 0) { $0 |= $1.bit }
        }
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
        let plan = Plan(rule: rule, name: name, hasEvent: hasEvent, isOff: isOff && !enabled.allows(name))
        plans.append(plan)
        if plan.isOff { return }
        for type in plan.types { keysOfType[type, default: 0] |= plan.likenesses }
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

/// A part of the key under which fields are kept: a group of the pattern by its name.
struct JoinKeyPart: Sendable {
    /// `nil` for a detail.
    let role: FieldRole?
    let name: [UInt8]
    /// The header's process id stands in for a detail that is not there.
    let isProcessID: Bool

    init(_ name: String) {
        role = FieldRole(rawValue: name)
        self.name = Array(name.utf8)
        isProcessID = name == JoinRule.processID
    }
}

extension EvidenceRule.Likeness {
    /// In a set of them.
    var bit: UInt8 { 1 << rawValue }
}
