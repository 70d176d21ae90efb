internal import GRDB

/// The keys of one segment's events, of which its posting lists are made.
struct SegmentPostings {
    /// For each kind of `PostingKind.stored`, key << 16 | offset within the segment.
    private var keys: [[UInt64]]
    private var radix = RadixSort()

    init() {
        keys = [[UInt64]](repeating: [], count: PostingKind.stored.count)
    }

    /// Adds events with consecutive ids, the first of them at `offset` within the segment.
    mutating func add(_ rows: ArraySlice<StoredRow>, offset: Int) {
        for (place, kind) in PostingKind.stored.enumerated() {
            SegmentPostings.add(rows, kind, offset, to: &keys[place])
        }
    }

    @inline(__always)
    private static func add(_ rows: ArraySlice<StoredRow>, _ kind: PostingKind, _ offset: Int, to keys: inout [UInt64])
    {
        var place = UInt64(offset)
        for row in rows {
            let key = row.key(kind)
            if key > 0 { keys.append(UInt64(key) << 16 | place) }
            place &+= 1
        }
    }

    /// Writes the lists of all events so far, in place of those that were there.
    mutating func write(segment: Int64, bits: Int, into database: Database) throws {
        let put = try RawStatement("INSERT OR REPLACE INTO posting (id, lists) VALUES (?, ?)", in: database)
        defer { put.finish() }
        for (place, kind) in PostingKind.stored.enumerated() where !keys[place].isEmpty {
            // What was sorted before comes first and has the lesser offsets: the order within a key holds.
            radix.sort(&keys[place], from: 16)
            let block = PostingBlock.encoded(keys[place], bits: bits)
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
