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

    /// All of it, by kind and key; the marks last.
    static func all(_ database: Database) throws -> [JoinRecord] {
        let select = try RawStatement("SELECT kind, key, value FROM join_state ORDER BY kind, key", in: database)
        defer { select.finish() }
        var records: [JoinRecord] = []
        while try select.step() {
            guard let kind = UInt8(exactly: select.integer(0)).flatMap(JoinRecord.Kind.init) else { continue }
            records.append(JoinRecord(kind: kind, key: select.bytes(1), value: select.bytes(2)))
        }
        return try records + EvidenceMarkTable.all(database)
    }
}

/// The marks of events that evidence of the next run may belong to: a row a batch, under the number of its first.
///
/// They have a table of their own because a look-up among long keys would copy each that it compares with.
enum EvidenceMarkTable {
    /// Adds a batch's marks, and lets go of those that no parser looks at any more.
    static func write(_ marks: [EvidenceMark], from first: Int64, into database: Database) throws {
        let put = try RawStatement("INSERT OR REPLACE INTO evidence_mark (first, marks) VALUES (?, ?)", in: database)
        defer { put.finish() }
        put.bind(first, at: 1)
        try unsafe EvidenceMark.encoded(marks).withUnsafeBufferPointer { bytes in
            unsafe put.bind(blob: bytes, 0, bytes.count, at: 2)
            try put.run()
        }
        let oldest = first + Int64(marks.count - EvidenceMark.kept)
        guard oldest > 0 else { return }
        let remove = try RawStatement(
            "DELETE FROM evidence_mark WHERE first < (SELECT max(first) FROM evidence_mark WHERE first <= ?)",
            in: database
        )
        defer { remove.finish() }
        remove.bind(oldest, at: 1)
        try remove.run()
    }

    static func all(_ database: Database) throws -> [JoinRecord] {
        let select = try RawStatement("SELECT first, marks FROM evidence_mark ORDER BY first", in: database)
        defer { select.finish() }
        var records: [JoinRecord] = []
        while try select.step() {
            var key = ByteWriter()
            key.word(UInt64(max(0, select.integer(0))))
            records.append(JoinRecord(kind: .marks, key: key.bytes, value: select.bytes(1)))
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
