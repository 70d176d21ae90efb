internal import FootfallModel
internal import GRDB

/// What joins remember, kept in the transaction of the events they have to do with.
enum JoinStateTable {
    static func write(_ records: [JoinRecord], into database: Database) throws {
        guard !records.isEmpty else { return }
        let put = try RawStatement(
            "INSERT OR REPLACE INTO join_state (kind, key, value) VALUES (?, ?, ?)",
            in: database
        )
        let remove = try RawStatement("DELETE FROM join_state WHERE kind = ? AND key = ?", in: database)
        defer {
            put.finish()
            remove.finish()
        }
        for record in records {
            let statement = record.value == nil ? remove : put
            statement.bind(Int64(record.kind.rawValue), at: 1)
            try unsafe record.key.withUnsafeBufferPointer { key in
                unsafe statement.bind(blob: key, 0, key.count, at: 2)
                guard let value = record.value else { return try statement.run() }
                try unsafe value.withUnsafeBufferPointer { bytes in
                    unsafe statement.bind(blob: bytes, 0, bytes.count, at: 3)
                    try statement.run()
                }
            }
        }
    }

    /// Removes the rows that hold no mark from `oldest` on.
    static func removeMarks(before oldest: [UInt8], from database: Database) throws {
        let remove = try RawStatement(
            """
            DELETE FROM join_state WHERE kind = ?1
                AND key < (SELECT max(key) FROM join_state WHERE kind = ?1 AND key <= ?2)
            """,
            in: database
        )
        defer { remove.finish() }
        remove.bind(Int64(JoinRecord.Kind.marks.rawValue), at: 1)
        try unsafe oldest.withUnsafeBufferPointer { key in
            unsafe remove.bind(blob: key, 0, key.count, at: 2)
            try remove.run()
        }
    }

    /// All of it, by kind and key.
    static func all(_ database: Database) throws -> [JoinRecord] {
        let select = try RawStatement("SELECT kind, key, value FROM join_state ORDER BY kind, key", in: database)
        defer { select.finish() }
        var records: [JoinRecord] = []
        while try select.step() {
            guard let kind = UInt8(exactly: select.integer(0)).flatMap(JoinRecord.Kind.init) else { continue }
            records.append(JoinRecord(kind: kind, key: select.bytes(1), value: select.bytes(2)))
        }
        return records
    }
}

extension RawStatement {
    /// A copy of a blob.
    fileprivate func bytes(_ column: Int32) -> [UInt8] {
        withBytes(column) { bytes in
            var copy: [UInt8] = []
            copy.reserveCapacity(bytes.count)
            for index in bytes.indices { copy.append(bytes[index]) }
            return copy
        }
    }
}
