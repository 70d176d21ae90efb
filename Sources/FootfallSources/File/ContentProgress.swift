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

    /// `offset` stands behind a line that was taken without its end.
    var isInsideLine: Bool { lastByte.map { $0 != 0x0a } ?? false }

    init() {}

    /// Goes on from the last whole block before a checkpoint; the bytes from there to its offset must be taken in again.
    ///
    /// - Parameter head: the content's first bytes, as many as the checkpoint's hash covers.
    init(fromLastBlockOf checkpoint: Checkpoint, head: [UInt8]) {
        let blocks = min(checkpoint.blockHashes.count, Int(checkpoint.offset / Checkpoint.blockBytes))
        blockHashes = Array(checkpoint.blockHashes.prefix(blocks))
        offset = Int64(blocks) * Checkpoint.blockBytes
        lines = checkpoint.lines
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
        while start < range.upperBound {
            let toBlock = Int(Checkpoint.blockBytes - offset % Checkpoint.blockBytes)
            let end = min(range.upperBound, start + toBlock)
            hash.update(bytes, start..<end)
            offset += Int64(end - start)
            if end - start == toBlock { blockHashes.append(hash.value) }
            start = end
        }
    }

    func checkpoint(id: Int64, source: String, path: String, identity: FileIdentity, year: Int32?) -> Checkpoint {
        Checkpoint(
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
    }

    /// The hash of the first `count` bytes of `head`.
    static func hash(of head: Span<UInt8>, _ count: Int) -> UInt64 {
        var hash = ContentHash()
        hash.update(head, 0..<count)
        return hash.value
    }
}
