internal import FootfallModel
internal import FootfallParsing

// Lines that are JSON objects, or arrays of them: each object is a record.
extension Matcher {
    /// A line that is a JSON object, or an array of them: each object is a record.
    mutating func matchJSON(
        _ bytes: Span<UInt8>,
        _ header: Header,
        _ place: LinePlace,
        _ parser: inout HeaderParser
    ) {
        let isComplete = JSONScanner.objects(bytes, header.message, into: &objects)
        for object in objects {
            var own = header
            own.message = object
            ledger.move(to: header.time, in: &out)
            let fate = records.match(bytes, object, &writer, &out, &parser, stream)
            finishRecord(fate, bytes, own, place)
        }
        if !isComplete {
            ledger.move(to: header.time, in: &out)
            settle(.skippedMalformed)
        }
    }

    mutating func finishRecord(
        _ fate: RecordMatcher.Fate,
        _ bytes: Span<UInt8>,
        _ header: Header,
        _ place: LinePlace
    ) {
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
            if made.isJoined {
                let record = JoinedRecord(
                    plan: plans.number(ofRule: made.rule),
                    processID: header.processID,
                    message: header.message,
                    isClaim: made.isClaim,
                    isUnknown: made.isUnknown
                )
                settleJoined(row, record, bytes)
                return
            }
            row.message = copy(bytes, header.message)
            out.rows.append(row)
            settle(.matched)
            ledger.count(.events, 1, in: &out)
            if made.isUnknown { ledger.count(.unknownActivities, 1, in: &out) }
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
