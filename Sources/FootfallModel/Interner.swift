/// Numbers for repeated strings, in the parser's thread.
///
/// The numbers are the parser's own, from 1; 0 stands for "none". Each batch hands over what was added since the one
/// before, and the store maps it to its own numbers. When the table has grown beyond its limit it starts a new
/// generation, so that memory stays bounded however many addresses an attacker brings.
public struct Interner: ~Copyable {
    /// One string.
    public struct Entry: Sendable {
        /// What it is.
        public var kind: StringKind
        /// Where it stands in `text`.
        public var range: ByteRange
        fileprivate var hash: UInt32
    }

    /// Counts up whenever all numbers are given back.
    public private(set) var generation: Int = 0
    /// Entry 0 is unused.
    public private(set) var entries: [Entry]
    /// The text of all entries, one after another.
    public private(set) var text: [UInt8]
    private var slots: [Int32]
    private var mask: Int
    private let limit: Int
    /// Differs from run to run, so that nobody can choose names that fall into one slot.
    private let seed = UInt64.random(in: .min ... .max)

    /// A table that starts anew, when asked, beyond `limit` strings (or 64 MiB of text).
    public init(limit: Int = 200_000) {
        self.limit = limit
        self.entries = [Entry(kind: StringKind(rawValue: 0), range: .none, hash: 0)]
        self.text = []
        self.slots = [Int32](repeating: 0, count: 4096)
        self.mask = 4095
    }

    /// The number of `bytes[range]` under `kind`, a new one when it was not seen before; 0 for an empty range.
    @inline(__always)
    public mutating func intern(_ kind: StringKind, _ bytes: Span<UInt8>, _ range: ByteRange) -> Int32 {
        if range.isEmpty { return 0 }
        let hash = Interner.hash(kind, bytes, range, seed: seed)
        var slot = Int(hash) & mask
        while true {
            let number = slots[slot]
            if number == 0 { return add(kind, bytes, range, hash, slot) }
            let entry = entries[Int(number)]
            if entry.hash == hash, entry.kind == kind, isEqual(entry.range, bytes, range) { return number }
            slot = (slot &+ 1) & mask
        }
    }

    /// The number of `bytes[range]` under `kind`, 0 when it was not seen before.
    @inline(__always)
    public func number(_ kind: StringKind, of bytes: Span<UInt8>, _ range: ByteRange) -> Int32 {
        if range.isEmpty { return 0 }
        let hash = Interner.hash(kind, bytes, range, seed: seed)
        var slot = Int(hash) & mask
        while true {
            let number = slots[slot]
            if number == 0 { return 0 }
            let entry = entries[Int(number)]
            if entry.hash == hash, entry.kind == kind, isEqual(entry.range, bytes, range) { return number }
            slot = (slot &+ 1) & mask
        }
    }

    /// The number of a string that the program itself knows.
    public mutating func intern(_ kind: StringKind, _ string: String) -> Int32 {
        let bytes = Array(string.utf8)
        return intern(kind, bytes.span, ByteRange(from: 0, to: bytes.count))
    }

    /// The text behind a number; `nil` for 0.
    public func string(_ number: Int32) -> String? {
        number == 0 ? nil : text.text(entries[Int(number)].range)
    }

    /// Whether the table has outgrown its limit.
    public var isFull: Bool { entries.count > limit || text.count > 64 << 20 }

    /// The bytes behind a number; none for 0.
    public func bytes(_ number: Int32) -> ArraySlice<UInt8> {
        let range = entries[Int(number)].range
        return text[range.lower..<range.upper]
    }

    /// Starts a new generation if the table has outgrown its limit; true when all numbers are void now.
    public mutating func startNewGenerationIfFull() -> Bool {
        guard isFull else { return false }
        generation += 1
        entries.removeSubrange(1...)
        text.removeAll(keepingCapacity: true)
        slots = [Int32](repeating: 0, count: slots.count)
        return true
    }

    @inline(never)
    private mutating func add(
        _ kind: StringKind,
        _ bytes: Span<UInt8>,
        _ range: ByteRange,
        _ hash: UInt32,
        _ slot: Int
    ) -> Int32 {
        let number = Int32(entries.count)
        let start = text.count
        text.append(bytes, range)
        entries.append(Entry(kind: kind, range: ByteRange(from: start, to: text.count), hash: hash))
        slots[slot] = number
        if entries.count * 2 > slots.count { grow() }
        return number
    }

    private mutating func grow() {
        slots = [Int32](repeating: 0, count: slots.count * 2)
        mask = slots.count - 1
        for number in 1..<entries.count {
            var slot = Int(entries[number].hash) & mask
            while slots[slot] != 0 { slot = (slot &+ 1) & mask }
            slots[slot] = Int32(number)
        }
    }

    @inline(__always)
    private func isEqual(_ own: ByteRange, _ bytes: Span<UInt8>, _ range: ByteRange) -> Bool {
        guard own.count == range.count else { return false }
        let mine = text.span
        let count = Int(range.count)
        if count <= 8 { return mine.firstWord(of: own) == bytes.firstWord(of: range) }
        var offset = 0
        while offset &+ 8 <= count {
            if mine.word(at: own.lower &+ offset) != bytes.word(at: range.lower &+ offset) { return false }
            offset &+= 8
        }
        // The last eight bytes overlap what was compared already; that is quicker than comparing the rest one by one.
        return mine.word(at: own.upper &- 8) == bytes.word(at: range.upper &- 8)
    }

    /// Eight bytes a step; the length is mixed in, because the last step may overlap the one before.
    ///
    /// The low bits, which choose the slot, depend on every byte: names that differ in one letter must not crowd.
    @inline(__always)
    package static func hash(_ kind: StringKind, _ bytes: Span<UInt8>, _ range: ByteRange, seed: UInt64) -> UInt32 {
        let count = Int(range.count)
        var h = seed ^ UInt64(kind.rawValue) ^ UInt64(count) &<< 32
        if count <= 8 {
            h = mix(h, bytes.firstWord(of: range))
        } else {
            var offset = 0
            while offset &+ 8 <= count {
                h = mix(h, bytes.word(at: range.lower &+ offset))
                offset &+= 8
            }
            h = mix(h, bytes.word(at: range.upper &- 8))
        }
        // A product's upper half depends on all bits below it, and `mix` has brought all bits down.
        return UInt32(truncatingIfNeeded: (h &* 0xc4ce_b9fe_1a85_ec53) >> 32)
    }

    @inline(__always)
    private static func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let product = (hash ^ word) &* 0xff51_afd7_ed55_8ccd
        return product ^ (product >> 32)
    }
}
