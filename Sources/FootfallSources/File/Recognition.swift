internal import FootfallModel

/// What a newly opened file turns out to be.
enum Recognition {
    /// Nothing known; `isReused` if its inode was known with other content.
    case new(isReused: Bool)
    /// A known file, to be read on from where the checkpoint stands.
    case known(Checkpoint, ContentProgress)
    /// It agrees with a known file up to a line's beginning and goes on differently.
    case partly(ContentProgress)

    /// Compares a file's content with what is known; leaves the file at the place to read on from.
    ///
    /// - Parameter isLive: it stands at a followed path. Anything else may be a copy made while the original was read
    ///   on, which also agrees at places between the blocks.
    static func of(
        _ file: OpenFile,
        source: String,
        isLive: Bool,
        among known: KnownFiles
    ) throws(OpenFile.Trouble) -> Recognition {
        let own = known.checkpoints(of: file.identity)
        if file.compression == nil {
            for checkpoint in own {
                guard let progress = try resume(file, at: checkpoint) else { continue }
                return .known(checkpoint, progress)
            }
        }
        try file.move(to: 0)
        let head = try file.head()
        let isOwn = { (checkpoint: Checkpoint) in own.contains { $0.id == checkpoint.id } }
        let trials = known.checkpoints(beginningLike: head.span).filter { checkpoint in
            // So little content says nothing by itself: two files may well begin with the same line.
            if isOwn(checkpoint) { return file.compression != nil }
            return checkpoint.offset >= Int64(Checkpoint.headLimit)
                || checkpoint.source == source && !known.isThere(checkpoint)
        }
        guard !trials.isEmpty else {
            try file.move(to: 0)
            return .new(isReused: !own.isEmpty)
        }
        let candidates = trials.map { Trial($0, marks: isLive ? [] : known.marks(of: $0.id)) }
        return try compare(file, candidates, isReused: !own.isEmpty)
    }

    /// Whether a file still holds what a checkpoint was made of; of a compressed one only the beginning is unpacked.
    static func isUnchanged(_ file: OpenFile, since checkpoint: Checkpoint) -> Bool {
        if file.compression == nil { return (try? resume(file, at: checkpoint)) != nil }
        guard let head = try? file.head(), head.count >= Int(checkpoint.headLength) else { return false }
        return ContentProgress.hash(of: head.span, Int(checkpoint.headLength)) == checkpoint.headHash
    }

    /// Checks a file that is known by its inode: its first bytes, and those from the last whole block to the offset.
    private static func resume(
        _ file: OpenFile,
        at checkpoint: Checkpoint
    ) throws(OpenFile.Trouble) -> ContentProgress? {
        guard let size = file.status?.size, size >= checkpoint.offset else { return nil }
        try file.move(to: 0)
        let head = Array(try file.head().prefix(Int(checkpoint.headLength)))
        guard head.count == Int(checkpoint.headLength),
            ContentProgress.hash(of: head.span, head.count) == checkpoint.headHash
        else { return nil }
        var progress = ContentProgress(fromLastBlockOf: checkpoint, head: head)
        try file.move(to: progress.offset)
        guard try file.advance(&progress, to: checkpoint.offset) else { return nil }
        progress.lines = checkpoint.lines
        return progress.hash.value == checkpoint.offsetHash ? progress : nil
    }

    /// Reads the content once, comparing it with all candidates at every place where their hashes are known.
    private static func compare(
        _ file: OpenFile,
        _ candidates: [Trial],
        isReused: Bool
    ) throws(OpenFile.Trouble) -> Recognition {
        var trials = candidates
        var progress = ContentProgress()
        var whole: (checkpoint: Checkpoint, progress: ContentProgress)?
        try file.move(to: 0)
        while let target = trials.compactMap(\.nextOffset).min() {
            do throws(OpenFile.Trouble) {
                guard try file.advance(&progress, to: target) else { break }
            } catch {
                // A damaged archive is compared as far as it can be read; reading it will tell of the damage.
                guard case .damaged = error else { throw error }
                break
            }
            for index in trials.indices where trials[index].nextOffset == target {
                if trials[index].agrees(progress.hash.value), trials[index].nextOffset == nil {
                    whole = (trials[index].checkpoint, progress)
                }
            }
        }
        let furthest = trials.max { $0.agreed < $1.agreed }
        if let whole, (furthest?.agreed ?? 0) <= whole.progress.offset {
            try file.move(to: whole.progress.offset)
            var progress = whole.progress
            progress.lines = whole.checkpoint.lines
            return .known(whole.checkpoint, progress)
        }
        if let furthest, furthest.agreed > 0 {
            return .partly(try lastLineStart(file, before: furthest.agreed))
        }
        try file.move(to: 0)
        return .new(isReused: isReused)
    }

    /// The last beginning of a line at or before `offset`, and the content up to there.
    private static func lastLineStart(
        _ file: OpenFile,
        before offset: Int64
    ) throws(OpenFile.Trouble) -> ContentProgress {
        try file.move(to: 0)
        var progress = ContentProgress()
        var ahead = ContentProgress()
        while ahead.offset < offset {
            let chunk = try file.chunk(Int(min(offset - ahead.offset, 262_144)))
            guard !chunk.isEmpty else { break }
            let end = chunk.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
            ahead.update(chunk.span, 0..<end)
            if end > 0 {
                let lines = progress.lines + Int64(chunk.count { $0 == 0x0a })
                progress = ahead
                progress.lines = lines
            }
            ahead.update(chunk.span, end..<chunk.count)
        }
        try file.move(to: progress.offset)
        return progress
    }
}

/// One known file that a new one is compared with.
private struct Trial {
    let checkpoint: Checkpoint
    /// Ascending by offset, the checkpoint's own at the end.
    private let points: [(offset: Int64, hash: UInt64)]
    private var next = 0
    /// All content up to here agrees.
    private(set) var agreed: Int64 = 0
    private var differs = false

    init(_ checkpoint: Checkpoint, marks: [KnownFiles.Mark]) {
        self.checkpoint = checkpoint
        var points: [(offset: Int64, hash: UInt64)] = []
        for (index, hash) in checkpoint.blockHashes.enumerated() {
            points.append((Int64(index + 1) * Checkpoint.blockBytes, hash))
        }
        for mark in marks { points.append((mark.offset, mark.hash)) }
        points = points.filter { $0.offset < checkpoint.offset }.sorted { $0.offset < $1.offset }
        points.append((checkpoint.offset, checkpoint.offsetHash))
        self.points = points
    }

    /// Where the next comparison is due; `nil` when there is none left.
    var nextOffset: Int64? { !differs && next < points.count ? points[next].offset : nil }

    /// Compares at `nextOffset`; false if the content differs there.
    mutating func agrees(_ hash: UInt64) -> Bool {
        let point = points[next]
        guard point.hash == hash else {
            differs = true
            return false
        }
        next += 1
        agreed = point.offset
        return true
    }
}

extension OpenFile {
    /// The content's first bytes, up to `Checkpoint.headLimit`; the file stands at its beginning before.
    func head() throws(Trouble) -> [UInt8] {
        var progress = ContentProgress()
        do throws(Trouble) {
            _ = try advance(&progress, to: Int64(Checkpoint.headLimit))
        } catch {
            guard case .damaged = error else { throw error }
        }
        return progress.head
    }

    /// Takes the content up to `target` into `progress`; false if it ends before.
    fileprivate func advance(_ progress: inout ContentProgress, to target: Int64) throws(Trouble) -> Bool {
        while progress.offset < target {
            let chunk = try chunk(Int(min(target - progress.offset, 262_144)))
            guard !chunk.isEmpty else { return false }
            progress.update(chunk.span, 0..<chunk.count)
        }
        return true
    }

    /// The next bytes, up to `limit`; none at the end.
    fileprivate func chunk(_ limit: Int) throws(Trouble) -> [UInt8] {
        var trouble: Trouble?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            do throws(Trouble) {
                count = try unsafe read(into: UnsafeMutableRawBufferPointer(buffer))
            } catch {
                trouble = error
            }
        }
        if let trouble { throw trouble }
        return bytes
    }
}
