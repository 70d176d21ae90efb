internal import FootfallModel

/// How far a file's content has been taken in, and the hashes by which that content is known again.
struct ContentProgress: Sendable {
    private(set) var offset: Int64 = 0
    /// Lines up to `offset`.
    var lines: Int64 = 0
    private(set) var hash = ContentHash()
    private(set) var blockHashes: [UInt64] = []
    /// The first bytes, up to `Checkpoint.headLimit`.
    private(set) var head: [UInt8] = []
    /// The byte before `offset`, where it was taken in.
    private(set) var lastByte: UInt8?
    /// The last line ends up to `offset`.
    private(set) var lineMarks: [Checkpoint.LineMark] = []
    /// What was older at first sight was left out.
    var leftOutBefore: Instant?

    /// `offset` stands behind a line that was taken without its end.
    var isInsideLine: Bool { lastByte.map { $0 != 0x0a } ?? false }

    /// Whether a line ends behind `place`, which lies no further back than the marks do.
    func hasLineEnd(behind place: Int64) -> Bool {
        lineMarks.last.map { $0.offset(before: offset) > place } ?? false
    }

    init() {}

    /// Goes on from the last whole block before a checkpoint; the bytes from there to its offset must be taken in again.
    ///
    /// - Parameter head: the content's first bytes, as many as the checkpoint's hash covers.
    init(fromLastBlockOf checkpoint: Checkpoint, head: [UInt8]) {
        let blocks = min(checkpoint.blockHashes.count, Int(checkpoint.offset / Checkpoint.blockBytes))
        blockHashes = Array(checkpoint.blockHashes.prefix(blocks))
        offset = Int64(blocks) * Checkpoint.blockBytes
        lines = checkpoint.lines
        leftOutBefore = checkpoint.leftOutBefore
        // Those behind the block are found again.
        let end = offset
        lineMarks = checkpoint.lineMarks.filter { $0.offset(before: checkpoint.offset) <= end }
        if let last = blockHashes.last {
            hash = ContentHash(resuming: last)
            self.head = head
        }
    }

    /// Takes in `bytes[range]`, which stand at `offset`.
    mutating func update(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        lastByte = bytes[range.upperBound - 1]
        var start = range.lowerBound
        if head.count < Checkpoint.headLimit, offset == Int64(head.count) {
            let end = min(range.upperBound, start + Checkpoint.headLimit - head.count)
            for index in start..<end { head.append(bytes[index]) }
        }
        // Only the last line ends are kept: everything before them is hashed at one go.
        var ends = ContentProgress.lastLineEnds(in: bytes, start..<range.upperBound)
        lineMarks.removeFirst(max(0, lineMarks.count + ends.count - Checkpoint.lineMarkLimit))
        while let end = ends.popLast() {
            advance(bytes, start..<end)
            lineMarks.append(Checkpoint.LineMark(offset: offset, hash: hash.value))
            start = end
        }
        advance(bytes, start..<range.upperBound)
    }

    private mutating func advance(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        var start = range.lowerBound
        while start < range.upperBound {
            let toBlock = Int(Checkpoint.blockBytes - offset % Checkpoint.blockBytes)
            let end = min(range.upperBound, start + toBlock)
            hash.update(bytes, start..<end)
            offset += Int64(end - start)
            if end - start == toBlock { blockHashes.append(hash.value) }
            start = end
        }
    }

    /// Where the last lines end, the last one first, at most as many as are kept.
    private static func lastLineEnds(in bytes: Span<UInt8>, _ range: Range<Int>) -> [Int] {
        var ends: [Int] = []
        var index = range.upperBound
        while index > range.lowerBound, ends.count < Checkpoint.lineMarkLimit {
            index &-= 1
            if bytes[index] == 0x0a { ends.append(index &+ 1) }
        }
        return ends
    }

    func checkpoint(id: Int64, source: String, path: String, identity: FileIdentity, year: Int32?) -> Checkpoint {
        var checkpoint = Checkpoint(
            id: id,
            source: source,
            path: path,
            device: identity.device,
            inode: identity.inode,
            offset: offset,
            lines: lines,
            year: year,
            headLength: Int32(head.count),
            headHash: ContentProgress.hash(of: head.span, head.count),
            blockHashes: blockHashes,
            offsetHash: hash.value
        )
        checkpoint.lineMarks = lineMarks
        checkpoint.leftOutBefore = leftOutBefore
        return checkpoint
    }

    /// The hash of the first `count` bytes of `head`.
    static func hash(of head: Span<UInt8>, _ count: Int) -> UInt64 {
        var hash = ContentHash()
        hash.update(head, 0..<count)
        return hash.value
    }
}
