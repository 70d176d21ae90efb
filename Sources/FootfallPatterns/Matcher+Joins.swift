internal import FootfallModel

// Records that have to do with others: what they remember, what they recall, and whether they are evidence.
extension Matcher {
    /// What is known of a record beside its row.
    struct JoinedRecord {
        var plan: Int
        var processID: ByteRange
        var message: ByteRange
        /// The header names an app.
        var hasApp: Bool
        var isClaim: Bool
        /// Of a type that the catalogue does not know.
        var isUnknown = false
    }

    /// Forgets all other records.
    mutating func forgetJoins() {
        joins = JoinTable()
        ring = EvidenceRing()
        firstMark = 1
        waiting = WaitingRecords()
        waiting.turn(to: stream.source, now: now)
        duplicates = DuplicateFinder(history: nil, expectsSeveral: duplicates.isOn)
        nextDeadline = .max
    }

    /// Settles a record that has joins; its details are the last of the batch's text, its message is not there yet.
    @inline(never)
    mutating func settleJoined(_ found: EventRow, _ record: JoinedRecord, _ bytes: Span<UInt8>) {
        var row = found
        let plan = plans.plans[record.plan]
        let start = row.details.isEmpty ? out.text.count : row.details.lower
        let hasFields = joinFields(&row, plan, record, bytes)
        guard hasFields, plan.hasEvent, !plan.isOff else {
            out.text.removeSubrange(start...)
            settle(!hasFields ? .unrecognised : plan.isOff ? .switchedOff : .remembered)
            return
        }
        row.message = copy(bytes, record.message)
        let known = identity(of: row, bytes, hasApp: record.hasApp, record.message, record.processID)
        if let rule = plan.rule.evidence {
            settleEvidence(row, rule.after, plan, record, known, bytes, textFrom: start)
            return
        }
        settleEvent(row, known, isUnknown: record.isUnknown)
        markNamed(row, bytes, record.processID)
    }

    /// Recalls and remembers; false where there had to be something to recall, and was not.
    private mutating func joinFields(
        _ row: inout EventRow,
        _ plan: JoinPlans.Plan,
        _ record: JoinedRecord,
        _ bytes: Span<UInt8>
    ) -> Bool {
        if !plan.recall.isEmpty {
            let key = joinKey(plan.recall, row, record, bytes)
            let source = Array(writer.interner.bytes(row.source))
            let found = key.flatMap { joins.recall($0, at: row.time, source: source, forget: plan.rule.forgets) }
            if let found {
                fill(&row, found, isClaim: record.isClaim)
            } else if plan.rule.requiresRecall {
                countDroppedJoins()
                return false
            }
        }
        if !plan.remember.isEmpty, let key = joinKey(plan.remember, row, record, bytes) {
            joins.remember(remembered(row), under: key)
        }
        countDroppedJoins()
        return true
    }

    private mutating func countDroppedJoins() {
        let dropped = joins.takeDropped()
        ledger.count(.joinsExpired, dropped.expired, in: &out)
        ledger.count(.joinsOverflowed, dropped.overflowed, in: &out)
    }

    /// Host, app, and the values of the groups; `nil` where one of them is missing.
    private func joinKey(
        _ parts: [JoinKeyPart],
        _ row: EventRow,
        _ record: JoinedRecord,
        _ bytes: Span<UInt8>
    ) -> [UInt8]? {
        var key = ByteWriter(capacity: 96)
        key.string(writer.interner.bytes(row.host))
        key.string(writer.interner.bytes(row.app))
        for part in parts {
            let value: ArraySlice<UInt8>
            switch part.role {
            case .user: value = writer.interner.bytes(row.user)
            case .target: value = writer.interner.bytes(row.target)
            case .app: value = writer.interner.bytes(row.app)
            case .host: value = writer.interner.bytes(row.host)
            case .ip: value = writer.interner.bytes(row.address)
            case .count, .time: return nil
            case nil:
                let detail = DetailMembers.value(of: part.name, out.text.span, row.details)
                if !detail.isEmpty {
                    value = out.text[detail.lower..<detail.upper]
                } else {
                    value = part.isProcessID ? bytes.array(record.processID)[...] : []
                }
            }
            if value.isEmpty { return nil }
            key.string(part.name)
            key.string(value)
        }
        return key.bytes
    }

    /// Details beyond this are not kept for others, in bytes.
    private static var longestRemembered: Int { 8 << 10 }

    private func remembered(_ row: EventRow) -> Remembered {
        var details: [UInt8] = []
        for member in DetailMembers(out.text[row.details.lower..<row.details.upper]).members
        where !member.key.elementsEqual("claimed".utf8) {
            if !details.isEmpty { details.append(UInt8(ascii: ",")) }
            details += member.whole
        }
        return Remembered(
            time: row.time,
            source: Array(writer.interner.bytes(row.source)),
            user: Array(writer.interner.bytes(row.user)),
            target: Array(writer.interner.bytes(row.target)),
            address: Array(writer.interner.bytes(row.address)),
            details: details.count > Matcher.longestRemembered ? [] : details
        )
    }

    /// Fills what a row lacks.
    private mutating func fill(_ row: inout EventRow, _ found: Remembered, isClaim: Bool) {
        let hadUser = row.user != 0
        if row.user == 0 { row.user = intern(.account, found.user) }
        if row.target == 0 { row.target = intern(.account, found.target) }
        if row.address == 0 { row.address = intern(.address, found.address) }
        let own = Array(out.text[row.details.lower..<row.details.upper])
        let known = DetailMembers(own[...])
        var members = own.dropFirst().dropLast()
        for member in DetailMembers(found.details[...]).members
        where !known.members.contains(where: { $0.key == member.key }) {
            if !members.isEmpty { members.append(UInt8(ascii: ",")) }
            members += member.whole
        }
        if isClaim, !hadUser, row.user != 0 {
            if !members.isEmpty { members.append(UInt8(ascii: ",")) }
            members += DetailText.claimed
        }
        out.text.removeLast(own.count)
        guard !members.isEmpty else { return }
        let start = out.text.count
        out.text.append(UInt8(ascii: "{"))
        out.text += members
        out.text.append(UInt8(ascii: "}"))
        row.details = ByteRange(from: start, to: out.text.count)
    }

    mutating func intern(_ kind: StringKind, _ text: [UInt8]) -> Int32 {
        writer.interner.intern(kind, text.span, ByteRange(from: 0, to: text.count))
    }
}

extension Span where Element == UInt8 {
    /// A copy of a part.
    func array(_ range: ByteRange) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(Int(range.count))
        for index in range.lower..<range.upper { out.append(self[index]) }
        return out
    }
}
