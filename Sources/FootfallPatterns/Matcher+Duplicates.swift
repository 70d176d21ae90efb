internal import FootfallModel

// The same record by two sources counts once: the later one is evidence of the event.
extension Matcher {
    /// By what a record is known when another source tells it too; `nil` where only one source is read, or the record
    /// has no header that names an app: lines of two sites' access logs may well be equal.
    @inline(__always)
    mutating func identity(
        of row: EventRow,
        _ bytes: Span<UInt8>,
        hasApp: Bool,
        _ message: ByteRange,
        _ processID: ByteRange
    ) -> RecordIdentity? {
        guard duplicates.isOn, hasApp else { return nil }
        return makeIdentity(row, bytes, message, processID)
    }

    @inline(never)
    mutating func makeIdentity(
        _ row: EventRow,
        _ bytes: Span<UInt8>,
        _ message: ByteRange,
        _ processID: ByteRange
    ) -> RecordIdentity {
        RecordIdentity(
            content: RecordIdentity.content(app: names.hash(row.app, writer.interner), bytes, message),
            host: duplicates.host(row.host, writer.interner),
            process: RecordIdentity.process(bytes, processID)
        )
    }

    /// Appends and counts a record that is an event, or evidence where another source told it before.
    @inline(__always)
    mutating func settleEvent(_ found: EventRow, _ identity: RecordIdentity?, isUnknown: Bool = false) {
        var row = found
        if let identity, settleTold(&row, identity) { return }
        out.rows.append(row)
        settle(.matched)
        ledger.count(.events, 1, in: &out)
        if isUnknown { ledger.count(.unknownActivities, 1, in: &out) }
    }

    /// Settles a record that another source told before; else marks it, as the row that is appended next.
    @inline(never)
    private mutating func settleTold(_ row: inout EventRow, _ identity: RecordIdentity) -> Bool {
        guard claim(&row, identity, duplicates.current) else {
            markDuplicates(of: row, identity, duplicates.current)
            return false
        }
        out.rows.append(row)
        settle(.evidence)
        ledger.count(.duplicates, 1, in: &out)
        return true
    }

    /// Marks the row that is appended next, or what it is evidence of.
    mutating func markDuplicates(of row: EventRow, _ identity: RecordIdentity, _ source: UInt16) {
        let event = row.evidenceOf != 0 ? row.evidenceOf : rowsBefore &+ Int64(out.rows.count) &+ 1
        duplicates.mark(identity, row.time.seconds, source, event: event)
    }

    /// Makes a record evidence if another source has told it.
    mutating func claim(_ row: inout EventRow, _ identity: RecordIdentity, _ source: UInt16) -> Bool {
        guard let found = duplicates.claim(identity, row.time.seconds, source) else { return false }
        row.evidenceOf = found.event
        // A copy with one member more; what stood there is in no row any more.
        let start = out.text.count
        let member = DetailText.member(StoredRecord.duplicateKey, duplicates.names[Int(found.source)])
        if row.details.isEmpty {
            out.text.append(UInt8(ascii: "{"))
        } else {
            out.text += Array(out.text[row.details.lower..<row.details.upper - 1])
            out.text.append(UInt8(ascii: ","))
        }
        out.text += member
        out.text.append(UInt8(ascii: "}"))
        row.details = ByteRange(from: start, to: out.text.count)
        return true
    }
}
