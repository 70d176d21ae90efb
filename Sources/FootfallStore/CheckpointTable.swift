internal import FootfallModel
internal import Foundation
internal import GRDB

/// How far files are read, kept in the transaction of the events up to there.
struct CheckpointTable {
    /// What is stored of a checkpoint's block hashes.
    ///
    /// Each covers all content before it, so the last vouches for the others.
    private struct Blocks {
        var count: Int
        var last: UInt64
    }

    private var blocks: [Int64: Blocks] = [:]

    /// Finds what is stored already.
    mutating func load(_ database: Database) throws {
        blocks = [:]
        for checkpoint in try CheckpointTable.all(database) {
            guard let last = checkpoint.blockHashes.last else { continue }
            blocks[checkpoint.id] = Blocks(count: checkpoint.blockHashes.count, last: last)
        }
    }

    mutating func write(_ checkpoints: [Checkpoint], into database: Database) throws {
        for checkpoint in checkpoints {
            try database.cachedStatement(
                sql: """
                    INSERT OR REPLACE INTO checkpoint (id, source, path, device, inode, offset, lines, year,
                        head_length, head_hash, offset_hash, line_marks, rest_size, rest_modified, left_out_before)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                checkpoint.id, checkpoint.source, checkpoint.path, Int64(bitPattern: checkpoint.device),
                Int64(bitPattern: checkpoint.inode), checkpoint.offset, checkpoint.lines, checkpoint.year,
                checkpoint.headLength, Int64(bitPattern: checkpoint.headHash), Int64(bitPattern: checkpoint.offsetHash),
                CheckpointTable.packed(checkpoint.lineMarks), checkpoint.rest?.size,
                checkpoint.rest?.modified.microseconds, checkpoint.leftOutBefore?.microseconds,
            ])
            try writeBlocks(of: checkpoint, into: database)
        }
    }

    /// Writes the hashes that are new; all of them where the content is another than it was.
    private mutating func writeBlocks(of checkpoint: Checkpoint, into database: Database) throws {
        let hashes = checkpoint.blockHashes
        var stored = blocks[checkpoint.id]?.count ?? 0
        if stored > hashes.count || stored > 0 && hashes[stored - 1] != blocks[checkpoint.id]?.last {
            try database.execute(sql: "DELETE FROM content_block WHERE checkpoint = ?", arguments: [checkpoint.id])
            stored = 0
        }
        for block in stored..<hashes.count {
            try database.cachedStatement(sql: "INSERT INTO content_block (checkpoint, block, hash) VALUES (?, ?, ?)")
                .execute(arguments: [checkpoint.id, block, Int64(bitPattern: hashes[block])])
        }
        blocks[checkpoint.id] = hashes.last.map { Blocks(count: hashes.count, last: $0) }
    }

    /// All checkpoints, by id; without their blocks' hashes where only the place is asked for.
    static func all(_ database: Database, withBlocks: Bool = true) throws -> [Checkpoint] {
        var hashes: [Int64: [UInt64]] = [:]
        let blocks = try Row.fetchCursor(
            database,
            sql: "SELECT checkpoint, hash FROM content_block WHERE ? ORDER BY checkpoint, block",
            arguments: [withBlocks]
        )
        while let row = try blocks.next() {
            hashes[row[0], default: []].append(UInt64(bitPattern: row[1]))
        }
        // By their names: where damage has changed one, SQLite says so.
        let columns = """
            id, source, path, device, inode, offset, lines, year, head_length, head_hash, offset_hash, line_marks,
            rest_size, rest_modified, left_out_before
            """
        return try Row.fetchAll(database, sql: "SELECT \(columns) FROM checkpoint ORDER BY id").map { row in
            var checkpoint = Checkpoint(
                id: row["id"],
                source: row["source"],
                path: row["path"],
                device: UInt64(bitPattern: row["device"]),
                inode: UInt64(bitPattern: row["inode"]),
                offset: row["offset"],
                lines: row["lines"],
                year: row["year"],
                headLength: row["head_length"],
                headHash: UInt64(bitPattern: row["head_hash"]),
                blockHashes: hashes[row["id"]] ?? [],
                offsetHash: UInt64(bitPattern: row["offset_hash"])
            )
            checkpoint.lineMarks = CheckpointTable.unpacked(row["line_marks"])
            if let size: Int64 = row["rest_size"], let modified: Int64 = row["rest_modified"] {
                checkpoint.rest = Checkpoint.Rest(size: size, modified: Instant(microseconds: modified))
            }
            if let leftOut: Int64 = row["left_out_before"] {
                checkpoint.leftOutBefore = Instant(microseconds: leftOut)
            }
            return checkpoint
        }
    }

    /// Eight bytes a mark, least significant first.
    private static func packed(_ marks: [Checkpoint.LineMark]) -> Data {
        // `Data` takes in single bytes thirty times as slowly as an array.
        var bytes: [UInt8] = []
        bytes.reserveCapacity(marks.count * 8)
        for mark in marks {
            var word = UInt64(mark.hash) << 32 | UInt64(mark.low)
            for _ in 0..<8 {
                bytes.append(UInt8(truncatingIfNeeded: word))
                word >>= 8
            }
        }
        return Data(bytes)
    }

    private static func unpacked(_ bytes: Data) -> [Checkpoint.LineMark] {
        let bytes = [UInt8](bytes)
        func word(_ start: Int) -> UInt32 {
            (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << UInt32($1 * 8) }
        }
        return stride(from: 0, to: bytes.count - 7, by: 8).map { start in
            Checkpoint.LineMark(low: word(start), hash: word(start + 4))
        }
    }
}

/// How far sources are read that are no files.
enum CursorTable {
    static func write(_ cursors: [SourceCursor], into database: Database) throws {
        for cursor in cursors {
            try database.cachedStatement(sql: "INSERT OR REPLACE INTO source_cursor (source, text) VALUES (?, ?)")
                .execute(arguments: [cursor.source, cursor.text])
        }
    }

    static func all(_ database: Database) throws -> [SourceCursor] {
        try Row.fetchAll(database, sql: "SELECT source, text FROM source_cursor ORDER BY source").map { row in
            SourceCursor(source: row[0], text: row[1])
        }
    }
}
