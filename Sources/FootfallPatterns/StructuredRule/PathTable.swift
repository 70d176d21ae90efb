internal import FootfallModel

/// Numbers for the paths that rules name, so that a record's field is known by one probe.
struct PathTable {
    private var hashes: [UInt64] = []
    private var ranges: [ByteRange] = []
    private var text: [UInt8] = []
    /// Numbers by hash, -1 for none; a power of two, at most half full.
    private var slots: [Int32] = [Int32](repeating: -1, count: 64)

    var count: Int { ranges.count }

    /// The number of a path, a new one where no rule has named it yet.
    mutating func number(of path: String) -> Int32 {
        let bytes = Array(path.utf8)
        let range = ByteRange(from: 0, to: bytes.count)
        let hash = FNV.hash(path)
        if let known = find(hash, bytes.span, range) { return known }
        let number = Int32(ranges.count)
        hashes.append(hash)
        ranges.append(ByteRange(from: text.count, to: text.count + bytes.count))
        text += bytes
        if ranges.count * 2 > slots.count {
            slots = [Int32](repeating: -1, count: slots.count * 2)
            for number in ranges.indices { insert(Int32(number)) }
        } else {
            insert(number)
        }
        return number
    }

    /// The number of a path where a rule names it.
    func number(ofKnown path: String) -> Int32? {
        let bytes = Array(path.utf8)
        return find(FNV.hash(path), bytes.span, ByteRange(from: 0, to: bytes.count))
    }

    /// The number of a path that a rule names; `nil` for any other.
    @inline(__always)
    func find(_ hash: UInt64, _ bytes: Span<UInt8>, _ range: ByteRange) -> Int32? {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count &- 1)
        while slots[slot] >= 0 {
            let number = Int(slots[slot])
            if hashes[number] == hash, isEqual(ranges[number], bytes, range) { return Int32(number) }
            slot = (slot &+ 1) & (slots.count &- 1)
        }
        return nil
    }

    private mutating func insert(_ number: Int32) {
        var slot = Int(truncatingIfNeeded: hashes[Int(number)]) & (slots.count - 1)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = number
    }

    private func isEqual(_ own: ByteRange, _ bytes: Span<UInt8>, _ range: ByteRange) -> Bool {
        guard own.count == range.count else { return false }
        for offset in 0..<Int(own.count) where text[own.lower + offset] != bytes[range.lower + offset] { return false }
        return true
    }
}
