internal import FootfallModel
internal import FootfallParsing

// The event of a record whose rule is found: its fields, its details.
extension RecordMatcher {
    mutating func event(
        _ rule: Int,
        _ found: Int,
        _ writer: inout EventWriter,
        _ out: inout EventBatch,
        _ parser: inout HeaderParser,
        _ stream: StreamID
    ) -> Fate {
        let own = names.found[found].hasOwnOutcome ? nil : prepared.rules[rule].outcome
        var row = EventRow(
            time: Instant(microseconds: 0),
            type: names.typeNumber(found, &writer.interner),
            outcome: own ?? names.found[found].outcome
        )
        row.pattern = nameNumber(rule, &writer.interner)
        writer.beginDetails(out.text)
        var hasTime = false
        for index in captured.indices {
            let (capture, value) = captured[index]
            if let role = prepared.captures[capture].role {
                if fill(role, value, &row, &writer, &out, &parser, stream), role == .time { hasTime = true }
            } else {
                addDetail(prepared.captures[capture].key, value, &writer, &out)
            }
        }
        for index in prepared.rules[rule].fields {
            let role = prepared.fields[index].role
            guard holds(prepared.fields[index].conditions), let field = field(firstOf: prepared.fields[index].paths),
                !isCaptured(role)
            else { continue }
            fields.fields[field].isUsed = true
            let isTaken = fill(role, fields.fields[field].value, &row, &writer, &out, &parser, stream)
            if role == .time {
                hasTime = isTaken
                fields.fields[field].isUsed = isTaken
            }
        }
        for index in prepared.rules[rule].constants { set(prepared.constants[index], in: &row, &writer) }
        details(rule, &writer, &out)
        let isClaim = prepared.rules[rule].isClaim ?? names.found[found].isClaim
        if isClaim, row.user != 0 {
            let claimed = DetailText.claimed
            writer.addDetail(claimed.span, ByteRange(from: 0, to: claimed.count), to: &out.text)
        }
        // A target is somebody else.
        if row.target == row.user { row.target = 0 }
        row.details = writer.endDetails(&out.text)
        let made = Made(
            rule: rule,
            isUnknown: names.found[found].isUnknown,
            hasTime: hasTime,
            isClaim: isClaim,
            isJoined: prepared.rules[rule].isJoined
        )
        return .event(row, made)
    }

    /// Fills a field of the event; false where the value is no time, address or number.
    private func fill(
        _ role: FieldRole,
        _ value: ByteRange,
        _ row: inout EventRow,
        _ writer: inout EventWriter,
        _ out: inout EventBatch,
        _ parser: inout HeaderParser,
        _ stream: StreamID
    ) -> Bool {
        switch role {
        case .user: row.user = writer.interner.intern(.account, fields.values.span, value)
        case .target: row.target = writer.interner.intern(.account, fields.values.span, value)
        case .app: row.app = writer.interner.intern(.app, fields.values.span, value)
        case .host: row.host = writer.interner.intern(.host, fields.values.span, value)
        case .ip:
            row.address = writer.addressNumber(fields.values.span, value)
            if row.address == 0 {
                let address = AddressText.address(fields.values.span, value)
                row.address = writer.addressNumber(fields.values.span, address)
            }
            if row.address == 0 {
                let key = DetailText.remoteHost
                let range = ByteRange(from: 0, to: key.count)
                writer.addDetail(key: key.span, range, value: fields.values.span, value, to: &out.text)
            }
        case .count: row.count = countValue(fields.values.span, value) ?? row.count
        case .time:
            guard let time = parser.resolve(fields.values.span, value, in: stream) else { return false }
            row.time = time
        }
        return true
    }

    private func isCaptured(_ role: FieldRole) -> Bool {
        for index in captured.indices where prepared.captures[captured[index].capture].role == role { return true }
        return false
    }

    private func field(firstOf paths: Range<Int>) -> Int? {
        for index in paths {
            if let field = field(prepared.pathLists[index]) { return field }
        }
        return nil
    }

    private func set(_ constant: PreparedRules.Constant, in row: inout EventRow, _ writer: inout EventWriter) {
        let value = constant.value
        switch constant.role {
        case .user: row.user = writer.interner.intern(.account, prepared.text.span, value)
        case .target: row.target = writer.interner.intern(.account, prepared.text.span, value)
        case .app: row.app = writer.interner.intern(.app, prepared.text.span, value)
        case .host: row.host = writer.interner.intern(.host, prepared.text.span, value)
        case .ip: row.address = writer.addressNumber(prepared.text.span, value)
        case .count: row.count = countValue(prepared.text.span, value) ?? row.count
        case .time: break
        }
    }

    // MARK: Details

    private mutating func details(_ rule: Int, _ writer: inout EventWriter, _ out: inout EventBatch) {
        for index in prepared.rules[rule].listed {
            guard let field = field(prepared.listed[index].path), !fields.fields[field].isUsed else { continue }
            addDetail(prepared.listed[index].key, fields.fields[field].value, &writer, &out)
        }
        if !prepared.rules[rule].constantDetails.isEmpty {
            writer.addDetail(prepared.text.span, prepared.rules[rule].constantDetails, to: &out.text)
        }
        guard prepared.rules[rule].showsAll else { return }
        for index in fields.fields.indices where !fields.fields[index].isUsed {
            let value = fields.fields[index].value
            if isMissing(fields.values.span, value) { continue }
            let path = fields.fields[index].path
            let skipped = flattenedLength(rule, path)
            if skipped == Int(path.count), skipped > 0, fields.values[value.lower] == UInt8(ascii: "{") {
                let values = fields.values
                inner.removeAll()
                if json.scan(values.span, value, into: &inner) {
                    innerDetails(&writer, &out)
                    continue
                }
            }
            // `additionalParams.email` loses `additionalParams.`; the bare name stays, as there is nothing else.
            let start = skipped == Int(path.count) ? path.lower : path.lower + (skipped > 0 ? skipped + 1 : 0)
            writer.addDetail(
                name: fields.paths.span,
                ByteRange(from: start, to: path.upper),
                value: fields.values.span,
                value,
                to: &out.text
            )
        }
    }

    private func innerDetails(_ writer: inout EventWriter, _ out: inout EventBatch) {
        for index in inner.fields.indices {
            let field = inner.fields[index]
            if isMissing(inner.values.span, field.value) { continue }
            writer.addDetail(
                name: inner.paths.span,
                field.path,
                value: inner.values.span,
                field.value,
                to: &out.text
            )
        }
    }

    /// How many bytes of a path are a flattened object's name; 0 for none.
    private func flattenedLength(_ rule: Int, _ path: ByteRange) -> Int {
        for index in prepared.rules[rule].flattened {
            let name = prepared.texts[index]
            guard path.count >= name.count else { continue }
            if path.count > name.count, fields.paths[path.lower + Int(name.count)] != UInt8(ascii: ".") { continue }
            var isEqual = true
            for offset in 0..<Int(name.count)
            where fields.paths[path.lower + offset] != prepared.text[name.lower + offset] { isEqual = false }
            if isEqual { return Int(name.count) }
        }
        return 0
    }

    /// Adds a detail whose key is complete in the prepared text.
    private func addDetail(
        _ key: ByteRange,
        _ value: ByteRange,
        _ writer: inout EventWriter,
        _ out: inout EventBatch
    ) {
        let own = prepared.text.span
        writer.addDetail(key: own, key, value: fields.values.span, value, to: &out.text)
    }
}
