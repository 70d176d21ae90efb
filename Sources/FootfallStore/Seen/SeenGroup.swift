internal import GRDB

/// What users were seen with in 64 full segments together: people come back, so it is much shorter than the segments'
/// own, and a question about the past reads it instead of them.
///
/// A row of `seen_group` has some users in rising order, about four pages of them, and is found by its first. When
/// retention drops a segment, the rows of its group go, and those segments that are left are read one by one.
enum SeenGroup {
    private static let rowBytes = 32 << 10

    /// Makes the rows of the group that ends with a segment whose own is written; none where it ends no group.
    static func write(endingWith segment: Int64, into database: Database) throws {
        guard segment & (1 << PostingGroup.bits - 1) == 1 << PostingGroup.bits - 1 else { return }
        let group = PostingGroup.id(of: segment)
        let select = try RawStatement("SELECT pairs FROM seen WHERE segment >= ? AND segment <= ?", in: database)
        defer { select.finish() }
        select.bind(group << PostingGroup.bits, at: 1)
        select.bind(segment, at: 2)
        var keys: [UInt64] = []
        while try select.step() {
            try select.withBytes(0) { bytes in
                try SeenBlob.forEach(bytes, { _ in true }) { keys.append($0.raw) }
            }
        }
        var radix = RadixSort()
        radix.sort(&keys, from: 0)
        keys.removeRepeated()
        try write(keys, group: group, into: database)
    }

    private static func write(_ keys: [UInt64], group: Int64, into database: Database) throws {
        let insert = try RawStatement("INSERT INTO seen_group (segments, first, pairs) VALUES (?, ?, ?)", in: database)
        defer { insert.finish() }
        var start = 0
        while start < keys.count {
            // Whole users; a key takes two bytes or three.
            var end = min(keys.count, start + rowBytes / 3)
            while end < keys.count, SeenKey(raw: keys[end]).user == SeenKey(raw: keys[end - 1]).user { end += 1 }
            let blob = SeenBlob.encoded(keys[start..<end])
            insert.bind(group, at: 1)
            insert.bind(SeenKey(raw: keys[start]).user, at: 2)
            try unsafe blob.withUnsafeBufferPointer {
                unsafe insert.bind(blob: $0, 0, $0.count, at: 3)
                try insert.run()
            }
            start = end
        }
    }

    /// Removes what a segment and its group say.
    static func remove(_ segment: Int64, from database: Database) throws {
        try database.execute(sql: "DELETE FROM seen WHERE segment = ?", arguments: [segment])
        try database.execute(
            sql: "DELETE FROM seen_group WHERE segments = ?",
            arguments: [PostingGroup.id(of: segment)]
        )
    }
}
