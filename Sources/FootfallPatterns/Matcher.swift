package import FootfallModel
package import FootfallParsing

/// Headers and messages in, events out: one for each parser thread.
///
/// The loop over a batch's lines stays in this module and works on bytes; nothing is allocated for a line beyond what
/// the batch of events owns.
package struct Matcher: ~Copyable {
    private let set: PatternSet
    private var dispatch: Dispatch
    private let scratch = MatchScratch()
    private var writer: EventWriter
    private var records: RecordMatcher
    private var ledger: Ledger

    /// One entry a pattern, all of it plain values, so that the loop touches no reference counts.
    ///
    /// Safe: `code` belongs to a `CompiledPattern` that `set` keeps alive as long as this matcher.
    @safe
    private struct Compiled {
        var code: OpaquePointer
        var captures: Range<Int>
        var constantDetails: ByteRange
        var constantFields: Range<Int>
        var outcome: Outcome
        var isClaim: Bool
        var isIgnored: Bool
        var isOff: Bool
        /// Numbers of the interner's present generation; 0 where not asked for yet.
        var typeNumber: Int32 = 0
        var nameNumber: Int32 = 0
    }

    private struct Capture {
        var group: Int
        /// `nil` for a detail.
        var role: FieldRole?
        /// The detail's key in `keyText`.
        var key: ByteRange
    }

    private struct ConstantField {
        var role: FieldRole
        var value: [UInt8]
    }

    private var compiled: [Compiled] = []
    private var captures: [Capture] = []
    private var constantFields: [ConstantField] = []
    private var keyText: [UInt8] = []
    /// How often each pattern hit the match limit, by its number.
    package private(set) var limitHits: [Int64]

    /// The events so far; taken by `takeBatch`.
    private var out = EventBatch()
    private var handedOver: Int32 = 1
    /// Numbers of the batch's senders as hosts; 0 where not asked for yet.
    private var senderNumbers: [Int32] = []
    /// The objects of a JSON line, kept for its storage.
    private var objects: [ByteRange] = []

    /// - Parameters:
    ///   - days: the zone whose days the accounts are kept by: the store's.
    ///   - enabled: names (`pack/id`) of patterns to keep although they are off by default; `pack/*` for all of a pack.
    ///   - interner: where strings get their numbers; a table with a small limit starts new generations soon.
    package init(
        _ set: PatternSet,
        days: ZoneOffsets,
        enabled: Set<String> = [],
        interner: consuming Interner = Interner()
    ) {
        self.set = set
        self.dispatch = Dispatch(set)
        self.writer = EventWriter(interner: interner)
        self.records = RecordMatcher(set, enabled: enabled)
        self.ledger = Ledger(days: days)
        self.limitHits = [Int64](repeating: 0, count: set.patterns.count)
        for loaded in set.patterns { prepare(loaded, enabled: enabled) }
    }

    private mutating func prepare(_ loaded: PatternSet.LoadedPattern, enabled: Set<String>) {
        let meaning = loaded.pattern.meaning
        let firstCapture = captures.count
        for group in loaded.compiled.groups {
            var capture = Capture(group: group.number, role: FieldRole(rawValue: group.name), key: .none)
            if capture.role == nil { capture.key = keep(DetailText.key(group.name)) }
            captures.append(capture)
        }
        let firstField = constantFields.count
        var members: [UInt8] = []
        for (name, value) in meaning.constants {
            if let role = FieldRole(rawValue: name) {
                constantFields.append(ConstantField(role: role, value: Array(value.utf8)))
            } else {
                if !members.isEmpty { members.append(UInt8(ascii: ",")) }
                members += DetailText.member(name, value)
            }
        }
        unsafe compiled.append(
            Compiled(
                code: loaded.compiled.code,
                captures: firstCapture..<captures.count,
                constantDetails: members.isEmpty ? .none : keep(members),
                constantFields: firstField..<constantFields.count,
                outcome: meaning.outcome ?? meaning.type?.outcome ?? .unknown,
                isClaim: meaning.isClaim ?? meaning.type?.isClaim ?? false,
                isIgnored: meaning.type == nil,
                isOff: meaning.isOffByDefault && !enabled.allows(loaded.name)
            )
        )
    }

    private mutating func keep(_ bytes: [UInt8]) -> ByteRange {
        let start = keyText.count
        keyText += bytes
        return ByteRange(from: start, to: keyText.count)
    }

    // MARK: Batches

    /// Takes in a batch of lines with their headers; events, counts and the checkpoint are added to the pending batch.
    package mutating func match(_ batch: LineBatch, _ headers: [Header], _ parser: inout HeaderParser) {
        let bytes = batch.bytes.span
        // Only here, where no row names a number: until now `event` needs the strings of the batch that was taken.
        if out.isEmpty { startNewGenerationIfFull() }
        let source = writer.interner.intern(.source, batch.stream.source)
        if out.isEmpty { out.arrival = batch.arrival }
        ledger.begin(source: source, arrival: batch.arrival, in: &out)
        ledger.count(.bytes, batch.byteCount, in: &out)
        ledger.count(.lines, Int64(batch.lines.count), in: &out)
        ledger.count(.kernelDrops, batch.kernelDrops, in: &out)
        senderNumbers.removeAll(keepingCapacity: true)
        senderNumbers.append(contentsOf: repeatElement(0, count: batch.senders.count))
        if !batch.senders.isEmpty { ledger.count(.datagrams, Int64(batch.lines.count), in: &out) }
        for index in headers.indices {
            let header = headers[index]
            ledger.move(to: header.time, in: &out)
            if batch.lines[index].isCut { ledger.count(.cutLines, 1, in: &out) }
            let number = batch.firstLineNumber &+ Int64(index)
            if header.message.isEmpty && header.app.isEmpty {
                settle(.skippedEmpty)
            } else if header.form == .json {
                matchJSON(bytes, header.message, header, source, number, batch, &parser)
            } else {
                matchText(bytes, header, source, number, batch, &parser)
            }
        }
        if var checkpoint = batch.checkpoint {
            checkpoint.year = parser.year(of: batch.stream) ?? checkpoint.year
            if let known = out.checkpoints.firstIndex(where: { $0.id == checkpoint.id }) {
                out.checkpoints[known] = checkpoint
            } else {
                out.checkpoints.append(checkpoint)
            }
        }
    }

    private mutating func startNewGenerationIfFull() {
        guard writer.interner.startNewGenerationIfFull() else { return }
        handedOver = 1
        dispatch.forgetApps()
        for index in compiled.indices {
            compiled[index].typeNumber = 0
            compiled[index].nameNumber = 0
        }
    }

    /// How many events wait in the pending batch.
    package var pendingEvents: Int { out.rows.count }
    /// Bytes of text in the pending batch.
    package var pendingBytes: Int { out.text.count }
    /// Whether anything waits at all, a checkpoint or a count included.
    package var isPending: Bool { !out.isEmpty }

    /// The pending batch, complete with the strings that are new in it.
    package mutating func takeBatch() -> EventBatch {
        var batch = EventBatch()
        swap(&batch, &out)
        batch.generation = writer.interner.generation
        batch.firstString = handedOver
        let end = writer.interner.entries.count
        if Int(handedOver) < end {
            let first = writer.interner.entries[Int(handedOver)].range.lower
            batch.stringText = Array(writer.interner.text[first...])
            batch.strings = writer.interner.entries[Int(handedOver)...].map { entry in
                var moved = entry
                moved.range.start -= UInt32(first)
                return moved
            }
        }
        handedOver = Int32(end)
        ledger.reset()
        out.rows.reserveCapacity(batch.rows.capacity)
        out.text.reserveCapacity(batch.text.count)
        return batch
    }

    /// A row of a batch that `takeBatch` gave, in words; only until the next lines are taken in.
    package func event(_ row: EventRow, in batch: EventBatch) -> ActivityEvent {
        let entry = writer.interner.entries[Int(row.type)]
        return ActivityEvent(
            time: row.time,
            type: writer.interner.string(row.type) ?? "",
            category: entry.kind.category ?? .other,
            outcome: row.outcome,
            userID: writer.interner.string(row.user),
            targetID: writer.interner.string(row.target),
            appID: writer.interner.string(row.app),
            ip: writer.interner.string(row.address),
            host: writer.interner.string(row.host),
            source: writer.interner.string(row.source) ?? "",
            pattern: writer.interner.string(row.pattern) ?? "",
            count: Int64(row.count),
            message: batch.text.text(row.message),
            details: row.details.isEmpty ? nil : batch.text.text(row.details)
        )
    }

    // MARK: Text

    @inline(__always)
    private mutating func matchText(
        _ bytes: Span<UInt8>,
        _ header: Header,
        _ source: Int32,
        _ line: Int64,
        _ batch: LineBatch,
        _ parser: inout HeaderParser
    ) {
        let subject = header.subject
        let app = writer.interner.intern(.app, bytes, header.app)
        if !subject.isEmpty {
            let first = bytes[subject.lower]
            let word = bytes.firstWord(of: subject)
            for index in dispatch.candidates(app: app, firstByte: first, interner: writer.interner) {
                let candidate = dispatch[index]
                if word & candidate.mask != candidate.prefix || subject.count < candidate.prefixLength { continue }
                let number = Int(candidate.pattern)
                switch unsafe scratch.match(compiled[number].code, bytes, subject) {
                case .matched:
                    emit(number, bytes, header, app, source, line, batch, &parser)
                    return
                case .notMatched:
                    continue
                case .limitReached:
                    limitHits[number] += 1
                    ledger.count(.limitReached, 1, in: &out)
                }
            }
            if first == UInt8(ascii: "{") {
                let fate = records.match(bytes, subject, &writer, &out, &parser, batch.stream)
                finishRecord(fate, bytes, header, app, source, line, batch)
                return
            }
        }
        settle(.unrecognised)
    }

    /// Counts a record, and what became of it.
    @inline(__always)
    private mutating func settle(_ fate: Tally) {
        ledger.count(.records, 1, in: &out)
        ledger.count(fate, 1, in: &out)
    }

    /// Makes the event of a match that `scratch` holds.
    @inline(__always)
    private mutating func emit(
        _ number: Int,
        _ bytes: Span<UInt8>,
        _ header: Header,
        _ app: Int32,
        _ source: Int32,
        _ line: Int64,
        _ batch: LineBatch,
        _ parser: inout HeaderParser
    ) {
        if compiled[number].isIgnored || compiled[number].isOff {
            settle(compiled[number].isOff ? .switchedOff : .unrecognised)
            return
        }
        if compiled[number].typeNumber == 0 { internNames(number) }
        var row = EventRow(time: header.time, type: compiled[number].typeNumber, outcome: compiled[number].outcome)
        row.pattern = compiled[number].nameNumber
        row.source = source
        row.app = app
        row.host = host(bytes, header.host, batch, line)
        row.count = header.repeatCount
        row.line = line
        writer.beginDetails(out.text)
        let start = header.subject.start
        let keys = keyText
        for index in compiled[number].captures {
            let capture = captures[index]
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
                if let time = parser.resolve(bytes, value, in: batch.stream) {
                    row.time = time
                    // The record's day is that of its own stamp.
                    ledger.move(to: time, in: &out)
                }
            case .count:
                if let count = countValue(bytes, value) { row.count = row.count.multipliedClamped(by: count) }
            }
        }
        for index in compiled[number].constantFields { set(constantFields[index], in: &row) }
        if !compiled[number].constantDetails.isEmpty {
            writer.addDetail(keys.span, compiled[number].constantDetails, to: &out.text)
        }
        if compiled[number].isClaim, row.user != 0 {
            let claimed = DetailText.claimed
            writer.addDetail(claimed.span, ByteRange(from: 0, to: claimed.count), to: &out.text)
        }
        row.details = writer.endDetails(&out.text)
        row.message = copy(bytes, header.message)
        out.rows.append(row)
        settle(.matched)
        ledger.count(.events, 1, in: &out)
    }

    @inline(never)
    private mutating func addRemoteHost(_ bytes: Span<UInt8>, _ value: ByteRange) {
        let key = DetailText.remoteHost
        writer.addDetail(key: key.span, ByteRange(from: 0, to: key.count), value: bytes, value, to: &out.text)
    }

    @inline(never)
    private mutating func internNames(_ number: Int) {
        let loaded = set.patterns[number]
        guard let type = loaded.pattern.meaning.type else { return }
        compiled[number].typeNumber = writer.interner.intern(.eventType(type.category), type.slug)
        compiled[number].nameNumber = writer.interner.intern(.pattern, loaded.name)
    }

    private mutating func set(_ field: ConstantField, in row: inout EventRow) {
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
    private mutating func host(_ bytes: Span<UInt8>, _ range: ByteRange, _ batch: LineBatch, _ line: Int64) -> Int32 {
        if !range.isEmpty { return writer.interner.intern(.host, bytes, range) }
        let sender = batch.lines[Int(line &- batch.firstLineNumber)].sender
        return sender < 0 ? 0 : hostNumber(ofSender: Int(sender), batch)
    }

    /// A sender is looked up once for a batch, and only when a line of it has no host.
    private mutating func hostNumber(ofSender sender: Int, _ batch: LineBatch) -> Int32 {
        if senderNumbers[sender] == 0 {
            senderNumbers[sender] = writer.interner.intern(.host, batch.senders[sender])
        }
        return senderNumbers[sender]
    }

    @inline(__always)
    private mutating func copy(_ bytes: Span<UInt8>, _ range: ByteRange) -> ByteRange {
        let start = out.text.count
        out.text.append(bytes, range)
        return ByteRange(from: start, to: out.text.count)
    }

    // MARK: Records

    /// A line that is a JSON object, or an array of them: each object is a record.
    private mutating func matchJSON(
        _ bytes: Span<UInt8>,
        _ range: ByteRange,
        _ header: Header,
        _ source: Int32,
        _ line: Int64,
        _ batch: LineBatch,
        _ parser: inout HeaderParser
    ) {
        let isComplete = JSONScanner.objects(bytes, range, into: &objects)
        for object in objects {
            var own = header
            own.message = object
            ledger.move(to: header.time, in: &out)
            let fate = records.match(bytes, object, &writer, &out, &parser, batch.stream)
            finishRecord(fate, bytes, own, 0, source, line, batch)
        }
        if !isComplete {
            ledger.move(to: header.time, in: &out)
            settle(.skippedMalformed)
        }
    }

    private mutating func finishRecord(
        _ fate: RecordMatcher.Fate,
        _ bytes: Span<UInt8>,
        _ header: Header,
        _ app: Int32,
        _ source: Int32,
        _ line: Int64,
        _ batch: LineBatch
    ) {
        switch fate {
        case .unrecognised: settle(.unrecognised)
        case .switchedOff: settle(.switchedOff)
        case .malformed: settle(.skippedMalformed)
        case .event(var row, let isUnknown, let hasTime):
            if !hasTime { row.time = header.time }
            row.count = row.count.multipliedClamped(by: header.repeatCount)
            row.source = source
            if row.app == 0 { row.app = app }
            if row.host == 0 { row.host = host(bytes, header.host, batch, line) }
            row.line = line
            row.message = copy(bytes, header.message)
            out.rows.append(row)
            // The record's day is that of its own stamp.
            ledger.move(to: row.time, in: &out)
            settle(.matched)
            ledger.count(.events, 1, in: &out)
            if isUnknown { ledger.count(.unknownActivities, 1, in: &out) }
        }
    }
}

extension Int32 {
    fileprivate func multipliedClamped(by other: Int32) -> Int32 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }
}

extension Set<String> {
    /// Whether `pack/id` is named, or its whole pack as `pack/*`.
    func allows(_ name: String) -> Bool {
        contains(name) || contains(name.prefix(while: { $0 != "/" }) + "/*")
    }
}
