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
        // By words: a rare key's search makes one for every segment of the store.
        for index in offsets.lowerBound >> 6..<(offsets.upperBound + 63) >> 6 where !offsets.isEmpty {
            let first = max(offsets.lowerBound - index << 6, 0)
            let end = min(offsets.upperBound - index << 6, 64)
            words[index] = (end == 64 ? .max : 1 << UInt64(end) - 1) & ~(1 << UInt64(first) - 1)
        }
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

    /// Adds the offsets of a posting list: two bytes each, the high one first.
    mutating func insert(list: Span<UInt8>) {
        var index = 0
        while index &+ 1 < list.count {
            let offset = Int(list[index]) << 8 | Int(list[index &+ 1])
            // A damaged list may name an offset beyond the segment.
            if offset >> 6 < words.count { insert(offset) }
            index &+= 2
        }
    }

    mutating func formUnion(_ other: SegmentBitmap) {
        for index in words.indices { words[index] |= other.words[index] }
    }

    /// Adds what a stored bitmap has: the lowest bit of its first byte stands for offset 0.
    mutating func formUnion(_ bytes: Span<UInt8>) {
        for index in 0..<min(words.count, bytes.count / 8) {
            var word: UInt64 = 0
            for byte in 0..<8 { word |= UInt64(bytes[index &* 8 &+ byte]) << UInt64(byte &* 8) }
            words[index] |= word
        }
    }

    mutating func formIntersection(_ other: SegmentBitmap) {
        for index in words.indices { words[index] &= other.words[index] }
    }

    mutating func subtract(_ other: SegmentBitmap) {
        for index in words.indices { words[index] &= ~other.words[index] }
    }

    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// The least and the greatest offset; `nil` where there is none.
    var bounds: (first: Int, last: Int)? {
        guard let low = words.firstIndex(where: { $0 != 0 }), let high = words.lastIndex(where: { $0 != 0 }) else {
            return nil
        }
        return (low * 64 + words[low].trailingZeroBitCount, high * 64 + 63 - words[high].leadingZeroBitCount)
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
