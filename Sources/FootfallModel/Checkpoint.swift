/// How far one file has been read, and how to know the file again.
///
/// It is committed in the transaction that stores the events up to `offset`. Content is hashed *decompressed* by
/// `ContentHash`, so that a file is recognised under another name, compressed or copied.
package struct Checkpoint: Sendable, Hashable {
    /// Size of the blocks whose running hashes are kept, in bytes.
    package static let blockBytes: Int64 = 1 << 20
    /// The most that `headHash` covers, in bytes.
    package static let headLimit = 256

    /// How many of the last line ends are kept as marks.
    package static let lineMarkLimit = 128

    /// A line's end close to the offset, by which a copy is known that was made shortly before.
    package struct LineMark: Sendable, Hashable {
        /// The low half of the offset behind the line's end.
        package var low: UInt32
        /// The low half of the running hash there.
        package var hash: UInt32

        package init(offset: Int64, hash: UInt64) {
            low = UInt32(truncatingIfNeeded: offset)
            self.hash = UInt32(truncatingIfNeeded: hash)
        }

        package init(low: UInt32, hash: UInt32) {
            self.low = low
            self.hash = hash
        }

        /// The offset behind the line's end, which lies less than 4 GiB before `end`.
        package func offset(before end: Int64) -> Int64 {
            end - Int64(UInt32(truncatingIfNeeded: end) &- low)
        }
    }

    /// What a file looked like when all of it had been taken.
    package struct Rest: Sendable, Hashable {
        /// In bytes, as they stand on disk.
        package var size: Int64
        package var modified: Instant

        package init(size: Int64, modified: Instant) {
            self.size = size
            self.modified = modified
        }
    }

    /// The file's number in the store; handed out by the file source, from 1.
    package var id: Int64
    package var source: String
    /// The path under which the file was last read.
    package var path: String
    package var device: UInt64
    package var inode: UInt64
    /// Bytes of decompressed content that are stored; just behind a line's end, or behind an unfinished last line.
    package var offset: Int64
    /// Number of lines up to `offset`.
    package var lines: Int64
    /// The year of the last stamp before `offset` that named none; `nil` where every stamp had one.
    package var year: Int32?
    /// How many of the first bytes `headHash` covers, 0 to `headLimit`.
    package var headLength: Int32
    package var headHash: UInt64
    /// The running hash after each whole block of `blockBytes`.
    package var blockHashes: [UInt64]
    /// The running hash at `offset`.
    package var offsetHash: UInt64
    /// The last line ends up to `offset`, oldest first, at most `lineMarkLimit`.
    package var lineMarks: [LineMark] = []
    /// All of the file is taken as long as it looks like this: it need not be opened.
    package var rest: Rest?
    /// What was older when the file was first seen was left out, as `--from` asked for.
    package var leftOutBefore: Instant?

    package init(
        id: Int64,
        source: String,
        path: String,
        device: UInt64,
        inode: UInt64,
        offset: Int64 = 0,
        lines: Int64 = 0,
        year: Int32? = nil,
        headLength: Int32 = 0,
        headHash: UInt64 = 0,
        blockHashes: [UInt64] = [],
        offsetHash: UInt64 = 0
    ) {
        self.id = id
        self.source = source
        self.path = path
        self.device = device
        self.inode = inode
        self.offset = offset
        self.lines = lines
        self.year = year
        self.headLength = headLength
        self.headHash = headHash
        self.blockHashes = blockHashes
        self.offsetHash = offsetHash
    }
}
