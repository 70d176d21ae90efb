/// The posting lists of one kind in one segment, as one blob: written in one piece, and read without an index.
///
/// Numbers are big-endian. How many keys are wide and how many narrow, four bytes each; the wide keys, four bytes each,
/// and for each a bit for every event of the segment; the narrow keys in rising order, four bytes each with two for the
/// number of its first id; the ids, as offsets of two bytes. A key is wide where its bits are shorter than its ids.
struct PostingBlock {
    private static let head = 8
    private static let wideBytes = 4
    private static let narrowBytes = 6

    private let wide: Int
    private let narrow: Int
    private let bitmap: Int

    /// Looks at the head of a block; fails where it promises more than there is.
    init(_ bytes: Span<UInt8>, bits: Int) throws {
        guard bytes.count >= PostingBlock.head else { throw StoreDamage("a posting list is cut off") }
        wide = Int(bytes.word(at: 0))
        narrow = Int(bytes.word(at: 4))
        bitmap = SegmentBitmap.byteCount(bits: bits)
        guard idsStart <= bytes.count else { throw StoreDamage("a posting list is cut off") }
    }

    private var bitmapsStart: Int { PostingBlock.head + wide * PostingBlock.wideBytes }
    private var narrowStart: Int { bitmapsStart + wide * bitmap }
    private var idsStart: Int { narrowStart + narrow * PostingBlock.narrowBytes }

    /// Adds the events that are listed under one of the keys.
    func collect(_ keys: Set<Int64>, from bytes: Span<UInt8>, into found: inout SegmentBitmap) {
        for place in 0..<wide where keys.contains(wideKey(place, bytes)) {
            let start = bitmapsStart + place * bitmap
            found.formUnion(bytes.extracting(start..<start + bitmap))
        }
        if keys.count > narrow {
            for place in 0..<narrow where keys.contains(key(place, bytes)) { insert(place, bytes, into: &found) }
        } else {
            for key in keys {
                if let place = find(key, bytes) { insert(place, bytes, into: &found) }
            }
        }
    }

    /// How many of some events are listed under each key, keys without any left out.
    func forEachCount(of events: SegmentBitmap, _ bytes: Span<UInt8>, _ body: (Int64, Int) -> Void) {
        for place in 0..<wide {
            let start = bitmapsStart + place * bitmap
            let count = events.count(alsoIn: bytes.extracting(start..<start + bitmap))
            if count > 0 { body(wideKey(place, bytes), count) }
        }
        for place in 0..<narrow {
            let count = events.count(list: bytes.extracting(ids(place, bytes)))
            if count > 0 { body(key(place, bytes), count) }
        }
    }

    /// All keys that have a list.
    func forEachKey(_ bytes: Span<UInt8>, _ body: (Int64) -> Void) {
        for place in 0..<wide { body(wideKey(place, bytes)) }
        for place in 0..<narrow { body(key(place, bytes)) }
    }

    private func wideKey(_ place: Int, _ bytes: Span<UInt8>) -> Int64 {
        Int64(bytes.word(at: PostingBlock.head + place * PostingBlock.wideBytes))
    }

    private func key(_ place: Int, _ bytes: Span<UInt8>) -> Int64 {
        Int64(bytes.word(at: narrowStart + place * PostingBlock.narrowBytes))
    }

    private func find(_ key: Int64, _ bytes: Span<UInt8>) -> Int? {
        var low = 0
        var high = narrow
        while low < high {
            let middle = (low + high) / 2
            if self.key(middle, bytes) < key { low = middle + 1 } else { high = middle }
        }
        return low < narrow && self.key(low, bytes) == key ? low : nil
    }

    private func insert(_ place: Int, _ bytes: Span<UInt8>, into found: inout SegmentBitmap) {
        found.insert(list: bytes.extracting(ids(place, bytes)))
    }

    /// Where the ids of a narrow key are; none where the block is damaged.
    private func ids(_ place: Int, _ bytes: Span<UInt8>) -> Range<Int> {
        func start(_ place: Int) -> Int {
            let number = bytes.half(at: narrowStart + place * PostingBlock.narrowBytes + 4)
            return min(idsStart + Int(number) * 2, bytes.count)
        }
        let first = start(place)
        let end = place + 1 < narrow ? start(place + 1) : bytes.count
        return first..<max(first, end)
    }
}

extension PostingBlock {
    /// A block of sorted entries: key << 16 | offset within the segment.
    static func encoded(_ sorted: [UInt64], bits: Int) -> [UInt8] {
        let bitmap = SegmentBitmap.byteCount(bits: bits)
        var wide: [Range<Int>] = []
        var narrow: [Range<Int>] = []
        var narrowIDs = 0
        let entries = sorted.span
        var start = 0
        while start < entries.count {
            let key = entries[start] >> 16
            var end = start &+ 1
            while end < entries.count, entries[end] >> 16 == key { end &+= 1 }
            if (end &- start) &* 2 > bitmap {
                wide.append(start..<end)
            } else {
                narrow.append(start..<end)
                narrowIDs &+= end &- start
            }
            start = end
        }
        let size = head + wide.count * (wideBytes + bitmap) + narrow.count * narrowBytes + narrowIDs * 2
        var blob = [UInt8](repeating: 0, count: size)
        var out = blob.mutableSpan
        out.put(UInt32(wide.count), at: 0)
        out.put(UInt32(narrow.count), at: 4)
        for (place, range) in wide.enumerated() {
            out.put(UInt32(truncatingIfNeeded: entries[range.lowerBound] >> 16), at: head + place * wideBytes)
            let start = head + wide.count * wideBytes + place * bitmap
            for index in range {
                let offset = Int(entries[index] & 0xffff)
                out[start &+ offset >> 3] |= 1 << UInt8(offset & 7)
            }
        }
        var place = head + wide.count * (wideBytes + bitmap)
        let ids = place + narrow.count * narrowBytes
        var number = 0
        for range in narrow {
            out.put(UInt32(truncatingIfNeeded: entries[range.lowerBound] >> 16), at: place)
            out.put(UInt16(truncatingIfNeeded: number), at: place &+ 4)
            place &+= narrowBytes
            for index in range {
                out.put(UInt16(truncatingIfNeeded: entries[index]), at: ids &+ number &* 2)
                number &+= 1
            }
        }
        return blob
    }
}

extension Span<UInt8> {
    @inline(__always)
    fileprivate func half(at place: Int) -> UInt16 {
        UInt16(self[place]) << 8 | UInt16(self[place &+ 1])
    }

    @inline(__always)
    fileprivate func word(at place: Int) -> UInt32 {
        UInt32(half(at: place)) << 16 | UInt32(half(at: place &+ 2))
    }
}

extension MutableSpan<UInt8> {
    @inline(__always)
    fileprivate mutating func put(_ value: UInt16, at place: Int) {
        self[place] = UInt8(truncatingIfNeeded: value >> 8)
        self[place &+ 1] = UInt8(truncatingIfNeeded: value)
    }

    @inline(__always)
    fileprivate mutating func put(_ value: UInt32, at place: Int) {
        put(UInt16(truncatingIfNeeded: value >> 16), at: place)
        put(UInt16(truncatingIfNeeded: value), at: place &+ 2)
    }
}
