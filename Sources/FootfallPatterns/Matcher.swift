package import FootfallModel
package import FootfallParsing

/// Headers and messages in, events out: one for each parser thread.
///
/// The loop over a batch's lines stays in this module and works on bytes; nothing is allocated for a line beyond what
/// the batch of events owns.
package struct Matcher: ~Copyable {
    var dispatch: Dispatch
    let scratch = MatchScratch()
    var prepared: PreparedPatterns
    var writer: EventWriter
    var records: RecordMatcher
    var ledger: Ledger
    var plans: JoinPlans
    var joins = JoinTable()
    var unrecognised = UnrecognisedCounter()
    var names = NameHashes()
    var ring = EvidenceRing()
    var waiting = WaitingRecords()
    var duplicates: DuplicateFinder
    /// What waits of the source that is being read waits no longer when a later stamp than this comes.
    var nextDeadline = Int64.max
    /// The clock, in nanoseconds, by which a source is idle.
    package var now: UInt64 = 0
    /// How many rows were handed over.
    var rowsBefore: Int64 = 0
    /// The number of the first mark that was not handed over.
    var firstMark: Int64 = 1

    /// How often each pattern hit the match limit, by its number.
    package internal(set) var limitHits: [Int64]

    /// The events so far; taken by `takeBatch`.
    var out = EventBatch()
    /// The number of the first string that no batch has named yet.
    private var handedOver: Int32 = 1
    /// Of the batch of lines that is being matched.
    var stream = StreamID(source: "")
    var source: Int32 = 0
    var senders: [String] = []
    /// Numbers of the batch's senders as hosts; 0 where not asked for yet.
    var senderNumbers: [Int32] = []
    /// The objects of a JSON line, kept for its storage.
    var objects: [ByteRange] = []
    /// What a pattern that hands on a record found beside it: names in `prepared.keyText`, values in the batch.
    var named: [(name: ByteRange, value: ByteRange)] = []

    /// - Parameters:
    ///   - days: the zone whose days the accounts are kept by: the store's.
    ///   - enabled: names (`pack/id`) of patterns to keep although they are off by default; `pack/*` for all of a pack.
    ///   - joins: what was remembered when the last batch was stored.
    ///   - history: what the store held before, for records that another source tells again.
    ///   - expectsSeveralSources: the same record may come by several of this run's sources.
    ///   - interner: where strings get their numbers; a table with a small limit starts new generations soon.
    package init(
        _ set: PatternSet,
        days: ZoneOffsets,
        enabled: Set<String> = [],
        joins: [JoinRecord] = [],
        history: (any RecordHistory)? = nil,
        expectsSeveralSources: Bool = false,
        interner: consuming Interner = Interner()
    ) {
        self.dispatch = Dispatch(set)
        self.writer = EventWriter(interner: interner)
        self.records = RecordMatcher(set, enabled: enabled)
        self.ledger = Ledger(days: days)
        let plans = JoinPlans(set, enabled: enabled)
        self.prepared = PreparedPatterns(set, plans, enabled: enabled)
        self.plans = plans
        self.duplicates = DuplicateFinder(history: history, expectsSeveral: expectsSeveralSources)
        self.limitHits = [Int64](repeating: 0, count: set.patterns.count)
        self.joins.load(joins)
        ring.load(joins)
        waiting.load(joins, &writer.interner)
        firstMark = ring.next
    }

    /// Goes on with other patterns, as a restart would: what joins remember, what waits and what evidence may belong to
    /// is kept.
    ///
    /// - Precondition: nothing is pending; the batch was taken.
    package mutating func replace(_ set: PatternSet, enabled: Set<String>) {
        precondition(out.isEmpty, "patterns change between two batches")
        dispatch = Dispatch(set)
        records = RecordMatcher(set, enabled: enabled)
        plans = JoinPlans(set, enabled: enabled)
        prepared = PreparedPatterns(set, plans, enabled: enabled)
        limitHits = [Int64](repeating: 0, count: set.patterns.count)
    }

    // MARK: Batches

    /// Takes in a batch of lines with their headers; events, counts and the checkpoint are added to the pending batch.
    package mutating func match(_ batch: LineBatch, _ headers: [Header], _ parser: inout HeaderParser) {
        let bytes = batch.bytes.span
        // Only here, where no row names a number: until now `event` needs the strings of the batch that was taken.
        if out.isEmpty {
            startNewGenerationIfFull()
            unrecognised.startNewGenerationIfFull()
        }
        stream = batch.stream
        source = writer.interner.intern(.source, stream.source)
        duplicates.turn(to: stream.source, arrival: batch.arrival)
        waiting.turn(to: stream.source, now: now)
        nextDeadline = waiting.deadline()
        senders = batch.senders
        if out.isEmpty { out.arrival = batch.arrival }
        ledger.begin(source: source, arrival: batch.arrival, in: &out)
        ledger.count(.bytes, batch.byteCount, in: &out)
        ledger.count(.lines, Int64(batch.lines.count), in: &out)
        ledger.count(.kernelDrops, batch.kernelDrops, in: &out)
        ledger.count(.refusedConnections, batch.refusedConnections, in: &out)
        ledger.count(.clockCorrections, parser.clockCorrections, in: &out)
        senderNumbers.removeAll(keepingCapacity: true)
        senderNumbers.append(contentsOf: repeatElement(0, count: batch.senders.count))
        if batch.areDatagrams { ledger.count(.datagrams, Int64(batch.lines.count), in: &out) }
        var latest = Int64.min
        for index in headers.indices {
            let header = headers[index]
            latest = max(latest, header.time.microseconds)
            ledger.move(to: header.time, in: &out)
            if batch.lines[index].isCut { ledger.count(.cutLines, 1, in: &out) }
            let place = LinePlace(
                number: batch.lineNumber(of: index),
                sender: batch.lines[index].sender,
                range: batch.lines[index].range
            )
            if header.message.isEmpty && header.app.isEmpty {
                settle(.skippedEmpty)
            } else if header.form == .json {
                // Its stamp is among its fields.
                matchJSON(bytes, header.message, header, place, &parser)
            } else {
                if header.time.microseconds > nextDeadline { releaseDue(at: header.time) }
                matchText(bytes, header, place, &parser)
            }
        }
        if !headers.isEmpty { hear(batch, latest, parser.stampDifference(of: stream)) }
        if var checkpoint = batch.checkpoint {
            checkpoint.year = parser.year(of: batch.stream) ?? checkpoint.year
            if let known = out.checkpoints.firstIndex(where: { $0.id == checkpoint.id }) {
                out.checkpoints[known] = checkpoint
            } else {
                out.checkpoints.append(checkpoint)
            }
        }
        if let cursor = batch.cursor {
            out.cursors.removeAll { $0.source == cursor.source }
            out.cursors.append(cursor)
        }
    }

    /// Notes when the batch's source was heard.
    private mutating func hear(_ batch: LineBatch, _ latest: Int64, _ difference: StampDifference?) {
        var hearing: SourceHearing
        var place = out.hearings.count
        if let known = out.hearings.lastIndex(where: { $0.source == stream.source }) {
            hearing = out.hearings[known]
            place = known
            hearing.lastArrival = max(hearing.lastArrival, batch.arrival)
            hearing.isLive = hearing.isLive && !batch.isBacklog
        } else {
            hearing = SourceHearing(source: stream.source, arrival: batch.arrival, isLive: !batch.isBacklog)
        }
        hearing.lastTime = max(hearing.lastTime, Instant(microseconds: latest))
        if let difference { hearing.stampDifference = difference }
        if place == out.hearings.count { out.hearings.append(hearing) } else { out.hearings[place] = hearing }
    }

    private mutating func startNewGenerationIfFull() {
        guard writer.interner.isFull else { return }
        waiting.renumber(&writer.interner) { _ = $0.startNewGenerationIfFull() }
        handedOver = 1
        prepared.forgetNumbers()
        names.forget()
        duplicates.forgetNumbers()
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
        unrecognised.handOver(to: &batch)
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
        batch.joins = joins.takeChanges() + waiting.takeChanges(writer.interner)
        batch.firstRow = rowsBefore
        rowsBefore += Int64(batch.rows.count)
        if firstMark < ring.next { (batch.firstMark, batch.marks) = ring.marks(from: firstMark) }
        firstMark = ring.next
        if duplicates.isOn {
            duplicates.forget(rows: rowsBefore)
            batch.overlaps = duplicates.takeOverlaps()
            batch.keepsReferences = true
            batch.oldestReference = duplicates.floor
        }
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
            details: row.details.isEmpty ? nil : batch.text.text(row.details),
            evidenceOf: row.evidenceOf == 0 ? nil : 0
        )
    }
}

/// Which line of a stream it is, and who sent it.
struct LinePlace {
    /// From 1.
    var number: Int64
    /// Index of the batch's senders; -1 where there is none.
    var sender: Int32
    /// The whole line.
    var range: ByteRange
}
