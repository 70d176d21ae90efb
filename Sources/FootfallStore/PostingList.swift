internal import GRDB

/// The keys of events whose postings are not written yet; all of one segment.
struct PendingPostings {
    /// For each kind, key << 16 | offset within the segment, in the order of ids.
    private var keys: [[UInt64]]
    private(set) var count = 0
    private var radix = RadixSort()
    private var blob: [UInt8] = []

    init() {
        keys = [[UInt64]](repeating: [], count: PostingKind.allCases.count)
    }

    /// Adds events with consecutive ids, the first of them at `offset` within its segment.
    mutating func add(_ rows: ArraySlice<StoredRow>, offset: Int) {
        for kind in PostingKind.allCases {
            PendingPostings.add(rows, kind, offset, to: &keys[kind.rawValue - 1])
        }
        count += rows.count
    }

    @inline(__always)
    private static func add(_ rows: ArraySlice<StoredRow>, _ kind: PostingKind, _ offset: Int, to keys: inout [UInt64]) {
        // An outcome of 0 is "unknown", a number of 0 is "none".
        let least: Int32 = kind == .outcome ? 0 : 1
        var place = UInt64(offset)
        for row in rows {
            let key = row.key(kind)
            if key >= least { keys.append(UInt64(key) << 16 | place) }
            place &+= 1
        }
    }

    /// Writes them behind what the segment already has, and has none any more.
    ///
    /// - Parameter isNew: nothing of the segment has been written before.
    mutating func write(segment: Int64, isNew: Bool, into database: Database) throws {
        let append = isNew ? "" : " ON CONFLICT DO UPDATE SET ids = CAST(ids || excluded.ids AS BLOB)"
        let insert = try RawStatement(
            "INSERT INTO posting (segment, kind, key, ids) VALUES (?, ?, ?, ?)" + append,
            in: database
        )
        defer { insert.finish() }
        insert.bind(segment, at: 1)
        for kind in PostingKind.allCases where !keys[kind.rawValue - 1].isEmpty {
            insert.bind(Int64(kind.rawValue), at: 2)
            radix.sort(&keys[kind.rawValue - 1], from: 16)
            try write(keys[kind.rawValue - 1], insert)
        }
        removeAll()
    }

    private mutating func write(_ sorted: [UInt64], _ insert: RawStatement) throws {
        blob.removeAll(keepingCapacity: true)
        for item in sorted {
            blob.append(UInt8(truncatingIfNeeded: item >> 8))
            blob.append(UInt8(truncatingIfNeeded: item))
        }
        try unsafe blob.withUnsafeBufferPointer { bytes in
            var start = 0
            while start < sorted.count {
                let key = sorted[start] >> 16
                var end = start &+ 1
                while end < sorted.count, sorted[end] >> 16 == key { end &+= 1 }
                insert.bind(Int64(key), at: 3)
                unsafe insert.bind(blob: bytes, start &* 2, (end &- start) &* 2, at: 4)
                try insert.run()
                start = end
            }
        }
    }

    mutating func removeAll() {
        for index in keys.indices { keys[index].removeAll(keepingCapacity: true) }
        count = 0
    }
}
