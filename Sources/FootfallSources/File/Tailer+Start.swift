internal import FootfallModel

extension Tailer {
    /// What becomes of a file of which nothing is known.
    enum Beginning {
        /// It is read behind what was passed over; the number is that of the checkpoint that says so.
        case read(Int64?, ContentProgress)
        case leftOut
    }

    /// Leaves out what is older than asked for.
    ///
    /// The store is told, so that it stays left out.
    func begin(
        at start: StartPosition,
        _ entry: TailedFile,
        _ file: OpenFile,
        _ status: FileStatus
    ) throws(OpenFile.Trouble) -> Beginning {
        let limit: Instant
        // What it held when the program started; nil where it came later.
        let firstSize = shared.firstSizes[file.identity]
        let modified = configuration.referenceTime ?? status.modified
        let isOlder: Bool
        switch start {
        case .all: return .read(nil, ContentProgress())
        case .now:
            limit = shared.began
            isOlder = firstSize != nil || modified < limit
            if !isOlder { return .read(nil, ContentProgress()) }
        case .since(let time):
            limit = time
            isOlder = modified < limit
            // What a source that is followed already brings is read whatever its stamps say: its clock may be wrong.
            if !isOlder, firstSize == nil || shared.known.hasSource(name) { return .read(nil, ContentProgress()) }
        }
        if isOlder, !entry.isLive { return leaveOut(entry, file, status, limit) }
        var passed = PassedOver(file, until: shared.stop)
        if isOlder {
            try passed.passAll(upTo: file.compression == nil ? firstSize ?? status.size : .max)
        } else {
            try pass(&passed, before: limit, file, modified, status.size)
        }
        return begin(behind: passed.progress, limit, entry, file, status)
    }

    /// Its content need not be known: as long as it stays as it is, the file is; and packed, it keeps its time.
    private func leaveOut(
        _ entry: TailedFile,
        _ file: OpenFile,
        _ status: FileStatus,
        _ limit: Instant
    ) -> Beginning {
        var nothing = ContentProgress()
        nothing.leftOutBefore = limit
        let rest = Checkpoint.Rest(size: status.size, modified: status.modified)
        shared.leftOut.files += 1
        if send(nothing, shared.known.newID(), entry, file.identity, rest: rest) { settle(entry) }
        return .leftOut
    }

    private func pass(
        _ passed: inout PassedOver,
        before limit: Instant,
        _ file: OpenFile,
        _ modified: Instant,
        _ size: Int64
    ) throws(OpenFile.Trouble) {
        guard var stamps = configuration.stamps?() else { return }
        var begins: (any RecordStart)?
        let head = try file.head()
        switch configuration.framing ?? LineFraming.rule(of: head.span) {
        case .newline: break
        case .records(let start): begins = start
        // Documents have no stamp at the beginning of a line.
        case .json: return try file.move(to: 0)
        }
        let size = file.compression == nil ? size : .max
        try passed.passLines(before: limit, modified: modified, upTo: size, begins: begins, &stamps)
    }

    private func begin(
        behind passed: ContentProgress,
        _ limit: Instant,
        _ entry: TailedFile,
        _ file: OpenFile,
        _ status: FileStatus
    ) -> Beginning {
        var progress = passed
        progress.leftOutBefore = limit
        // What was passed over until a stop came says nothing.
        if shared.stop.isRaised { return .leftOut }
        shared.leftOut.lines += progress.lines
        shared.leftOut.bytes += progress.offset
        let id = shared.known.newID()
        let isAll = file.compression == nil && progress.offset == status.size
        let rest = isAll ? Checkpoint.Rest(size: status.size, modified: status.modified) : nil
        guard send(progress, id, entry, file.identity, rest: rest) else { return .leftOut }
        return .read(id, progress)
    }
}
