internal import FootfallModel
internal import FootfallParsing

/// Takes structured records to the rules of the packs, and makes events of them.
struct RecordMatcher: ~Copyable {
    enum Fate {
        /// The row lacks what only the caller knows: source, line, message, and a time where `hasTime` is false.
        case event(EventRow, Made)
        case unrecognised, switchedOff, malformed
    }

    /// How an event was made.
    struct Made {
        /// The rule's number.
        var rule: Int
        /// Of a type that the catalogue does not know.
        var isUnknown: Bool
        var hasTime: Bool
        var isClaim: Bool
        /// The rule remembers, recalls, or may be evidence.
        var isJoined: Bool
    }

    let prepared: PreparedRules
    var groups: RuleGroups
    var names: TypeNames
    var fields = RecordFields()
    /// The members of an object that came as a string.
    var inner = RecordFields()
    var json = JSONScanner()
    var structuredData = StructuredDataScanner()
    var csvApps = CSVApps()
    let scratch = MatchScratch()
    /// What groups of matches took: an index of the prepared captures and a range of the values.
    var captured: [(capture: Int, value: ByteRange)] = []
    /// Places of the rules that may take the record.
    private var marked: [UInt64] = []
    /// By path: the field that stands there, -1 where none does, -2 where it is missing though it is named.
    private var fieldOfPath: [Int32]
    /// The paths whose field is not -1.
    private var touched: [Int32] = []
    /// Numbers of the rules' names, of the generation below; 0 where not asked for yet.
    private var nameNumbers: [Int32]
    private var generation = -1
    /// How often an expression hit the match limit since the caller looked.
    var limitHits: Int64 = 0

    init(_ set: PatternSet, enabled: Set<String>) {
        var names = TypeNames(catalogue: set.catalogue)
        prepared = PreparedRules(set, enabled: enabled, &names)
        groups = RuleGroups(set, prepared)
        self.names = names
        fieldOfPath = [Int32](repeating: -1, count: prepared.paths.count)
        nameNumbers = [Int32](repeating: 0, count: prepared.rules.count)
    }

    // MARK: One record

    /// Empties the table for the next record.
    mutating func begin() {
        fields.removeAll()
        for path in touched { fieldOfPath[Int(path)] = -1 }
        touched.removeAll(keepingCapacity: true)
    }

    /// The event of the record that the table holds, by the first rule of a group that takes it.
    mutating func choose(
        _ group: Int,
        _ bytes: Span<UInt8>,
        _ header: Header,
        _ writer: inout EventWriter,
        _ out: inout EventBatch,
        _ parser: inout HeaderParser,
        _ stream: StreamID
    ) -> Fate {
        marked.removeAll(keepingCapacity: true)
        marked.append(contentsOf: repeatElement(0, count: groups[group].index.wordCount))
        findPaths(group)
        addHeader(group, bytes, header)
        groups[group].index.markAlways(in: &marked)
        for word in marked.indices {
            while marked[word] != 0 {
                let place = word &* 64 &+ marked[word].trailingZeroBitCount
                marked[word] &= marked[word] &- 1
                let rule = Int(groups[group].index.rules[place])
                guard holds(prepared.rules[rule].conditions), matches(rule) else { continue }
                let named = field(prepared.rules[rule].eventPath)
                let value = named.map { fields.fields[$0].value } ?? .none
                let values = fields.values
                guard let found = names.find(prepared.rules[rule].event, values.span, value) else { continue }
                if prepared.rules[rule].isOff, !prepared.rules[rule].isJoined { return .switchedOff }
                if let named { fields.fields[named].isUsed = true }
                return event(rule, found, &writer, &out, &parser, stream)
            }
        }
        return .unrecognised
    }

    /// One probe for each field says which path of the rules it is, and marks the rules that wait for it.
    private mutating func findPaths(_ group: Int) {
        for index in fields.fields.indices {
            let field = fields.fields[index]
            guard let path = prepared.paths.find(field.pathHash, fields.paths.span, field.path),
                path != groups.headerApp, path != groups.headerHost
            else { continue }
            if fieldOfPath[Int(path)] != -1 {
                // The first of two of one name counts: what a stranger wrote comes behind it.
                fields.fields[index].isUsed = true
                continue
            }
            place(index, at: path, group)
        }
    }

    private mutating func place(_ index: Int, at path: Int32, _ group: Int) {
        touched.append(path)
        if isMissing(fields.values.span, fields.fields[index].value) {
            fieldOfPath[Int(path)] = -2
        } else {
            fieldOfPath[Int(path)] = Int32(index)
            groups[group].index.mark(Int(path), in: &marked)
        }
    }

    /// `header.app` and `header.host`, where a rule asks for them; a record's own fields of that name do not count.
    private mutating func addHeader(_ group: Int, _ bytes: Span<UInt8>, _ header: Header) {
        if groups.headerApp >= 0 { addHeader(header.app, at: groups.headerApp, group, bytes) }
        if groups.headerHost >= 0 { addHeader(header.host, at: groups.headerHost, group, bytes) }
    }

    private mutating func addHeader(_ value: ByteRange, at path: Int32, _ group: Int, _ bytes: Span<UInt8>) {
        if value.isEmpty { return }
        fields.add(bytes, path: .none, value: value)
        fields.fields[fields.fields.count - 1].isUsed = true
        place(fields.fields.count - 1, at: path, group)
    }

    // MARK: Conditions

    /// The index of the field at a path; an empty one, or a dash, is missing.
    @inline(__always)
    func field(_ path: Int32) -> Int? {
        guard path >= 0, fieldOfPath[Int(path)] >= 0 else { return nil }
        return Int(fieldOfPath[Int(path)])
    }

    func holds(_ conditions: Range<Int>) -> Bool {
        for index in conditions {
            let condition = prepared.conditions[index]
            let field = field(condition.path)
            switch condition.requirement {
            case .present: if field == nil { return false }
            case .absent: if field != nil { return false }
            case .oneOf:
                guard let field, isOneOf(condition.values, fields.fields[field].value) else { return false }
            }
        }
        return true
    }

    private func isOneOf(_ values: Range<Int>, _ range: ByteRange) -> Bool {
        for index in values where isEqual(prepared.texts[index], range) { return true }
        return false
    }

    /// Whether a value is `prepared.text[own]`, which is in small letters.
    private func isEqual(_ own: ByteRange, _ range: ByteRange) -> Bool {
        if own.count == range.count {
            for offset in 0..<Int(own.count) {
                var byte = fields.values[range.lower + offset]
                if byte >= 0x80 { return isEqualBeyondASCII(own, range) }
                if byte &- UInt8(ascii: "A") < 26 { byte |= 0x20 }
                if byte != prepared.text[own.lower + offset] { return false }
            }
            return true
        }
        // Small letters of other alphabets may take more bytes or fewer.
        return own.upper > own.lower && prepared.text[own.lower] >= 0x80 && isEqualBeyondASCII(own, range)
    }

    private func isEqualBeyondASCII(_ own: ByteRange, _ range: ByteRange) -> Bool {
        fields.values.text(range).lowercased() == prepared.text.text(own)
    }

    /// Whether the values that a rule has expressions for match them; what their groups took is in `captured`.
    private mutating func matches(_ rule: Int) -> Bool {
        captured.removeAll(keepingCapacity: true)
        for index in prepared.rules[rule].matches {
            guard let field = field(prepared.matches[index].path) else { return false }
            let value = fields.fields[field].value
            let prefix = prepared.matches[index].prefix
            guard value.count >= prefix.count else { return false }
            for offset in 0..<Int(prefix.count)
            where fields.values[value.lower + offset] != prepared.text[prefix.lower + offset] { return false }
            switch unsafe scratch.match(prepared.matches[index].code, fields.values.span, value) {
            case .matched: break
            case .notMatched: return false
            case .limitReached:
                limitHits += 1
                return false
            }
            for capture in prepared.matches[index].captures {
                let taken = scratch.group(prepared.captures[capture].group, from: value.start)
                if !isMissing(fields.values.span, taken) { captured.append((capture, taken)) }
            }
        }
        return true
    }

    /// The interner's number of a rule's name.
    mutating func nameNumber(_ rule: Int, _ interner: inout Interner) -> Int32 {
        if generation != interner.generation {
            generation = interner.generation
            for index in nameNumbers.indices { nameNumbers[index] = 0 }
        }
        if nameNumbers[rule] == 0 {
            nameNumbers[rule] = interner.intern(.pattern, prepared.set.records[rule].name)
        }
        return nameNumbers[rule]
    }
}
