internal import FootfallModel

/// Everything the record loop needs of the rules, as plain values in flat arrays: it touches no reference counts.
struct PreparedRules: ~Copyable {
    struct Condition {
        enum Requirement { case present, absent, oneOf }

        /// A path's number, here and everywhere below.
        var path: Int32
        var requirement: Requirement
        /// Of `texts`: the values it may have, in small letters.
        var values: Range<Int>
    }

    /// Safe: `code` belongs to a `CompiledPattern` that `set` keeps alive as long as this.
    @safe
    struct Match {
        var path: Int32
        var code: OpaquePointer
        /// Of `text`.
        var prefix: ByteRange
        var captures: Range<Int>
    }

    /// A named group of a match, and what becomes of it.
    struct Capture {
        var group: Int
        /// `nil` for a detail.
        var role: FieldRole?
        /// The detail's key in `text`.
        var key: ByteRange
    }

    struct Field {
        var role: FieldRole
        /// Of `pathLists`.
        var paths: Range<Int>
        var conditions: Range<Int>
    }

    struct Constant {
        var role: FieldRole
        var value: ByteRange
    }

    struct Rule {
        var conditions: Range<Int>
        var matches: Range<Int>
        var fields: Range<Int>
        /// Of `listed`.
        var listed: Range<Int>
        var showsAll: Bool
        /// Of `texts`.
        var flattened: Range<Int>
        /// The number of its event among the type names.
        var event: Int
        /// -1 where the event is the same for all.
        var eventPath: Int32
        var constants: Range<Int>
        var constantDetails: ByteRange
        var outcome: Outcome?
        var isClaim: Bool?
        var isOff: Bool
        /// It remembers, recalls, or may be evidence.
        var isJoined: Bool
    }

    let set: PatternSet
    private(set) var rules: [Rule] = []
    private(set) var conditions: [Condition] = []
    private(set) var matches: [Match] = []
    private(set) var captures: [Capture] = []
    private(set) var fields: [Field] = []
    private(set) var pathLists: [Int32] = []
    private(set) var listed: [(path: Int32, key: ByteRange)] = []
    private(set) var constants: [Constant] = []
    private(set) var texts: [ByteRange] = []
    /// What keys, values and prefixes point into.
    private(set) var text: [UInt8] = []
    private(set) var paths = PathTable()

    init(_ set: PatternSet, enabled: Set<String>, _ names: inout TypeNames) {
        self.set = set
        for loaded in set.records { prepare(loaded, enabled, &names) }
    }

    private mutating func prepare(
        _ loaded: PatternSet.LoadedRecordRule,
        _ enabled: Set<String>,
        _ names: inout TypeNames
    ) {
        let rule = loaded.rule
        let conditions = add(rule.conditions)
        let firstMatch = matches.count
        for (match, compiled) in zip(rule.matches, loaded.matches) { add(match, compiled.compiled, compiled.prefix) }
        var prepared: [Field] = []
        for field in rule.fields {
            let first = pathLists.count
            for path in field.paths { pathLists.append(paths.number(of: path)) }
            prepared.append(
                Field(role: field.role, paths: first..<pathLists.count, conditions: add(field.conditions))
            )
        }
        let firstField = fields.count
        fields += prepared
        let firstListed = listed.count
        var showsAll = false
        switch rule.details {
        case .all: showsAll = true
        case .listed(let list):
            for (path, name) in list { listed.append((paths.number(of: path), keep(DetailText.key(name)))) }
        }
        let firstFlattened = texts.count
        for path in rule.flattened { texts.append(keep(Array(path.utf8))) }
        var eventPath: Int32 = -1
        if case .looked(let field, _) = rule.event { eventPath = paths.number(of: field) }
        let firstConstant = constants.count
        var members: [UInt8] = []
        for (name, value) in rule.constants {
            if let role = FieldRole(rawValue: name) {
                constants.append(Constant(role: role, value: keep(Array(value.utf8))))
            } else {
                if !members.isEmpty { members.append(UInt8(ascii: ",")) }
                members += DetailText.member(name, value)
            }
        }
        rules.append(
            Rule(
                conditions: conditions,
                matches: firstMatch..<matches.count,
                fields: firstField..<fields.count,
                listed: firstListed..<listed.count,
                showsAll: showsAll,
                flattened: firstFlattened..<firstFlattened + rule.flattened.count,
                event: names.add(rule.event),
                eventPath: eventPath,
                constants: firstConstant..<constants.count,
                constantDetails: members.isEmpty ? .none : keep(members),
                outcome: rule.outcome,
                isClaim: rule.isClaim,
                isOff: rule.isOffByDefault && !enabled.allows(loaded.name),
                isJoined: !rule.joins.isEmpty
            )
        )
    }

    private mutating func add(_ written: [FieldCondition]) -> Range<Int> {
        let first = conditions.count
        for condition in written {
            let firstText = texts.count
            var requirement = Condition.Requirement.present
            switch condition.requirement {
            case .present: break
            case .absent: requirement = .absent
            case .oneOf(let values):
                requirement = .oneOf
                for value in values { texts.append(keep(Array(value.utf8))) }
            }
            let path = paths.number(of: condition.path)
            conditions.append(
                Condition(path: path, requirement: requirement, values: firstText..<texts.count)
            )
        }
        return first..<conditions.count
    }

    private mutating func add(_ match: FieldMatch, _ compiled: CompiledPattern, _ prefix: LiteralPrefix) {
        let first = captures.count
        for group in compiled.groups {
            var capture = Capture(group: group.number, role: FieldRole(rawValue: group.name), key: .none)
            if capture.role == nil { capture.key = keep(DetailText.key(group.name)) }
            captures.append(capture)
        }
        unsafe matches.append(
            Match(
                path: paths.number(of: match.path),
                code: compiled.code,
                prefix: keep(prefix.bytes),
                captures: first..<captures.count
            )
        )
    }

    private mutating func keep(_ bytes: [UInt8]) -> ByteRange {
        let start = text.count
        text += bytes
        return ByteRange(from: start, to: text.count)
    }
}
