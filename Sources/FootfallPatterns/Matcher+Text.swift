internal import FootfallModel
internal import FootfallParsing

// Messages of text: the few patterns that can match, and the event that one makes.
extension Matcher {
    @inline(__always)
    mutating func matchText(
        _ bytes: Span<UInt8>,
        _ header: Header,
        _ place: LinePlace,
        _ parser: inout HeaderParser
    ) {
        let subject = header.subject
        if !subject.isEmpty {
            let first = bytes[subject.lower]
            let word = bytes.firstWord(of: subject)
            var isRecordTried = false
            for index in dispatch.candidates(bytes, app: header.app, firstByte: first) {
                let candidate = dispatch[index]
                if !dispatch.mayMatch(candidate, bytes, subject, firstWord: word) { continue }
                let number = Int(candidate.pattern)
                if prepared.patterns[number].isGeneric, !isRecordTried {
                    // The rules of packs that know the app come before patterns of those that take anybody's lines.
                    isRecordTried = true
                    if matchRecord(bytes, header, place, &parser) { return }
                }
                let (code, isNative) = unsafe (prepared.patterns[number].code, prepared.patterns[number].isNative)
                switch unsafe scratch.match(code, isNative: isNative, bytes, subject) {
                case .matched:
                    if prepared.patterns[number].handsOn {
                        if handOn(number, bytes, header, place, &parser) { return }
                        continue
                    }
                    emit(number, bytes, header, place, &parser)
                    return
                case .notMatched:
                    continue
                case .limitReached:
                    limitHits[number] += 1
                    ledger.count(.limitReached, 1, in: &out)
                }
            }
            if !isRecordTried, matchRecord(bytes, header, place, &parser) { return }
        }
        miss(bytes, header, place)
    }

    /// Counts a record that nothing recognised, by its shape too.
    @inline(never)
    mutating func miss(_ bytes: Span<UInt8>, _ header: Header, _ place: LinePlace) {
        settle(.unrecognised)
        unrecognised.count(
            bytes,
            app: header.app,
            message: header.subject,
            example: header.form == .json ? header.subject : place.range,
            time: header.time,
            into: &out
        )
    }

    /// Counts a record, and what became of it.
    @inline(__always)
    mutating func settle(_ fate: Tally) {
        ledger.count(.records, 1, in: &out)
        ledger.count(fate, 1, in: &out)
    }

    /// Makes the event of a match that `scratch` holds.
    @inline(__always)
    private mutating func emit(
        _ number: Int,
        _ bytes: Span<UInt8>,
        _ header: Header,
        _ place: LinePlace,
        _ parser: inout HeaderParser
    ) {
        if prepared.patterns[number].isIgnored || prepared.patterns[number].isOff && !prepared.patterns[number].isJoined
        {
            settle(prepared.patterns[number].isOff ? .switchedOff : .unrecognised)
            return
        }
        if prepared.patterns[number].typeNumber == 0 { prepared.number(number, &writer.interner) }
        var row = EventRow(
            time: header.time,
            type: prepared.patterns[number].typeNumber,
            outcome: prepared.patterns[number].outcome
        )
        row.pattern = prepared.patterns[number].nameNumber
        row.source = source
        row.app = writer.interner.intern(.app, bytes, header.app)
        row.host = host(bytes, header.host, place)
        row.count = header.repeatCount
        row.line = place.number
        writer.beginDetails(out.text)
        let start = header.subject.start
        let keys = prepared.keyText
        for index in prepared.patterns[number].captures {
            let capture = prepared.captures[index]
            let value = scratch.group(capture.group, from: start)
            if isMissing(bytes, value) { continue }
            switch capture.role {
            case nil:
                writer.addDetail(key: keys.span, capture.key, value: bytes, value, to: &out.text)
            case .user: row.user = writer.interner.intern(.account, bytes, value)
            case .target: row.target = writer.interner.intern(.account, bytes, value)
            case .app: row.app = writer.interner.intern(.app, bytes, value)
            case .host: row.host = writer.interner.intern(.host, bytes, value)
            case .ip:
                row.address = writer.addressNumber(bytes, value)
                if row.address == 0 { addRemoteHost(bytes, value) }
            case .time:
                if let time = parser.resolve(bytes, value, in: stream) {
                    row.time = time
                    // The record's day is that of its own stamp.
                    ledger.move(to: time, in: &out)
                }
            case .count:
                if let count = countValue(bytes, value) { row.count = row.count.multipliedClamped(by: count) }
            }
        }
        for index in prepared.patterns[number].constantFields { set(prepared.constantFields[index], in: &row) }
        if !prepared.patterns[number].constantDetails.isEmpty {
            writer.addDetail(keys.span, prepared.patterns[number].constantDetails, to: &out.text)
        }
        if prepared.patterns[number].isClaim, row.user != 0 {
            let claimed = DetailText.claimed
            writer.addDetail(claimed.span, ByteRange(from: 0, to: claimed.count), to: &out.text)
        }
        // A target is somebody else.
        if row.target == row.user { row.target = 0 }
        row.details = writer.endDetails(&out.text)
        if prepared.patterns[number].isJoined {
            let record = JoinedRecord(
                plan: number,
                processID: header.processID,
                message: header.message,
                hasApp: !header.app.isEmpty,
                isClaim: prepared.patterns[number].isClaim
            )
            settleJoined(row, record, bytes)
            return
        }
        row.message = copy(bytes, header.message)
        settleEvent(row, identity(of: row, bytes, hasApp: !header.app.isEmpty, header.message, header.processID))
        let likenesses = prepared.patterns[number].likenesses
        if likenesses != 0 {
            let group = prepared.patterns[number].processGroup
            let own = group == 0 ? ByteRange.none : scratch.group(group, from: start)
            mark(row, prepared.patterns[number].typeHash, likenesses, bytes, own.isEmpty ? header.processID : own)
        }
    }

    @inline(never)
    private mutating func addRemoteHost(_ bytes: Span<UInt8>, _ value: ByteRange) {
        let key = DetailText.remoteHost
        writer.addDetail(key: key.span, ByteRange(from: 0, to: key.count), value: bytes, value, to: &out.text)
    }

    private mutating func set(_ field: PreparedPatterns.ConstantField, in row: inout EventRow) {
        let value = field.value.span
        let range = ByteRange(from: 0, to: field.value.count)
        switch field.role {
        case .user: row.user = writer.interner.intern(.account, value, range)
        case .target: row.target = writer.interner.intern(.account, value, range)
        case .app: row.app = writer.interner.intern(.app, value, range)
        case .host: row.host = writer.interner.intern(.host, value, range)
        case .ip: row.address = writer.addressNumber(value, range)
        case .count: row.count = countValue(value, range) ?? row.count
        case .time: break
        }
    }

    /// The header's host, else the sender of the datagram.
    @inline(__always)
    mutating func host(_ bytes: Span<UInt8>, _ range: ByteRange, _ place: LinePlace) -> Int32 {
        if !range.isEmpty { return writer.interner.intern(.host, bytes, range) }
        return place.sender < 0 ? 0 : hostNumber(ofSender: Int(place.sender))
    }

    /// A sender is looked up once for a batch, and only when a line of it has no host.
    private mutating func hostNumber(ofSender sender: Int) -> Int32 {
        if senderNumbers[sender] == 0 {
            senderNumbers[sender] = writer.interner.intern(.host, senders[sender])
        }
        return senderNumbers[sender]
    }

    @inline(__always)
    mutating func copy(_ bytes: Span<UInt8>, _ range: ByteRange) -> ByteRange {
        let start = out.text.count
        out.text.append(bytes, range)
        return ByteRange(from: start, to: out.text.count)
    }
}
