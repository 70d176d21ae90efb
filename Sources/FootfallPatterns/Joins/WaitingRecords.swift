internal import FootfallModel

/// A record that may still prove to be evidence, kept apart from the batch with a text of its own.
struct WaitingRecord {
    /// Its message and details are ranges of `text`.
    var row: EventRow
    var text: [UInt8]
    /// Which types of events it may be evidence of, and how much later than they it may be.
    var types: [UInt32]
    var after: Int64
    var keys: EvidenceKeys
    /// By which another source's telling is known; `nil` where the header names no app.
    var identity: RecordIdentity?
    /// Of a type that the catalogue does not know.
    var isUnknown: Bool
    /// The source's name.
    var source: String
    fileprivate(set) var isStored = false
}

/// Records until it is known whether they are evidence or events.
struct WaitingRecords {
    /// Beyond so many the oldest is taken for an event.
    private let limit: Int
    /// By their numbers, which only grow.
    private(set) var records: [UInt64: WaitingRecord] = [:]
    private var next: UInt64 = 1
    private var order = FirstInFirstOut<UInt64>()
    private var numbersOfKey: [UInt64: [UInt64]] = [:]
    private var deadlines: [String: DeadlineHeap] = [:]
    /// When something was last heard of a source, in nanoseconds of the clock that `now` is.
    private var heard: [String: UInt64] = [:]
    /// What the store does not know yet, and what it is to forget.
    private var added: [UInt64] = []
    private var forgotten: [UInt64] = []

    init(limit: Int = 10_000) {
        self.limit = limit
    }

    var isEmpty: Bool { records.isEmpty }

    mutating func add(_ record: WaitingRecord, now: UInt64) {
        added.append(next)
        heard[record.source] = now
        insert(record, number: next)
    }

    private mutating func insert(_ record: WaitingRecord, number: UInt64) {
        records[number] = record
        next = max(next, number + 1)
        order.append(number)
        for key in record.keys.all { numbersOfKey[key, default: []].append(number) }
        deadlines[record.source, default: DeadlineHeap()].insert(record.row.time.microseconds, number)
    }

    mutating func remove(_ number: UInt64) -> WaitingRecord? {
        guard let record = records.removeValue(forKey: number) else { return nil }
        for key in record.keys.all {
            numbersOfKey[key]?.removeAll { $0 == number }
            if numbersOfKey[key]?.isEmpty == true { numbersOfKey[key] = nil }
        }
        if record.isStored { forgotten.append(number) }
        if records.isEmpty {
            order = FirstInFirstOut()
            deadlines = [:]
        }
        return record
    }

    /// The records that an event proves to be evidence, in their order.
    func proven(by keys: EvidenceKeys, type: UInt32, time: Int64) -> [UInt64] {
        var found: Set<UInt64> = []
        for key in keys.all {
            for number in numbersOfKey[key] ?? [] {
                guard let record = records[number], record.types.contains(type) else { continue }
                let distance = record.row.time.microseconds &- time
                if distance >= -EvidenceRule.window, distance <= record.after { found.insert(number) }
            }
        }
        return found.sorted()
    }

    // MARK: Waiting no longer

    /// The time of a source beyond which one of its records waits no longer.
    mutating func deadline(of source: String) -> Int64 {
        while let first = deadlines[source]?.first {
            if records[first.number] != nil { return first.time &+ EvidenceRule.window }
            deadlines[source]?.removeFirst()
        }
        return .max
    }

    /// A record that waits no longer, as its source has gone on to `time`.
    mutating func due(_ source: String, at time: Int64) -> UInt64? {
        guard deadline(of: source) < time else { return nil }
        return deadlines[source]?.first?.number
    }

    /// The oldest, where there are too many.
    mutating func surplus() -> UInt64? {
        guard records.count > limit else { return nil }
        while let first = order.first {
            if records[first] != nil { return first }
            order.removeFirst()
        }
        return nil
    }

    /// Takes note that a source has said something.
    mutating func hear(_ source: String, now: UInt64) {
        if heard[source] != nil { heard[source] = now }
    }

    /// Records of sources that have said nothing for so long, in their order.
    mutating func idle(for nanoseconds: UInt64, now: UInt64) -> [UInt64] {
        for source in Set(records.values.map(\.source)) where heard[source] == nil { heard[source] = now }
        return records.filter { now &- (heard[$0.value.source] ?? now) >= nanoseconds }.keys.sorted()
    }

    /// All of them, in their order.
    var numbers: [UInt64] { records.keys.sorted() }

    // MARK: Keeping

    /// What has changed since this was asked last.
    mutating func takeChanges(_ interner: borrowing Interner) -> [JoinRecord] {
        var changes: [JoinRecord] = []
        for number in forgotten { changes.append(JoinRecord(kind: .waiting, key: number.key, value: nil)) }
        for number in added {
            guard let record = records[number] else { continue }
            changes.append(JoinRecord(kind: .waiting, key: number.key, value: record.encoded(interner)))
            records[number]?.isStored = true
        }
        added.removeAll(keepingCapacity: true)
        forgotten.removeAll(keepingCapacity: true)
        return changes
    }

    /// Takes in what a store kept.
    mutating func load(_ kept: some Sequence<JoinRecord>, _ interner: inout Interner) {
        for record in kept where record.kind == .waiting {
            var reader = ByteReader(record.key)
            guard let number = reader.word(), let value = record.value,
                var found = WaitingRecord(value, &interner)
            else { continue }
            found.isStored = true
            insert(found, number: number)
        }
    }

    /// Runs `startNewGeneration`, which gives the interner's numbers back, and gives the records new ones.
    mutating func renumber(_ interner: inout Interner, _ startNewGeneration: (inout Interner) -> Void) {
        var names: [UInt64: RowNames] = [:]
        for (number, record) in records { names[number] = RowNames(record.row, interner) }
        startNewGeneration(&interner)
        for (number, names) in names.sorted(by: { $0.key < $1.key }) {
            guard var record = records[number] else { continue }
            names.number(&record.row, &interner)
            records[number] = record
        }
    }
}

extension UInt64 {
    /// As a key of the store.
    fileprivate var key: [UInt8] {
        var out = ByteWriter()
        out.word(self)
        return out.bytes
    }
}
