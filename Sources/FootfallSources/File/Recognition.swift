internal import FootfallModel

/// What a newly opened file turns out to be.
enum Recognition {
    /// Nothing known; `isReused` if its inode was known with other content.
    case new(isReused: Bool)
    /// A known file, to be read on from where the checkpoint stands.
    case known(Checkpoint, ContentProgress)
    /// It agrees with a known file up to here, a line's beginning or its own end, and nothing of it has been taken yet.
    case partly(ContentProgress)

    /// What two files must share so that one is called a copy of the other, in bytes: files of one program may begin with
    /// the same header.
    private static let leastShared: Int64 = 1024
    /// The same for a live file, which is most likely a new one that its program began with such a header.
    private static let leastSharedLive: Int64 = 65_536
    /// So many originals are looked at, where no mark tells how far a file agrees with them.
    private static let originalsLookedAt = 16

    /// Compares a file's content with what is known; leaves the file at the place to read on from.
    ///
    /// - Parameter isLive: it stands at a followed path, and is no predecessor.
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
        let found = try compare(file, trials.map { Trial($0) }, among: known, isLive: isLive)
        if let found { return found }
        try file.move(to: 0)
        return .new(isReused: !own.isEmpty)
    }

    /// Whether a file still holds what a checkpoint was made of; of a compressed one only the beginning is unpacked.
    static func isUnchanged(_ file: OpenFile, since checkpoint: Checkpoint) -> Bool {
        if file.compression == nil { return (try? resume(file, at: checkpoint)) != nil }
        guard (try? file.move(to: 0)) != nil, let head = try? file.head(), head.count >= Int(checkpoint.headLength)
        else { return false }
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

    /// Reads the content once, comparing it with all candidates at every place where their hashes are known; `nil` if it
    /// is none of them, nor a copy of one.
    private static func compare(
        _ file: OpenFile,
        _ candidates: [Trial],
        among known: KnownFiles,
        isLive: Bool
    ) throws(OpenFile.Trouble) -> Recognition? {
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
        if let whole, trials.allSatisfy({ $0.agreed <= whole.progress.offset }) {
            try file.move(to: whole.progress.offset)
            var progress = whole.progress
            progress.lines = whole.checkpoint.lines
            return .known(whole.checkpoint, progress)
        }
        // Where it was read to its end, that is what `progress` has reached.
        var shared: Int64 = 0
        for trial in trials { shared = max(shared, trial.shared(with: progress)) }
        for trial in trials.sorted(by: { $0.agreed > $1.agreed }).prefix(originalsLookedAt) {
            guard trial.mayAgree(beyond: shared), let original = known.open(trial.checkpoint) else { continue }
            let end = trial.checkpoint.offset
            let reached = try agreement(of: file, with: original, from: trial.agreed, to: end)
            if reached > shared, isUnchanged(original, since: trial.checkpoint) { shared = reached }
        }
        guard shared >= (isLive ? leastSharedLive : leastShared) else { return nil }
        return .partly(try lastLineStart(file, before: shared))
    }

    /// How far two files agree that agree up to `start`, at most up to `end`.
    private static func agreement(
        of file: OpenFile,
        with original: OpenFile,
        from start: Int64,
        to end: Int64
    ) throws(OpenFile.Trouble) -> Int64 {
        try file.move(to: start)
        guard (try? original.move(to: start)) != nil else { return start }
        var reached = start
        while reached < end {
            var wanted: [UInt8] = []
            do throws(OpenFile.Trouble) {
                wanted = try file.chunk(Int(min(end - reached, reached == start ? 4096 : 65_536)))
            } catch {
                // As far as a damaged archive can be read.
                guard case .damaged = error else { throw error }
            }
            guard !wanted.isEmpty, let there = try? original.bytes(wanted.count) else { break }
            let same = zip(wanted, there).prefix { $0 == $1 }.count
            reached += Int64(same)
            if same < wanted.count { break }
        }
        return reached
    }

    /// The last beginning of a line at or before `offset`, or `offset` where the file ends, and the content up to there.
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
        // A copy that was cut within a line has no more of it than the original.
        if ahead.offset == offset, ahead.isInsideLine, ((try? file.chunk(1)) ?? []).isEmpty {
            ahead.lines = progress.lines + 1
            return ahead
        }
        try file.move(to: progress.offset)
        return progress
    }
}

/// One known file that a new one is compared with: at its blocks, at its last line ends, and where it was read up to.
private struct Trial {
    let checkpoint: Checkpoint
    private var nextBlock = 0
    private var nextMark = 0
    private var isWhole = false
    /// All content up to here agrees.
    private(set) var agreed: Int64 = 0
    private var differs = false

    init(_ checkpoint: Checkpoint) {
        self.checkpoint = checkpoint
    }

    private var blockOffset: Int64? {
        let offset = Int64(nextBlock + 1) * Checkpoint.blockBytes
        return nextBlock < checkpoint.blockHashes.count && offset < checkpoint.offset ? offset : nil
    }

    private var markOffset: Int64? {
        guard nextMark < checkpoint.lineMarks.count else { return nil }
        let offset = checkpoint.lineMarks[nextMark].offset(before: checkpoint.offset)
        return offset < checkpoint.offset ? offset : nil
    }

    /// Where the next comparison is due; `nil` when there is none left.
    var nextOffset: Int64? {
        if differs || isWhole { return nil }
        return min(blockOffset ?? checkpoint.offset, markOffset ?? checkpoint.offset)
    }

    /// Compares at `nextOffset`; false if the content differs there.
    mutating func agrees(_ hash: UInt64) -> Bool {
        guard let offset = nextOffset else { return false }
        var isSame = true
        if offset == blockOffset {
            isSame = checkpoint.blockHashes[nextBlock] == hash
            nextBlock += 1
        } else if offset == markOffset {
            isSame = checkpoint.lineMarks[nextMark].hash == UInt32(truncatingIfNeeded: hash)
        } else {
            isSame = checkpoint.offsetHash == hash
            isWhole = isSame
        }
        if offset == markOffset { nextMark += 1 }
        if isSame { agreed = offset } else { differs = true }
        return isSame
    }

    /// How much is shared with content that ends where `reached` stands, as far as marks tell: up to the last one that
    /// agrees, and the part of a line that follows where the content ends within it.
    func shared(with reached: ContentProgress) -> Int64 {
        guard !differs, nextMark > 0, let next = nextOffset, next == markOffset ?? checkpoint.offset,
            reached.offset < next, !reached.hasLineEnd(behind: agreed)
        else { return agreed }
        return reached.offset
    }

    /// Whether more than `shared` may agree.
    func mayAgree(beyond shared: Int64) -> Bool { isWhole ? false : checkpoint.offset > shared }
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

    /// The next `count` bytes, fewer only at the end.
    fileprivate func bytes(_ count: Int) throws(Trouble) -> [UInt8] {
        var bytes = try chunk(count)
        while bytes.count < count {
            let more = try chunk(count - bytes.count)
            if more.isEmpty { break }
            bytes += more
        }
        return bytes
    }

    /// The next bytes, up to `limit`; none at the end.
    func chunk(_ limit: Int) throws(Trouble) -> [UInt8] {
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
