internal import FootfallModel

/// The last records, by what they are known by when another source tells them too.
///
/// A record's first mark is its own; each other source that tells it adds one, so that the n-th of several equal records
/// from one source is the n-th of another. The oldest are overwritten.
struct DuplicateTable {
    /// Room to begin with, and how far it may grow while old records are read; powers of two.
    static let least = 1 << 16
    static let most = 1 << 22
    /// How many marks are looked at for one second.
    private static let longestChain = 1024

    private struct Mark {
        var key: UInt64
        var event: Int64
        var host: UInt32
        var process: UInt32
        /// The number of the record's first mark.
        var record: UInt32
        /// How much less the number of the mark before is, of those with the same slot; 0 for none.
        var back: UInt32
        var source: UInt16
    }

    private(set) var capacity = DuplicateTable.least
    private var marks: [Mark] = []
    /// By slot: the number of the last mark, modulo 2^32; 0 for none.
    private var heads: [UInt32] = []
    private var next: UInt64 = 1
    /// Kept for their storage: what the source asked for has told already, and what may be the record.
    private var owned: [UInt32] = []
    private var candidates: [Int] = []

    /// A record that another source told.
    struct Found {
        var event: Int64
        var source: UInt16
    }

    /// Marks a record.
    ///
    /// - Parameters:
    ///   - event: a reference to the event that it is or tells again, as `EventRow.evidenceOf` has it.
    ///   - mayGrow: the record is old: what has to be kept until another source comes to its time is not known.
    mutating func add(
        _ identity: RecordIdentity,
        second: Int64,
        event: Int64,
        source: UInt16,
        mayGrow: Bool
    ) {
        let number = UInt32(truncatingIfNeeded: next)
        add(identity, key: identity.key(at: second), event: event, source: source, record: number, mayGrow: mayGrow)
    }

    /// Finds the first equal record of the same second, or else of its neighbours, that another source has told and this
    /// one has not; it is this one's from now on.
    ///
    /// - Parameters:
    ///   - floor: events whose references are greater than 0 and not greater than this are forgotten.
    ///   - only: the event it has to be, where that is known.
    mutating func claim(
        _ identity: RecordIdentity,
        second: Int64,
        source: UInt16,
        floor: Int64,
        only: Int64 = 0,
        mayGrow: Bool
    ) -> Found? {
        if marks.isEmpty { return nil }
        // Two programs that take the time of one record themselves may do so on either side of a second's border.
        for neighbour in [second, second &- 1, second &+ 1] {
            let key = identity.key(at: neighbour)
            guard let place = find(identity, key, source, floor, only) else { continue }
            let mark = marks[place]
            add(identity, key: key, event: mark.event, source: source, record: mark.record, mayGrow: mayGrow)
            return Found(event: mark.event, source: mark.source)
        }
        return nil
    }

    private mutating func find(
        _ identity: RecordIdentity,
        _ key: UInt64,
        _ source: UInt16,
        _ floor: Int64,
        _ only: Int64
    ) -> Int? {
        owned.removeAll(keepingCapacity: true)
        candidates.removeAll(keepingCapacity: true)
        var number = heads[Int(truncatingIfNeeded: key) & (capacity &- 1)]
        guard number != 0 else { return nil }
        var age = UInt64(UInt32(truncatingIfNeeded: next) &- number)
        var steps = 0
        while age > 0, age <= UInt64(capacity), steps < DuplicateTable.longestChain {
            let place = Int(number) & (capacity &- 1)
            let mark = marks[place]
            if mark.key == key {
                if mark.source == source {
                    owned.append(mark.record)
                } else if mark.event < 0 || mark.event > floor, only == 0 || only == mark.event,
                    identity.agrees(host: mark.host, process: mark.process)
                {
                    candidates.append(place)
                }
            }
            if mark.back == 0 { break }
            number = number &- mark.back
            age += UInt64(mark.back)
            steps += 1
        }
        while let place = candidates.popLast() {
            if !owned.contains(marks[place].record) { return place }
        }
        return nil
    }

    private mutating func add(
        _ identity: RecordIdentity,
        key: UInt64,
        event: Int64,
        source: UInt16,
        record: UInt32,
        mayGrow: Bool
    ) {
        if marks.isEmpty {
            allocate()
        } else if next > UInt64(capacity), mayGrow, capacity < DuplicateTable.most {
            grow()
        }
        insert(
            Mark(
                key: key,
                event: event,
                host: identity.host,
                process: identity.process,
                record: record,
                back: 0,
                source: source
            )
        )
    }

    @inline(__always)
    private mutating func insert(_ mark: Mark) {
        let number = UInt32(truncatingIfNeeded: next)
        let place = Int(truncatingIfNeeded: next) & (capacity &- 1)
        let slot = Int(truncatingIfNeeded: mark.key) & (capacity &- 1)
        marks[place] = mark
        marks[place].back = heads[slot] == 0 ? 0 : number &- heads[slot]
        heads[slot] = number
        next &+= 1
    }

    private mutating func allocate() {
        let none = Mark(key: 0, event: 0, host: 0, process: 0, record: 0, back: 0, source: 0)
        marks = [Mark](repeating: none, count: capacity)
        heads = [UInt32](repeating: 0, count: capacity)
    }

    /// Twice the room; every mark keeps its number.
    private mutating func grow() {
        let old = marks
        let oldCapacity = capacity
        let end = next
        capacity *= 2
        allocate()
        next = end - UInt64(oldCapacity)
        while next < end { insert(old[Int(truncatingIfNeeded: next) & (oldCapacity - 1)]) }
    }
}
