internal import GRDB

/// The keys of events whose postings are not written yet; all of one segment.
struct PendingPostings {
    /// For each kind, key << 16 | offset within the segment, in the order of ids.
    private var keys: [[UInt64]]
    private(set) var count = 0
    private var radix = RadixSort()
    private var lists: [List] = []
    private var blob: [UInt8] = []

    /// One row to write: the place of its ids in `blob`.
    private struct List {
        var key: Int64
        var start: Int
        var count: Int32
        var kind: Int32
    }

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

    /// Writes them behind what the segment already has, and has none any more.
    ///
    /// - Parameter isNew: nothing of the segment has been written before.
    mutating func write(segment: Int64, isNew: Bool, into database: Database) throws {
        lists.removeAll(keepingCapacity: true)
        blob.removeAll(keepingCapacity: true)
        for kind in PostingKind.allCases where !keys[kind.rawValue - 1].isEmpty {
            radix.sort(&keys[kind.rawValue - 1], from: 16)
            PendingPostings.collect(keys[kind.rawValue - 1], kind, &lists, &blob)
        }
        let insert = isNew ? PendingPostings.insert : PendingPostings.append
        try unsafe blob.withUnsafeBufferPointer { bytes in
            try insert.run(lists.count, into: database) { statement, row, before in
                let list = lists[row]
                statement.bind(segment, at: before + 1)
                statement.bind(Int64(list.kind), at: before + 2)
                statement.bind(list.key, at: before + 3)
                unsafe statement.bind(blob: bytes, list.start, Int(list.count), at: before + 4)
            }
        }
        removeAll()
    }

    private static let head = "INSERT INTO posting (segment, kind, key, ids) VALUES "
    private static let insert = BulkInsert(head, columns: 4)
    private static let append = BulkInsert(
        head,
        columns: 4,
        " ON CONFLICT DO UPDATE SET ids = CAST(ids || excluded.ids AS BLOB)"
    )

    /// Cuts sorted keys into lists.
    private static func collect(_ sorted: [UInt64], _ kind: PostingKind, _ lists: inout [List], _ blob: inout [UInt8]) {
        var start = 0
        while start < sorted.count {
            let key = sorted[start] >> 16
            let first = blob.count
            while start < sorted.count, sorted[start] >> 16 == key {
                blob.append(UInt8(truncatingIfNeeded: sorted[start] >> 8))
                blob.append(UInt8(truncatingIfNeeded: sorted[start]))
                start &+= 1
            }
            let count = Int32(truncatingIfNeeded: blob.count &- first)
            lists.append(List(key: Int64(key), start: first, count: count, kind: Int32(kind.rawValue)))
        }
    }

    mutating func removeAll() {
        for index in keys.indices { keys[index].removeAll(keepingCapacity: true) }
        count = 0
    }
}
