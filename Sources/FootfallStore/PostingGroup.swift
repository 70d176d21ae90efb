internal import GRDB

/// The second level above posting lists: in which of 64 segments a key occurs at all.
///
/// It is made once, when the last segment of a group is full, so that a key that is rare or absent costs one look-up
/// for a million events.
///
/// A row of `posting_group` has up to 128 keys in rising order, four bytes each, and for each a bit for every segment,
/// eight bytes, the highest first: small enough for one page, and found by its first key.
enum PostingGroup {
    /// Segments whose ids differ in this many low bits share a group.
    static let bits: Int64 = 6
    static let keysInRow = 128
    static let keyBytes = 12

    static func id(of segment: Int64) -> Int64 { segment >> bits }

    /// The segment's bit.
    static func mask(of segment: Int64) -> UInt64 { 1 << UInt64(segment & (1 << bits - 1)) }

    /// Makes the rows of the group that ends with a segment whose postings are written; none where it ends no group.
    static func write(endingWith segment: Int64, segmentBits: Int, into database: Database) throws {
        guard segment & (1 << bits - 1) == 1 << bits - 1 else { return }
        let group = id(of: segment)
        let select = try RawStatement("SELECT lists FROM posting WHERE id = ?", in: database)
        defer { select.finish() }
        var radix = RadixSort()
        var keys: [UInt64] = []
        for kind in PostingKind.stored {
            keys.removeAll(keepingCapacity: true)
            for place in 0..<(1 as Int64) << bits {
                select.bind(kind.blockID(segment: group << bits | place), at: 1)
                if try select.step() {
                    try select.withBytes(0) { bytes in
                        try PostingBlock(bytes, bits: segmentBits).forEachKey(bytes) {
                            keys.append(UInt64(bitPattern: $0 << bits | place))
                        }
                    }
                }
                select.reset()
            }
            radix.sort(&keys, from: UInt64(bits))
            try write(keys, group: group, kind: kind, into: database)
        }
    }

    /// Writes sorted keys of one kind, each with the place of a segment in its low bits.
    private static func write(_ keys: [UInt64], group: Int64, kind: PostingKind, into database: Database) throws {
        let insert = try RawStatement(
            "INSERT INTO posting_group (segments, kind, first, keys) VALUES (?, ?, ?, ?)",
            in: database
        )
        defer { insert.finish() }
        var row: [UInt8] = []
        var place = 0
        while place < keys.count {
            let first = keys[place] >> UInt64(bits)
            row.removeAll(keepingCapacity: true)
            while place < keys.count, row.count < keysInRow * keyBytes {
                let key = keys[place] >> UInt64(bits)
                var mask: UInt64 = 0
                while place < keys.count, keys[place] >> UInt64(bits) == key {
                    mask |= PostingGroup.mask(of: Int64(bitPattern: keys[place]))
                    place &+= 1
                }
                for shift in stride(from: UInt64(24), through: 0, by: -8) {
                    row.append(UInt8(truncatingIfNeeded: key >> shift))
                }
                for shift in stride(from: UInt64(56), through: 0, by: -8) {
                    row.append(UInt8(truncatingIfNeeded: mask >> shift))
                }
            }
            insert.bind(group, at: 1)
            insert.bind(Int64(kind.rawValue), at: 2)
            insert.bind(Int64(bitPattern: first), at: 3)
            try unsafe row.withUnsafeBufferPointer {
                unsafe insert.bind(blob: $0, 0, $0.count, at: 4)
                try insert.run()
            }
        }
    }
}
