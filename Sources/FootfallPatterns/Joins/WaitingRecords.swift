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
    /// The hash of its process id, as `RecordIdentity` has it; `nil` where the header names no app, so that nothing is
    /// known by which another source's telling could be found.
    var process: UInt32?
    /// Of a type that the catalogue does not know.
    var isUnknown: Bool
    /// The number of the source, as `WaitingRecords` has it.
    var source: Int
    /// Under which number the store has it; 0 where it does not.
    fileprivate(set) var stored: UInt64 = 0
}

/// Records until it is known whether they are evidence or events.
///
/// One that comes and goes within a batch costs a place in a queue; no dictionary is touched for it.
struct WaitingRecords {
    private struct Place {
        /// `nil` where it waits no more.
        var record: WaitingRecord?
        var keys: EvidenceKeys
        var back: ChainLinks
    }

    /// Places of records that are no more are given up beyond so many, if fewer wait.
    private static let leastRoom = 4096

    /// Beyond so many the oldest is taken for an event.
    private let limit: Int
    private(set) var count = 0
    /// Those that wait and some that do not, in the order of their numbers; the first of them waits.
    private var places = FirstInFirstOut<Place>()
    /// The number of the first place; numbers only grow.
    private var first: UInt64 = 1
    private var chains = KeyChains()
    private var sources: [WaitingSource] = []
    private var numbers: [String: Int] = [:]
    /// The number of the source that is being read.
    private(set) var current = 0
    /// What the store is to forget.
    private var forgotten: [UInt64] = []

    init(limit: Int = 10_000) {
        self.limit = limit
    }

    var isEmpty: Bool { count == 0 }

    /// Turns to a source that has just said something; `now` is nanoseconds of any clock.
    mutating func turn(to source: String, now: UInt64) {
        current = number(of: source)
        sources[current].heard = now
    }

    /// A source's name.
    func name(of source: Int) -> String { sources[source].name }

    private mutating func number(of source: String) -> Int {
        if let known = numbers[source] { return known }
        sources.append(WaitingSource(name: source))
        numbers[source] = sources.count - 1
        return sources.count - 1
    }

    mutating func add(_ record: WaitingRecord) { insert(record) }

    private mutating func insert(_ record: WaitingRecord) {
        if places.count > 2 * count + WaitingRecords.leastRoom { closeRanks() }
        let number = first &+ UInt64(places.count)
        let back = chains.add(record.keys, number)
        places.append(Place(record: record, keys: record.keys, back: back))
        sources[record.source].deadlines.insert(record.row.time.microseconds, number)
        count &+= 1
    }

    /// Gives those that still wait new numbers, one after the other: others came and went between them.
    private mutating func closeRanks() {
        let waiting = all.map(\.record)
        first &+= UInt64(places.count)
        places = FirstInFirstOut()
        chains = KeyChains()
        for index in sources.indices { sources[index].deadlines.removeAll() }
        count = 0
        for record in waiting { insert(record) }
    }

    private func record(_ number: UInt64) -> WaitingRecord? {
        number < first || number >= first &+ UInt64(places.count) ? nil : places[Int(number &- first)].record
    }

    mutating func remove(_ number: UInt64) -> WaitingRecord? {
        guard let record = record(number) else { return nil }
        places[Int(number &- first)].record = nil
        count &-= 1
        if record.stored != 0 { forgotten.append(record.stored) }
        while let place = places.first, place.record == nil {
            places.removeFirst()
            first &+= 1
        }
        // What others' heaps still have of records that are no more is passed over later.
        if count == 0 { sources[record.source].deadlines.removeAll() }
        return record
    }

    /// The records that an event proves to be evidence, in their order.
    func proven(by keys: EvidenceKeys, type: UInt32, time: Int64) -> [UInt64] {
        var found: [UInt64] = []
        keys.forEach { key in
            var number = chains.last(key)
            var steps = 0
            // Records that are no more are passed on the way to older ones.
            while number >= first, steps < KeyChains.longest {
                let place = Int(number &- first)
                if let record = places[place].record, record.keys.has(key), record.types.contains(type) {
                    let distance = record.row.time.microseconds &- time
                    if distance >= -EvidenceRule.window, distance <= record.after, !found.contains(number) {
                        found.append(number)
                    }
                }
                number = chains.before(key, places[place].keys, places[place].back)
                steps &+= 1
            }
        }
        if found.count > 1 { found.sort() }
        return found
    }

    // MARK: Waiting no longer

    /// The time of the source that is being read beyond which one of its records waits no longer.
    mutating func deadline() -> Int64 {
        while let next = sources.isEmpty ? nil : sources[current].deadlines.first {
            if next.number >= first, places[Int(next.number &- first)].record != nil {
                return next.time &+ EvidenceRule.window
            }
            sources[current].deadlines.removeFirst()
        }
        return .max
    }

    /// A record that waits no longer, as the source that is being read has gone on to `time`.
    mutating func due(at time: Int64) -> UInt64? {
        deadline() < time ? sources[current].deadlines.first?.number : nil
    }

    /// The oldest, where there are too many.
    func surplus() -> UInt64? { count > limit ? first : nil }

    /// How many places are taken up, for tests.
    var room: Int { places.count }

    /// Records of sources that have said nothing for so long, in their order.
    mutating func idle(for nanoseconds: UInt64, now: UInt64) -> [UInt64] {
        for index in sources.indices where sources[index].heard == nil { sources[index].heard = now }
        return all.filter { now &- (sources[$0.record.source].heard ?? now) >= nanoseconds }.map(\.number)
    }

    /// The numbers of all of them, in their order.
    var allNumbers: [UInt64] { all.map(\.number) }

    private var all: [(number: UInt64, record: WaitingRecord)] {
        (0..<places.count).compactMap { place in places[place].record.map { (first + UInt64(place), $0) } }
    }

    // MARK: Keeping

    /// What has changed since this was asked last.
    mutating func takeChanges(_ interner: borrowing Interner) -> [JoinRecord] {
        var changes: [JoinRecord] = []
        for number in forgotten { changes.append(JoinRecord(kind: .waiting, key: number.key, value: nil)) }
        for (number, record) in all where record.stored == 0 {
            changes.append(JoinRecord(kind: .waiting, key: number.key, value: record.encoded(interner)))
            places[Int(number &- first)].record?.stored = number
        }
        forgotten.removeAll(keepingCapacity: true)
        return changes
    }

    /// Takes in what a store kept.
    mutating func load(_ kept: some Sequence<JoinRecord>, _ interner: inout Interner) {
        var found: [WaitingRecord] = []
        for record in kept where record.kind == .waiting {
            var reader = ByteReader(record.key)
            guard let stored = reader.word(), stored < .max / 2, let value = record.value,
                let (names, decoded) = WaitingRecord.decoded(value)
            else { continue }
            var record = decoded
            names.number(&record.row, &interner)
            record.source = number(of: String(decoding: names.source, as: UTF8.self))
            record.stored = stored
            found.append(record)
        }
        guard let last = found.map(\.stored).max() else { return }
        // New numbers must be none that the store has.
        first = max(first, last + 1)
        for record in found.sorted(by: { $0.stored < $1.stored }) { insert(record) }
    }

    /// Runs `startNewGeneration`, which gives the interner's numbers back, and gives the records new ones.
    mutating func renumber(_ interner: inout Interner, _ startNewGeneration: (inout Interner) -> Void) {
        let names = all.map { (place: Int($0.number - first), names: RowNames($0.record.row, interner)) }
        startNewGeneration(&interner)
        for (place, names) in names {
            guard var row = places[place].record?.row else { continue }
            names.number(&row, &interner)
            places[place].record?.row = row
        }
    }
}

/// A source of which something waits or waited.
private struct WaitingSource {
    let name: String
    /// When something was last heard of it; `nil` where nothing was in this run.
    var heard: UInt64?
    var deadlines = DeadlineHeap()

    init(name: String) {
        self.name = name
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
