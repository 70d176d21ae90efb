internal import FootfallModel
internal import Glibc

extension Tailer {
    /// Opens a file and finds out whether it is known; false if there is nothing to read in it for now.
    func open(_ entry: TailedFile) -> Bool {
        do throws(OpenFile.Trouble) {
            let file = try OpenFile(path: entry.path)
            guard file.identity == entry.status.identity, let status = file.status else {
                shared.mustLook = true
                return false
            }
            entry.isWaiting = false
            shared.noteReadable(entry.path)
            if status.size == 0, !entry.isLive { return retireEmpty(entry, status) }
            if mayBeGrowingCopy(entry, file) { return false }
            let found = try Recognition.of(file, source: name, isLive: entry.isLive, among: shared.known)
            entry.isWaiting = mayBePartOfCopy(entry, file, found, status)
            if entry.isWaiting { return false }
            return try begin(entry, file, found, status)
        } catch {
            shared.report(error, at: entry.path)
            switch error {
            case .system(ENOENT):
                shared.mustLook = true
            case .system:
                entry.isWaiting = false
                if configuration.once { drop(entry) }
            default:
                settle(entry)
            }
            return false
        }
    }

    private func retireEmpty(_ entry: TailedFile, _ status: FileStatus) -> Bool {
        shared.known.settle(status)
        drop(entry)
        return false
    }

    /// What begins like a known file, or is compressed, may be in the making: it waits until it has stopped changing.
    private func mayBeGrowingCopy(_ entry: TailedFile, _ file: OpenFile) -> Bool {
        guard shared.isFollowing, mayWait(entry), isYoung(entry, configuration.sweepInterval) else { return false }
        if file.compression != nil { return true }
        guard shared.known.checkpoints(of: file.identity).isEmpty else { return false }
        return shared.known.isLikeKnown(file)
    }

    /// A live file that takes another's place is read at once; the first one may be a copy, but may as well be a busy
    /// log that is never at rest and begins with the same header as another.
    private func mayWait(_ entry: TailedFile) -> Bool {
        !entry.isLive || !hasBegun && ContinuousClock.now - entry.firstSeen < .seconds(5)
    }

    /// A moment ago something was written that begins like a known file and does not reach as far: most likely it is
    /// being copied or packed, as rotation does.
    private func mayBePartOfCopy(
        _ entry: TailedFile,
        _ file: OpenFile,
        _ found: Recognition,
        _ status: FileStatus
    ) -> Bool {
        if case .known = found { return false }
        let age = Duration.microseconds(Instant.now.microseconds - status.modified.microseconds)
        // A stamp from the future must not make it wait for ever.
        guard age > .seconds(-1), age < max(.seconds(1), configuration.sweepInterval) else { return false }
        guard shared.known.checkpoints(of: file.identity).isEmpty else { return false }
        guard mayWait(entry) else { return false }
        return shared.known.beginsLikeKnown(file)
    }

    private func begin(
        _ entry: TailedFile,
        _ file: OpenFile,
        _ found: Recognition,
        _ status: FileStatus
    ) throws(OpenFile.Trouble) -> Bool {
        var id: Int64?
        var year: Int32?
        var progress = ContentProgress()
        switch found {
        case .new(let isReused):
            if isReused, !entry.wasRewritten { shared.noteReplacement(entry.path) }
        case .partly(let reached):
            progress = reached
        case .known(let checkpoint, let reached):
            progress = reached
            year = checkpoint.year
            let identity = FileIdentity(device: checkpoint.device, inode: checkpoint.inode)
            let isMoved = identity != file.identity
            if !isMoved || !shared.known.isThere(checkpoint) { id = checkpoint.id }
            if isMoved, id != nil, !sendMovedCheckpoint(entry, file, checkpoint, progress) { return false }
        }
        // What appears while following was just written, unless it brings an old stamp or is packed.
        let isOld = Instant.now.microseconds - status.modified.microseconds > 60_000_000
        let isBacklog = !shared.isFollowing || isOld || file.compression != nil
        let reader = FileReader(
            file,
            source: name,
            configuration: configuration,
            progress: progress,
            id: id,
            year: year,
            backlogEnd: isBacklog ? (file.compression == nil ? status.size : .max) : 0,
            modified: status.modified
        )
        // The checkpoint's year is that of the last line read; New Year may lie before the next one.
        if var scout = configuration.scout?() { try reader.scout(&scout) }
        entry.reader = reader
        entry.wasRewritten = false
        hasBegun = true
        if entry.isLive { entry.watch = shared.watch?.watch(file: file.descriptor, key: key) }
        return true
    }

    /// Lets the store know a moved file by its new identity, so that it is found at once the next time.
    private func sendMovedCheckpoint(
        _ entry: TailedFile,
        _ file: OpenFile,
        _ old: Checkpoint,
        _ progress: ContentProgress
    ) -> Bool {
        let checkpoint = progress.checkpoint(
            id: old.id,
            source: old.source,
            path: entry.path,
            identity: file.identity,
            year: old.year
        )
        let batch = LineBatch(
            stream: StreamID(source: old.source, file: old.id),
            bytes: [],
            lines: [],
            firstLineNumber: old.lines + 1,
            arrival: configuration.referenceTime ?? .now,
            checkpoint: checkpoint,
            byteCount: 0
        )
        return shared.send(batch)
    }
}
