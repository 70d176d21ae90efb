internal import FootfallModel
internal import FootfallParsing

// Which format a message is in, by its first bytes, and its scanner.
extension RecordMatcher {
    /// A message that no pattern took.
    ///
    /// Formats that no rule reads are not looked for.
    mutating func match(
        _ bytes: Span<UInt8>,
        _ header: Header,
        _ writer: inout EventWriter,
        _ out: inout EventBatch,
        _ parser: inout HeaderParser,
        _ stream: StreamID
    ) -> Fate {
        var own = header
        if let (group, range) = group(bytes, &own) {
            begin()
            let fate = match(in: group, bytes, range, own, &writer, &out, &parser, stream)
            if case .unrecognised = fate {} else { return fate }
        }
        if groups.structuredData >= 0, !header.structuredData.isEmpty {
            begin()
            let range = header.structuredData
            let fate = match(in: groups.structuredData, bytes, range, header, &writer, &out, &parser, stream)
            if case .unrecognised = fate {} else { return fate }
        }
        if groups.csv.isEmpty { return .unrecognised }
        let mask = csvApps.mask(bytes, header.app, prepared.set, groups)
        for index in groups.csv.indices where mask & (1 << UInt64(truncatingIfNeeded: min(index, 63))) != 0 {
            begin()
            let fate = match(in: groups.csv[index], bytes, header.subject, header, &writer, &out, &parser, stream)
            if case .unrecognised = fate {} else { return fate }
        }
        return .unrecognised
    }

    /// A record whose format is known.
    mutating func match(
        _ format: RecordFormat,
        _ bytes: Span<UInt8>,
        _ range: ByteRange,
        _ header: Header,
        _ writer: inout EventWriter,
        _ out: inout EventBatch,
        _ parser: inout HeaderParser,
        _ stream: StreamID
    ) -> Fate {
        guard format == .json, groups.json >= 0 else { return .unrecognised }
        begin()
        return match(in: groups.json, bytes, range, header, &writer, &out, &parser, stream)
    }

    /// A record that the rules of a group read; the table may hold fields already.
    mutating func match(
        in group: Int,
        _ bytes: Span<UInt8>,
        _ range: ByteRange,
        _ header: Header,
        _ writer: inout EventWriter,
        _ out: inout EventBatch,
        _ parser: inout HeaderParser,
        _ stream: StreamID
    ) -> Fate {
        switch groups[group].format {
        case .json: guard json.scan(bytes, range, into: &fields) else { return .malformed }
        case .keyvalue: KeyValueScanner.scan(bytes, range, into: &fields)
        case .audit: AuditScanner.scan(bytes, range, into: &fields)
        case .cef:
            let inside = RecordMatcher.inside("CEF:", bytes, range)
            guard ExtensionScanner.scanCEF(bytes, inside, into: &fields) else { return .unrecognised }
        case .leef:
            let inside = RecordMatcher.inside("LEEF:", bytes, range)
            guard ExtensionScanner.scanLEEF(bytes, inside, into: &fields) else { return .unrecognised }
        case .csv:
            CSVScanner.scan(bytes, range, groups[group].columns, groups[group].separator, into: &fields)
        case .structuredData: structuredData.scan(bytes, range, message: header.subject, into: &fields)
        }
        let fate = choose(group, bytes, header, &writer, &out, &parser, stream)
        // An audit record says itself when it happened.
        if groups[group].format == .audit, case .event(var row, var made) = fate, !made.hasTime, let time = auditTime(),
            let instant = parser.resolve(fields.values.span, time, in: stream)
        {
            row.time = instant
            made.hasTime = true
            return .event(row, made)
        }
        return fate
    }

    /// Adds a field that a pattern found beside its record.
    mutating func add(name: Span<UInt8>, _ nameRange: ByteRange, _ bytes: Span<UInt8>, _ value: ByteRange) {
        fields.add(name, nameRange, value: fields.keep(bytes, value))
    }

    private func auditTime() -> ByteRange? {
        for index in fields.fields.indices {
            let path = fields.fields[index].path
            if path.count == 10, fields.paths.span.begins(with: "audit.time", at: path.lower, to: path.upper) {
                return fields.fields[index].value
            }
        }
        return nil
    }

    /// What stands behind the word that begins a record.
    private static func inside(_ word: StaticString, _ bytes: Span<UInt8>, _ range: ByteRange) -> ByteRange {
        guard bytes.begins(with: word, at: range.lower, to: range.upper) else { return range }
        return ByteRange(from: range.lower + word.utf8CodeUnitCount, to: range.upper)
    }

    /// The group whose rules read a message, by its first bytes.
    private func group(_ bytes: Span<UInt8>, _ header: inout Header) -> (group: Int, range: ByteRange)? {
        let subject = header.subject
        let end = subject.upper
        var start = subject.lower
        while start < end, bytes[start] == 0x20 { start += 1 }
        guard start < end else { return nil }
        let range = ByteRange(from: start, to: end)
        switch bytes[start] {
        case UInt8(ascii: "{"): return groups.json >= 0 ? (groups.json, range) : nil
        case UInt8(ascii: "C") where groups.cef >= 0 && bytes.begins(with: "CEF:", at: start, to: end):
            return (groups.cef, range)
        case UInt8(ascii: "L") where groups.leef >= 0 && bytes.begins(with: "LEEF:", at: start, to: end):
            return (groups.leef, range)
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            // `CEF: 0|…`, whose first word was taken for the name of an app.
            let group = isApp("CEF", bytes, header) ? groups.cef : isApp("LEEF", bytes, header) ? groups.leef : -1
            if group < 0 { return nil }
            header.app = .none
            return (group, range)
        default: break
        }
        if groups.audit >= 0,
            AuditScanner.isRecord(bytes, range) || isApp("audit", bytes, header) && AuditScanner.isNamed(bytes, range)
        {
            return (groups.audit, range)
        }
        return groups.keyValue >= 0 && bytes.isKey(at: start, to: end) ? (groups.keyValue, range) : nil
    }

    private func isApp(_ name: StaticString, _ bytes: Span<UInt8>, _ header: Header) -> Bool {
        Int(header.app.count) == name.utf8CodeUnitCount
            && bytes.begins(with: name, at: header.app.lower, to: header.app.upper)
    }
}
