internal import FootfallModel

// One attempt, one event: events are marked, and records that only tell them again are found, before and after them.
extension Matcher {
    /// What an event or record has in common with others, as far as `likenesses` ask for it.
    @inline(__always)
    mutating func evidenceKeys(
        _ row: EventRow,
        _ likenesses: UInt8,
        _ bytes: Span<UInt8>,
        _ processID: ByteRange
    ) -> EvidenceKeys {
        var keys = EvidenceKeys()
        if likenesses & EvidenceRule.Likeness.process.bit != 0, !processID.isEmpty {
            let host = names.hash(row.host, writer.interner)
            keys.process = EvidenceKeys.key(.process, host, FNV.hash(bytes, processID))
        }
        guard row.user != 0 else { return keys }
        if likenesses & EvidenceRule.Likeness.user.bit != 0 {
            let host = names.hash(row.host, writer.interner)
            keys.user = EvidenceKeys.key(.user, host, names.hash(row.user, writer.interner))
        }
        if likenesses & EvidenceRule.Likeness.address.bit != 0, row.address != 0 {
            let address = names.hash(row.address, writer.interner)
            keys.address = EvidenceKeys.key(.address, address, names.hash(row.user, writer.interner))
        }
        return keys
    }

    /// Marks the event that was appended last, and finds what waits for it.
    @inline(__always)
    mutating func mark(
        _ row: EventRow,
        _ type: UInt32,
        _ likenesses: UInt8,
        _ bytes: Span<UInt8>,
        _ processID: ByteRange
    ) {
        let keys = evidenceKeys(row, likenesses, bytes, processID)
        let time = row.time.microseconds
        let event = rowsBefore &+ Int64(out.rows.count)
        if keys.process != 0 { ring.add(EvidenceMark(key: keys.process, time: time, event: event, type: type)) }
        if keys.user != 0 { ring.add(EvidenceMark(key: keys.user, time: time, event: event, type: type)) }
        if keys.address != 0 { ring.add(EvidenceMark(key: keys.address, time: time, event: event, type: type)) }
        if !waiting.isEmpty { prove(by: keys, type, time, event) }
    }

    /// Marks an event whose type is known by its number only.
    mutating func markNamed(_ row: EventRow, _ bytes: Span<UInt8>, _ processID: ByteRange) {
        if plans.keysOfType.isEmpty { return }
        let kind = writer.interner.entries[Int(row.type)].kind
        let type = JoinPlans.hash(kind, names.hash(row.type, writer.interner))
        guard let likenesses = plans.keysOfType[type] else { return }
        let own = Array(ownProcessID(row))
        if own.isEmpty {
            mark(row, type, likenesses, bytes, processID)
        } else {
            mark(row, type, likenesses, own.span, ByteRange(from: 0, to: own.count))
        }
    }

    /// The process id among a row's details.
    private func ownProcessID(_ row: EventRow) -> ArraySlice<UInt8> {
        // Taking the details apart for every record that may be evidence would cost more than all the rest of it.
        guard hasOwnProcessID(row) else { return [] }
        return DetailMembers(out.text[row.details.lower..<row.details.upper])[JoinRule.processID] ?? []
    }

    /// Whether `"pid"` stands anywhere in a row's details.
    private func hasOwnProcessID(_ row: EventRow) -> Bool {
        let text = out.text.span
        let end = row.details.upper - 5
        var index = row.details.lower
        while index < end {
            if text[index] == UInt8(ascii: "\""), text[index &+ 1] == UInt8(ascii: "p"),
                text[index &+ 2] == UInt8(ascii: "i"), text[index &+ 3] == UInt8(ascii: "d"),
                text[index &+ 4] == UInt8(ascii: "\"")
            {
                return true
            }
            index &+= 1
        }
        return false
    }

    @inline(never)
    private mutating func prove(by keys: EvidenceKeys, _ type: UInt32, _ time: Int64, _ event: Int64) {
        for number in waiting.proven(by: keys, type: type, time: time) { release(number, evidenceOf: event) }
        nextDeadline = waiting.deadline()
    }

    /// Settles a record that tells an event again if there is such an event; its text is the end of the batch's.
    mutating func settleEvidence(
        _ found: EventRow,
        _ after: Int64,
        _ plan: JoinPlans.Plan,
        _ record: JoinedRecord,
        _ identity: RecordIdentity?,
        _ bytes: Span<UInt8>,
        textFrom start: Int
    ) {
        var row = found
        if let identity, claim(&row, identity, duplicates.current) {
            out.rows.append(row)
            settle(.evidence)
            ledger.count(.duplicates, 1, in: &out)
            return
        }
        let own = Array(ownProcessID(row))
        let keys =
            own.isEmpty
            ? evidenceKeys(row, plan.likenesses, bytes, record.processID)
            : evidenceKeys(row, plan.likenesses, own.span, ByteRange(from: 0, to: own.count))
        row.evidenceOf = ring.find(keys, plan.types, time: row.time.microseconds, after: after)
        if row.evidenceOf != 0 {
            out.rows.append(row)
            settle(.evidence)
            if let identity { markDuplicates(of: row, identity, duplicates.current) }
            return
        }
        settle(.waiting)
        let text = Array(out.text[start...])
        out.text.removeSubrange(start...)
        if !row.message.isEmpty { row.message.start -= UInt32(start) }
        if !row.details.isEmpty { row.details.start -= UInt32(start) }
        waiting.add(
            WaitingRecord(
                row: row,
                text: text,
                types: plan.types,
                after: after,
                keys: keys,
                process: record.hasApp ? RecordIdentity.process(bytes, record.processID) : nil,
                isUnknown: record.isUnknown,
                source: waiting.current
            )
        )
        if let surplus = waiting.surplus() { release(surplus, evidenceOf: 0) }
        nextDeadline = waiting.deadline()
    }

    // MARK: Waiting no longer

    /// Makes events of what waited, as its source has gone on to `time`.
    @inline(never)
    mutating func releaseDue(at time: Instant) {
        while let number = waiting.due(at: time.microseconds) { release(number, evidenceOf: 0) }
        nextDeadline = waiting.deadline()
    }

    /// The same before a row whose details are the end of the batch's text: they stay its end.
    mutating func releaseDue(before row: inout EventRow) {
        let details = Array(out.text[row.details.lower..<row.details.upper])
        out.text.removeLast(details.count)
        releaseDue(at: row.time)
        if details.isEmpty { return }
        row.details = ByteRange(from: out.text.count, to: out.text.count + details.count)
        out.text += details
    }

    /// Whether a record waits to be known as evidence or as an event.
    package var hasWaiting: Bool { !waiting.isEmpty }

    /// Makes events of all that waits: nothing more will come.
    package mutating func releaseWaiting() {
        for number in waiting.allNumbers { release(number, evidenceOf: 0) }
        nextDeadline = .max
    }

    /// Makes events of what waits of sources that have said nothing for so long, by `now`.
    package mutating func releaseWaiting(idleFor nanoseconds: UInt64) {
        for number in waiting.idle(for: nanoseconds, now: now) { release(number, evidenceOf: 0) }
        nextDeadline = waiting.deadline()
    }

    /// Adds a record that waited to the batch: as evidence, or as an event where `event` is 0.
    private mutating func release(_ number: UInt64, evidenceOf event: Int64) {
        guard let record = waiting.remove(number) else { return }
        var row = record.row
        let start = out.text.count
        out.text += record.text
        if !row.message.isEmpty { row.message.start += UInt32(start) }
        if !row.details.isEmpty { row.details.start += UInt32(start) }
        row.evidenceOf = event
        var isDuplicate = false
        // When it waits no longer, another source may have told it, though only one was read when it came.
        if duplicates.isOn, let process = record.process {
            let identity = RecordIdentity(
                content: RecordIdentity.content(
                    app: names.hash(row.app, writer.interner),
                    record.text.span,
                    record.row.message
                ),
                host: duplicates.host(row.host, writer.interner),
                process: process
            )
            let source = duplicates.number(of: waiting.name(of: record.source))
            isDuplicate = event == 0 && claim(&row, identity, source)
            if !isDuplicate { markDuplicates(of: row, identity, source) }
        }
        out.rows.append(row)
        func count(_ tally: Tally, _ number: Int64) {
            ledger.count(tally, number, source: row.source, at: row.time, in: &out)
        }
        count(.waiting, -1)
        if isDuplicate { count(.duplicates, 1) }
        if row.evidenceOf != 0 { return count(.evidence, 1) }
        count(.matched, 1)
        count(.events, 1)
        if record.isUnknown { count(.unknownActivities, 1) }
    }
}
