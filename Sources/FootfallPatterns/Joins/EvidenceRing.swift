internal import FootfallModel

/// The last marks of events that evidence may belong to, found by their keys.
///
/// The oldest is overwritten; marking allocates nothing after the first.
struct EvidenceRing {
    /// How many marks are looked at for a key, those of other keys in the same slot included.
    private static let longestChain = 256
    /// How many marks are looked at that are too old for the record, or farther from it than one that was found.
    ///
    /// A source's marks grow older from one to the next; only another source's may be in between.
    private static let longestBehind = 32

    private struct Entry {
        var mark: EvidenceMark
        /// How much less the number of the mark before is, of those with the same slot; 0 for none.
        var back: UInt32
    }

    private let capacity: Int
    private var entries: [Entry] = []
    /// By slot: the number of the last mark, modulo 2^32; 0 for none.
    private var heads: [UInt32] = []
    /// The number of the next mark, from 1.
    private(set) var next: Int64 = 1
    /// The latest time of all marks, and of those up to the last that was earlier than one before it: behind that one,
    /// times do not fall.
    private var latest = Int64.min
    private var disorder: (number: Int64, latest: Int64) = (0, .min)

    /// - Parameter capacity: how many marks are kept, a power of two.
    init(capacity: Int = EvidenceMark.kept) {
        self.capacity = capacity
    }

    @inline(__always)
    mutating func add(_ mark: EvidenceMark) {
        if entries.isEmpty { allocate() }
        let number = UInt32(truncatingIfNeeded: next)
        let slot = Int(truncatingIfNeeded: mark.key) & (capacity &- 1)
        let head = heads[slot]
        let back = head == 0 ? 0 : number &- head
        entries[Int(truncatingIfNeeded: next) & (capacity &- 1)] = Entry(mark: mark, back: back)
        heads[slot] = number
        if mark.time < latest { disorder = (next, latest) }
        latest = max(latest, mark.time)
        next &+= 1
    }

    @inline(never)
    private mutating func allocate() {
        let none = Entry(mark: EvidenceMark(key: 0, time: 0, event: 0, type: 0), back: 0)
        entries = [Entry](repeating: none, count: capacity)
        heads = [UInt32](repeating: 0, count: capacity)
    }

    /// A reference to the nearest event, in time, that has one of these types and keys; 0 where there is none.
    ///
    /// - Parameter after: how much later than the event the record may be, in microseconds.
    func find(_ keys: EvidenceKeys, _ types: [UInt32], time: Int64, after: Int64) -> Int64 {
        if entries.isEmpty { return 0 }
        var found: Int64 = 0
        var nearest = UInt64.max
        keys.forEach { search($0, types, time, after, &found, &nearest) }
        return found
    }

    private func search(
        _ key: UInt64,
        _ types: [UInt32],
        _ time: Int64,
        _ after: Int64,
        _ found: inout Int64,
        _ nearest: inout UInt64
    ) {
        let head = heads[Int(truncatingIfNeeded: key) & (capacity &- 1)]
        if head == 0 { return }
        // How far back in the ring; 1 is the last mark.
        var behind = Int(UInt32(truncatingIfNeeded: next) &- head)
        var steps = 0
        var useless = 0
        while behind > 0, behind <= capacity, steps < EvidenceRing.longestChain, useless < EvidenceRing.longestBehind {
            let number = next &- Int64(behind)
            let entry = entries[Int(truncatingIfNeeded: number) & (capacity &- 1)]
            if entry.mark.key == key {
                let distance = time &- entry.mark.time
                if distance > after || found != 0 && distance.magnitude >= nearest {
                    // Where none of those before can be later than this one, none of them can be nearer.
                    if distance >= 0, number > disorder.number, disorder.latest <= entry.mark.time { return }
                    useless &+= 1
                } else if distance >= -EvidenceRule.window, distance.magnitude < nearest,
                    types.contains(entry.mark.type)
                {
                    nearest = distance.magnitude
                    found = entry.mark.event
                }
            }
            if entry.back == 0 { return }
            behind &+= Int(entry.back)
            steps &+= 1
        }
    }

    // MARK: Keeping

    /// The marks from a number on, as far as they are still there, and the number of the first of them.
    func marks(from number: Int64) -> (first: Int64, marks: [EvidenceMark]) {
        let first = max(number, next - Int64(capacity))
        return (first, (first..<next).map { entries[Int($0) & (capacity - 1)].mark })
    }

    /// Takes in what a store kept.
    mutating func load(_ records: some Sequence<JoinRecord>) {
        for record in records where record.kind == .marks {
            var reader = ByteReader(record.key)
            guard let number = reader.word(), let value = record.value else { continue }
            next = max(next, Int64(truncatingIfNeeded: number))
            for mark in EvidenceMark.decoded(value) {
                var own = mark
                own.event = -mark.event
                add(own)
            }
        }
    }
}
