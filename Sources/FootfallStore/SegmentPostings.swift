internal import GRDB

/// The keys of one segment's events, of which its posting lists are made.
struct SegmentPostings {
    /// For each kind, key << 16 | offset within the segment.
    private var keys: [[UInt64]]
    private var radix = RadixSort()

    init() {
        keys = [[UInt64]](repeating: [], count: PostingKind.allCases.count)
    }

    /// Adds events with consecutive ids, the first of them at `offset` within the segment.
    mutating func add(_ rows: ArraySlice<StoredRow>, offset: Int) {
        for kind in PostingKind.allCases {
            SegmentPostings.add(rows, kind, offset, to: &keys[kind.rawValue - 1])
        }
    }

    @inline(__always)
    private static func add(_ rows: ArraySlice<StoredRow>, _ kind: PostingKind, _ offset: Int, to keys: inout [UInt64])
    {
        // An outcome of 0 is "unknown", a number of 0 is "none".
        let least: Int32 = kind == .outcome ? 0 : 1
        var place = UInt64(offset)
        for row in rows {
            let key = row.key(kind)
            if key >= least { keys.append(UInt64(key) << 16 | place) }
            place &+= 1
        }
    }

    /// Writes the lists of all events so far, in place of those that were there.
    mutating func write(segment: Int64, bits: Int, into database: Database) throws {
        let put = try RawStatement("INSERT OR REPLACE INTO posting (id, lists) VALUES (?, ?)", in: database)
        defer { put.finish() }
        for kind in PostingKind.allCases where !keys[kind.rawValue - 1].isEmpty {
            // What was sorted before comes first and has the lesser offsets: the order within a key holds.
            radix.sort(&keys[kind.rawValue - 1], from: 16)
            let block = PostingBlock.encoded(keys[kind.rawValue - 1], bits: bits)
            put.bind(kind.blockID(segment: segment), at: 1)
            try unsafe block.withUnsafeBufferPointer {
                unsafe put.bind(blob: $0, 0, $0.count, at: 2)
                try put.run()
            }
        }
    }

    mutating func removeAll() {
        for index in keys.indices { keys[index].removeAll(keepingCapacity: true) }
    }
}
