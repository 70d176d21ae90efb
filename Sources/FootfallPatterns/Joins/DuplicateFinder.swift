internal import FootfallModel

/// Finds records that another source told before, in this run or in one before it.
struct DuplicateFinder {
    /// Records that are so many seconds older than their arrival are read from what was there.
    ///
    /// Other sources may come to their time much later.
    private static let oldAge: Int64 = 60

    /// More than one source is read, or was: else nothing here costs anything.
    private(set) var isOn: Bool
    private let history: (any RecordHistory)?
    private var table = DuplicateTable()
    /// Seconds for which the history has nothing left to hand over.
    private var clear: ClosedRange<Int64>?
    /// References up to this one are forgotten.
    private(set) var floor: Int64 = 0
    private var arrival: Int64 = 0
    /// Names of sources by their numbers here.
    private(set) var names: [String] = []
    private var numbers: [String: UInt16] = [:]
    /// The source that is being read.
    private(set) var current: UInt16 = 0
    /// Records of the one source that another told before: by both numbers.
    private var overlaps: [UInt32: Int64] = [:]
    private var hosts: [UInt32?] = []

    /// - Parameters:
    ///   - history: what the store held before.
    ///   - expectsSeveral: several sources are read.
    init(history: (any RecordHistory)?, expectsSeveral: Bool) {
        self.history = history
        isOn = expectsSeveral
        for source in history?.sources ?? [] { _ = number(of: source) }
        if names.count > 1 { isOn = true }
    }

    /// Turns to a source.
    mutating func turn(to source: String, arrival: Instant) {
        current = number(of: source)
        self.arrival = arrival.seconds
        // Nobody expected a second one, but here it is, or the store has it from before.
        if !isOn, names.count > 1 { isOn = true }
    }

    mutating func number(of source: String) -> UInt16 {
        if let known = numbers[source] { return known }
        let number = UInt16(truncatingIfNeeded: names.count)
        names.append(source)
        numbers[source] = number
        return number
    }

    /// The hash of an interned host's name.
    mutating func host(_ number: Int32, _ interner: borrowing Interner) -> UInt32 {
        let index = Int(number)
        if index < hosts.count, let known = hosts[index] { return known }
        while hosts.count <= index { hosts.append(nil) }
        let found = number == 0 ? 0 : RecordIdentity.host(interner.text.span, interner.entries[index].range)
        hosts[index] = found
        return found
    }

    /// To be called when the interner has given its numbers back.
    mutating func forgetNumbers() { hosts.removeAll(keepingCapacity: true) }

    /// The event that a record tells again because another source told the record before.
    mutating func claim(_ identity: RecordIdentity, _ second: Int64, _ source: UInt16) -> DuplicateTable.Found? {
        if let history, clear?.contains(second) != true { load(history, around: second) }
        let found = table.claim(
            identity,
            second: second,
            source: source,
            floor: floor,
            mayGrow: isOld(second)
        )
        if let found { overlaps[UInt32(source) << 16 | UInt32(found.source), default: 0] += 1 }
        return found
    }

    /// Takes note of a record that no other source has told.
    mutating func mark(_ identity: RecordIdentity, _ second: Int64, _ source: UInt16, event: Int64) {
        table.add(identity, second: second, event: event, source: source, mayGrow: isOld(second))
    }

    private func isOld(_ second: Int64) -> Bool { second < arrival - DuplicateFinder.oldAge }

    @inline(never)
    private mutating func load(_ history: any RecordHistory, around second: Int64) {
        var records: [StoredRecord] = []
        clear = history.take(around: second) { records.append($0) }
        for record in records {
            // The process id is not in the store; any agrees with it.
            let identity = RecordIdentity(
                content: RecordIdentity.content(
                    app: FNV.hash(record.app.span, ByteRange(from: 0, to: record.app.count)),
                    record.message.span,
                    ByteRange(from: 0, to: record.message.count)
                ),
                host: RecordIdentity.host(record.host.span, ByteRange(from: 0, to: record.host.count)),
                process: 0
            )
            let source = number(of: record.source)
            let second = record.time.seconds
            let event = -record.event
            if record.isDuplicate {
                let found = table.claim(
                    identity,
                    second: second,
                    source: source,
                    floor: floor,
                    only: event,
                    mayGrow: true
                )
                if found != nil { continue }
            }
            table.add(identity, second: second, event: event, source: source, mayGrow: true)
        }
    }

    // MARK: Batches

    /// What the batch that is handed over tells of overlaps.
    mutating func takeOverlaps() -> [SourceOverlap] {
        defer { overlaps.removeAll(keepingCapacity: true) }
        return overlaps.map { pair, count in
            SourceOverlap(source: names[Int(pair >> 16)], other: names[Int(pair & 0xffff)], records: count)
        }
    }

    /// Forgets references to rows that are too far back, when so many rows were handed over.
    mutating func forget(rows: Int64) {
        floor = max(floor, rows - Int64(table.capacity))
    }
}
