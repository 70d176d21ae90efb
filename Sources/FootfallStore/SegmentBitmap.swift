/// A bit for every event of a segment.
struct SegmentBitmap: Equatable {
    private var words: [UInt64]

    /// None of a segment's events.
    init(bits: Int) {
        words = [UInt64](repeating: 0, count: max(1, (1 << bits) / 64))
    }

    /// The events at these offsets.
    init(bits: Int, _ offsets: Range<Int>) {
        self.init(bits: bits)
        guard let first = offsets.first, let last = offsets.last else { return }
        for index in first >> 6...last >> 6 { words[index] = .max }
        words[first >> 6] &= .max << UInt64(first & 63)
        words[last >> 6] &= .max >> UInt64(63 - last & 63)
    }

    /// How long a bitmap is in the store.
    static func byteCount(bits: Int) -> Int { max(1, (1 << bits) / 64) * 8 }

    @inline(__always)
    mutating func insert(_ offset: Int) {
        words[offset >> 6] |= 1 << UInt64(offset & 63)
    }

    func contains(_ offset: Int) -> Bool {
        words[offset >> 6] >> UInt64(offset & 63) & 1 != 0
    }

    /// Adds the 64 events that begin at 64 times a number; all of them where the segment has fewer.
    mutating func insert(block: Int) {
        words[block] = .max
    }

    /// Adds the offsets of a posting list: two bytes each, the high one first.
    mutating func insert(list: Span<UInt8>) {
        let end = words.count
        SegmentBitmap.forEachOffset(of: list) { if $0 >> 6 < end { insert($0) } }
    }

    /// How many of a posting list's offsets are in it.
    func count(list: Span<UInt8>) -> Int {
        var count = 0
        SegmentBitmap.forEachOffset(of: list) { if $0 >> 6 < words.count, contains($0) { count &+= 1 } }
        return count
    }

    /// A damaged list may name an offset beyond the segment.
    @inline(__always)
    private static func forEachOffset(of list: Span<UInt8>, _ body: (Int) -> Void) {
        var index = 0
        while index &+ 1 < list.count {
            body(Int(list[index]) << 8 | Int(list[index &+ 1]))
            index &+= 2
        }
    }

    mutating func formUnion(_ other: SegmentBitmap) {
        for index in words.indices { words[index] |= other.words[index] }
    }

    /// Adds what a stored bitmap has: the lowest bit of its first byte stands for offset 0.
    mutating func formUnion(_ bytes: Span<UInt8>) {
        for index in 0..<min(words.count, bytes.count / 8) { words[index] |= SegmentBitmap.word(index, of: bytes) }
    }

    /// How many events are in it and in a stored bitmap.
    func count(alsoIn bytes: Span<UInt8>) -> Int {
        (0..<min(words.count, bytes.count / 8)).reduce(0) { count, index in
            count + (words[index] & SegmentBitmap.word(index, of: bytes)).nonzeroBitCount
        }
    }

    @inline(__always)
    private static func word(_ index: Int, of bytes: Span<UInt8>) -> UInt64 {
        var word: UInt64 = 0
        for byte in 0..<8 { word |= UInt64(bytes[index &* 8 &+ byte]) << UInt64(byte &* 8) }
        return word
    }

    mutating func formIntersection(_ other: SegmentBitmap) {
        for index in words.indices { words[index] &= other.words[index] }
    }

    mutating func subtract(_ other: SegmentBitmap) {
        for index in words.indices { words[index] &= ~other.words[index] }
    }

    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// How many of the events at some offsets are in it, and in another as well.
    func count(in offsets: Range<Int>, alsoIn other: SegmentBitmap? = nil) -> Int {
        guard let first = offsets.first, let last = offsets.last else { return 0 }
        var count = 0
        for index in first >> 6...last >> 6 {
            var word = words[index] & (other?.words[index] ?? .max)
            if index == first >> 6 { word &= .max << UInt64(first & 63) }
            if index == last >> 6 { word &= .max >> UInt64(63 - last & 63) }
            count += word.nonzeroBitCount
        }
        return count
    }

    func isSubset(of other: SegmentBitmap) -> Bool {
        words.indices.allSatisfy { words[$0] & ~other.words[$0] == 0 }
    }

    func isDisjoint(with other: SegmentBitmap) -> Bool {
        words.indices.allSatisfy { words[$0] & other.words[$0] == 0 }
    }

    /// Goes through stretches of offsets upwards, each from one that is there to one that is: between two of a stretch
    /// fewer than `gap` are missing.
    func forEachStretch(gap: Int, _ body: (ClosedRange<Int>) throws -> Void) rethrows {
        var first = -1
        var last = -1
        try forEach { offset in
            if first >= 0, offset - last > gap {
                try body(first...last)
                first = -1
            }
            if first < 0 { first = offset }
            last = offset
        }
        if first >= 0 { try body(first...last) }
    }

    /// Goes through the offsets upwards.
    func forEach(_ body: (Int) throws -> Void) rethrows {
        for index in words.indices {
            var word = words[index]
            while word != 0 {
                try body(index << 6 + word.trailingZeroBitCount)
                word &= word &- 1
            }
        }
    }
}
