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

    /// A path with its hash, to be found among a record's fields.
    private struct Path {
        var text: [UInt8]
        var hash: UInt64

        init(_ path: String) {
            text = Array(path.utf8)
            hash = FNV.hash(path)
        }
    }

    private struct Condition {
        var path: Path
        var requirement: FieldCondition.Requirement
    }

    private struct Field {
        var role: FieldRole
        var paths: [Path]
        var conditions: [Condition]
    }

    private struct Rule {
        var name: String
        var rule: RecordRule
        var isOff: Bool
        var conditions: [Condition]
        var fields: [Field]
        var listed: [(path: Path, key: [UInt8])]
        var flattened: [Path]
        var eventPath: Path?
        var constantDetails: [UInt8]
        var constantFields: [(role: FieldRole, value: [UInt8])]
    }

    private let catalogue: Catalogue
    private var rules: [Rule] = []
    private var scanner = JSONScanner()
    private var inner = JSONScanner()
    /// Which of the scanned fields have gone into the event already.
    private var isUsed: [Bool] = []
    private var names: TypeNames

    init(_ set: PatternSet, enabled: Set<String>) {
        catalogue = set.catalogue
        names = TypeNames(catalogue: set.catalogue)
        for loaded in set.records {
            let rule = loaded.rule
            var listed: [(path: Path, key: [UInt8])] = []
            if case .listed(let list) = rule.details {
                listed = list.map { (Path($0.path), DetailText.key($0.name)) }
            }
            var eventPath: Path?
            if case .looked(let field, _) = rule.event { eventPath = Path(field) }
            let details = rule.constants.filter { FieldRole(rawValue: $0.name) == nil }
            rules.append(
                Rule(
                    name: loaded.name,
                    rule: rule,
                    isOff: rule.isOffByDefault && !enabled.allows(loaded.name),
                    conditions: RecordMatcher.conditions(rule.conditions),
                    fields: rule.fields.map { field in
                        Field(
                            role: field.role,
                            paths: field.paths.map { Path($0) },
                            conditions: RecordMatcher.conditions(field.conditions)
                        )
                    },
                    listed: listed,
                    flattened: rule.flattened.map { Path($0) },
                    eventPath: eventPath,
                    constantDetails: Array(
                        details.map { String(decoding: DetailText.member($0.name, $0.value), as: UTF8.self) }
                            .joined(separator: ",").utf8
                    ),
                    constantFields: rule.constants.compactMap { constant in
                        FieldRole(rawValue: constant.name).map { ($0, Array(constant.value.utf8)) }
                    }
                )
            )
        }
    }

    private static func conditions(_ written: [FieldCondition]) -> [Condition] {
        written.map { Condition(path: Path($0.path), requirement: $0.requirement) }
    }

    /// The event of the record that fills `bytes[range]`; its details are appended to the batch's text.
    mutating func match(
        _ bytes: Span<UInt8>,
        _ range: ByteRange,
        _ writer: inout EventWriter,
        _ out: inout EventBatch,
        _ parser: inout HeaderParser,
        _ stream: StreamID
    ) -> Fate {
        guard scanner.scan(bytes, range) else { return .malformed }
        for index in rules.indices where holds(rules[index].conditions) {
            guard let found = names.find(rules[index].rule.event, index, eventValue(index)) else { continue }
            if rules[index].isOff, rules[index].rule.joins.isEmpty { return .switchedOff }
            return event(index, found, &writer, &out, &parser, stream)
        }
        return .unrecognised
    }

    private mutating func event(
        _ index: Int,
        _ type: TypeNames.Found,
        _ writer: inout EventWriter,
        _ out: inout EventBatch,
        _ parser: inout HeaderParser,
        _ stream: StreamID
    ) -> Fate {
        let slug = type.slug.span
        let typeNumber = writer.interner.intern(
            .eventType(type.category),
            slug,
            ByteRange(from: 0, to: type.slug.count)
        )
        var row = EventRow(
            time: Instant(microseconds: 0),
            type: typeNumber,
            outcome: rules[index].rule.outcome ?? type.outcome
        )
        row.pattern = writer.interner.intern(.pattern, rules[index].name)
        isUsed.removeAll(keepingCapacity: true)
        isUsed.append(contentsOf: repeatElement(false, count: scanner.fields.count))
        if let path = rules[index].eventPath, let field = find(path) { isUsed[field] = true }
        writer.beginDetails(out.text)
        var hasTime = false
        for fieldIndex in rules[index].fields.indices {
            let rule = rules[index].fields[fieldIndex]
            guard holds(rule.conditions), let field = find(firstOf: rule.paths) else { continue }
            isUsed[field] = true
            let value = scanner.fields[field].value
            if isMissing(scanner.values.span, value) { continue }
            switch rule.role {
            case .user: row.user = writer.interner.intern(.account, scanner.values.span, value)
            case .target: row.target = writer.interner.intern(.account, scanner.values.span, value)
            case .app: row.app = writer.interner.intern(.app, scanner.values.span, value)
            case .host: row.host = writer.interner.intern(.host, scanner.values.span, value)
            case .ip:
                row.address = writer.addressNumber(scanner.values.span, value)
                if row.address == 0 { addDetail(DetailText.remoteHost, scanner.values, value, &writer, &out) }
            case .count: row.count = countValue(scanner.values.span, value) ?? row.count
            case .time:
                if let time = parser.resolve(scanner.values.span, value, in: stream) {
                    row.time = time
                    hasTime = true
                } else {
                    isUsed[field] = false
                }
            }
        }
        for (role, value) in rules[index].constantFields { RecordMatcher.set(role, value, in: &row, &writer) }
        details(index, &writer, &out)
        let isClaim = rules[index].rule.isClaim ?? type.isClaim
        if isClaim, row.user != 0 {
            let claimed = DetailText.claimed
            writer.addDetail(claimed.span, ByteRange(from: 0, to: claimed.count), to: &out.text)
        }
        row.details = writer.endDetails(&out.text)
        let made = Made(
            rule: index,
            isUnknown: type.isUnknown,
            hasTime: hasTime,
            isClaim: isClaim,
            isJoined: !rules[index].rule.joins.isEmpty
        )
        return .event(row, made)
    }

    private static func set(_ role: FieldRole, _ value: [UInt8], in row: inout EventRow, _ writer: inout EventWriter) {
        let range = ByteRange(from: 0, to: value.count)
        switch role {
        case .user: row.user = writer.interner.intern(.account, value.span, range)
        case .target: row.target = writer.interner.intern(.account, value.span, range)
        case .app: row.app = writer.interner.intern(.app, value.span, range)
        case .host: row.host = writer.interner.intern(.host, value.span, range)
        case .ip: row.address = writer.addressNumber(value.span, range)
        case .count: row.count = countValue(value.span, range) ?? row.count
        case .time: break
        }
    }

    // MARK: Details

    private mutating func details(
        _ index: Int,
        _ writer: inout EventWriter,
        _ out: inout EventBatch
    ) {
        for (path, key) in rules[index].listed {
            guard let field = find(path), !isUsed[field] else { continue }
            let value = scanner.fields[field].value
            if !isMissing(scanner.values.span, value) { addDetail(key, scanner.values, value, &writer, &out) }
        }
        if !rules[index].constantDetails.isEmpty {
            let members = rules[index].constantDetails
            writer.addDetail(members.span, ByteRange(from: 0, to: members.count), to: &out.text)
        }
        guard case .all = rules[index].rule.details else { return }
        for field in scanner.fields.indices where !isUsed[field] {
            let value = scanner.fields[field].value
            if isMissing(scanner.values.span, value) { continue }
            let path = scanner.fields[field].path
            let skipped = flattenedLength(index, path)
            let mayBeObject = skipped == Int(path.count) && scanner.values[value.lower] == UInt8(ascii: "{")
            let values = scanner.values
            if mayBeObject, inner.scan(values.span, value) {
                innerDetails(&writer, &out)
                continue
            }
            // `additionalParams.email` loses `additionalParams.`; the bare name stays, as there is nothing else.
            let start = skipped == Int(path.count) ? path.lower : path.lower + (skipped > 0 ? skipped + 1 : 0)
            let key = DetailText.key(scanner.paths, ByteRange(from: start, to: path.upper))
            addDetail(key, scanner.values, value, &writer, &out)
        }
    }

    /// The members of an object that came as a string.
    private func innerDetails(_ writer: inout EventWriter, _ out: inout EventBatch) {
        for field in inner.fields where !isMissing(inner.values.span, field.value) {
            addDetail(DetailText.key(inner.paths, field.path), inner.values, field.value, &writer, &out)
        }
    }

    /// How many bytes of a path are a flattened object's name; 0 for none.
    private func flattenedLength(_ index: Int, _ path: ByteRange) -> Int {
        for flattened in rules[index].flattened {
            let count = flattened.text.count
            guard Int(path.count) >= count else { continue }
            if Int(path.count) > count, scanner.paths[path.lower + count] != UInt8(ascii: ".") { continue }
            if scanner.paths[path.lower..<path.lower + count].elementsEqual(flattened.text) { return count }
        }
        return 0
    }

    private func addDetail(
        _ key: [UInt8],
        _ text: [UInt8],
        _ value: ByteRange,
        _ writer: inout EventWriter,
        _ out: inout EventBatch
    ) {
        // Whether a user is claimed is Footfall's word, not the record's; it stays in the message.
        if key == DetailText.claimedKey { return }
        writer.addDetail(key: key.span, ByteRange(from: 0, to: key.count), value: text.span, value, to: &out.text)
    }

    // MARK: Fields

    /// The index of the field at a path; an empty one, or a dash, is missing.
    private func find(_ path: Path) -> Int? {
        scanner.fields.firstIndex { field in
            field.pathHash == path.hash && scanner.paths[field.path.lower..<field.path.upper].elementsEqual(path.text)
                && !isMissing(scanner.values.span, field.value)
        }
    }

    private func find(firstOf paths: [Path]) -> Int? {
        for path in paths {
            if let field = find(path) { return field }
        }
        return nil
    }

    private func holds(_ conditions: [Condition]) -> Bool {
        for condition in conditions {
            let field = find(condition.path)
            switch condition.requirement {
            case .present: if field == nil { return false }
            case .absent: if field != nil { return false }
            case .oneOf(let values):
                guard let field else { return false }
                if !values.contains(string(field).lowercased()) { return false }
            }
        }
        return true
    }

    private func string(_ field: Int) -> String {
        scanner.values.text(scanner.fields[field].value)
    }

    private func eventValue(_ index: Int) -> [UInt8] {
        guard let path = rules[index].eventPath, let field = find(path) else { return [] }
        let value = scanner.fields[field].value
        return Array(scanner.values[value.lower..<value.upper])
    }
}
