internal import FootfallModel

/// The last marks of events that evidence may belong to, found by their keys.
///
/// The oldest is overwritten; marking allocates nothing after the first.
struct EvidenceRing {
    /// How many marks are looked at for a key, those of other keys in the same slot included.
    private static let longestChain = 256

    private let capacity: Int
    private var marks: [EvidenceMark] = []
    /// By slot, and by mark: the number of the last mark before; 0 for none.
    private var heads: [Int64] = []
    private var previous: [Int64] = []
    /// The number of the next mark, from 1.
    private(set) var next: Int64 = 1

    /// - Parameter capacity: how many marks are kept, a power of two.
    init(capacity: Int = EvidenceMark.kept) {
        self.capacity = capacity
    }

    @inline(__always)
    mutating func add(_ mark: EvidenceMark) {
        if marks.isEmpty { allocate() }
        let place = Int(truncatingIfNeeded: next) & (capacity &- 1)
        let slot = Int(truncatingIfNeeded: mark.key) & (capacity &- 1)
        marks[place] = mark
        previous[place] = heads[slot]
        heads[slot] = next
        next &+= 1
    }

    @inline(never)
    private mutating func allocate() {
        marks = [EvidenceMark](repeating: EvidenceMark(key: 0, time: 0, event: 0, type: 0), count: capacity)
        heads = [Int64](repeating: 0, count: capacity)
        previous = heads
    }

    /// A reference to the nearest event, in time, that has one of these types and keys; 0 where there is none.
    ///
    /// - Parameter after: how much later than the event the record may be, in microseconds.
    func find(_ keys: EvidenceKeys, _ types: [UInt32], time: Int64, after: Int64) -> Int64 {
        var found: Int64 = 0
        var nearest = UInt64.max
        guard !marks.isEmpty else { return 0 }
        for key in keys.all {
            var number = heads[Int(truncatingIfNeeded: key) & (capacity - 1)]
            var steps = 0
            while number > 0, number >= next - Int64(capacity), steps < EvidenceRing.longestChain {
                let place = Int(number) & (capacity - 1)
                let mark = marks[place]
                let distance = time &- mark.time
                if mark.key == key, distance >= -EvidenceRule.window, distance <= after,
                    distance.magnitude < nearest, types.contains(mark.type)
                {
                    nearest = distance.magnitude
                    found = mark.event
                }
                number = previous[place]
                steps += 1
            }
        }
        return found
    }

    // MARK: Keeping

    /// The marks from a number on, as far as they are still there, and the number of the first of them.
    func marks(from number: Int64) -> (first: Int64, marks: [EvidenceMark]) {
        let first = max(number, next - Int64(capacity))
        return (first, (first..<next).map { marks[Int($0) & (capacity - 1)] })
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
