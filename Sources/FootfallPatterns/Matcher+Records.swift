internal import FootfallModel
internal import FootfallParsing

// Structured records: whole lines that are JSON, messages in any format, and what a pattern hands on.
extension Matcher {
    /// A text that is a JSON object, or an array of them: each object is a record.
    mutating func matchJSON(
        _ bytes: Span<UInt8>,
        _ range: ByteRange,
        _ header: Header,
        _ place: LinePlace,
        _ parser: inout HeaderParser
    ) {
        let isComplete = JSONScanner.objects(bytes, range, into: &objects)
        for object in objects {
            var own = header
            own.message = object
            own.subject = object
            ledger.move(to: header.time, in: &out)
            let fate = records.match(.json, bytes, object, header, &writer, &out, &parser, stream)
            finishRecord(fate, bytes, own, place)
        }
        if !isComplete {
            ledger.move(to: header.time, in: &out)
            settle(.skippedMalformed)
        }
    }

    /// A message that no pattern took; true where it was a record and is settled.
    mutating func matchRecord(
        _ bytes: Span<UInt8>,
        _ header: Header,
        _ place: LinePlace,
        _ parser: inout HeaderParser
    ) -> Bool {
        if JSONScanner.isArray(bytes, header.subject), records.groups.json >= 0 {
            matchJSON(bytes, header.subject, header, place, &parser)
            return true
        }
        let fate = records.match(bytes, header, &writer, &out, &parser, stream)
        if case .unrecognised = fate {
            takeLimitHits()
            return false
        }
        finishRecord(fate, bytes, header, place)
        return true
    }

    /// The record within a message that a pattern found; true where a rule behind the pattern took it.
    mutating func handOn(
        _ number: Int,
        _ bytes: Span<UInt8>,
        _ header: Header,
        _ place: LinePlace,
        _ parser: inout HeaderParser
    ) -> Bool {
        var record = ByteRange.none
        named.removeAll(keepingCapacity: true)
        for index in prepared.patterns[number].captures {
            let value = scratch.group(prepared.captures[index].group, from: header.subject.start)
            if value.isEmpty { continue }
            let name = prepared.captures[index].name
            if prepared.keyText.text(name) == "record" { record = value } else { named.append((name, value)) }
        }
        for group in records.groups.ofPattern[number] {
            records.begin()
            let names = prepared.keyText
            for index in named.indices { records.add(name: names.span, named[index].name, bytes, named[index].value) }
            let fate = records.match(in: group, bytes, record, header, &writer, &out, &parser, stream)
            switch fate {
            case .event, .switchedOff:
                finishRecord(fate, bytes, header, place)
                return true
            case .unrecognised, .malformed: takeLimitHits()
            }
        }
        return false
    }

    /// Counts what expressions of rules gave up on.
    private mutating func takeLimitHits() {
        guard records.limitHits > 0 else { return }
        ledger.count(.limitReached, records.limitHits, in: &out)
        records.limitHits = 0
    }

    mutating func finishRecord(
        _ fate: RecordMatcher.Fate,
        _ bytes: Span<UInt8>,
        _ header: Header,
        _ place: LinePlace
    ) {
        takeLimitHits()
        switch fate {
        case .unrecognised: miss(bytes, header, place)
        case .switchedOff: settle(.switchedOff)
        case .malformed: settle(.skippedMalformed)
        case .event(var row, let made):
            if !made.hasTime { row.time = header.time }
            row.count = row.count.multipliedClamped(by: header.repeatCount)
            row.source = source
            if row.app == 0 { row.app = writer.interner.intern(.app, bytes, header.app) }
            if row.host == 0 { row.host = host(bytes, header.host, place) }
            row.line = place.number
            // The record's day is that of its own stamp.
            ledger.move(to: row.time, in: &out)
            if row.time.microseconds > nextDeadline { releaseDue(before: &row) }
            if made.isJoined {
                let record = JoinedRecord(
                    plan: plans.number(ofRule: made.rule),
                    processID: header.processID,
                    message: header.message,
                    hasApp: !header.app.isEmpty,
                    isClaim: made.isClaim,
                    isUnknown: made.isUnknown
                )
                settleJoined(row, record, bytes)
                return
            }
            row.message = copy(bytes, header.message)
            let known = identity(of: row, bytes, hasApp: !header.app.isEmpty, header.message, header.processID)
            settleEvent(row, known, isUnknown: made.isUnknown)
            markNamed(row, bytes, header.processID)
        }
    }
}

extension Int32 {
    /// The product, or the greatest number there is.
    func multipliedClamped(by other: Int32) -> Int32 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }
}
