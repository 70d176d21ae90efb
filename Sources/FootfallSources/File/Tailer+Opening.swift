internal import FootfallModel
internal import Glibc

extension Tailer {
    /// Opens a file and finds out whether it is known; false if there is nothing to read in it for now.
    func open(_ entry: TailedFile) -> Bool {
        shared.makeRoom()
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
            switch try begin(at: shared.start(of: name), entry, file, status) {
            case .read(let first, let passed):
                id = first
                progress = passed
            case .leftOut: return false
            }
        case .partly(let reached):
            progress = reached
            id = shared.known.newID()
            // It is known from now on, also when what it is a copy of is gone.
            if let id, !send(progress, id, entry, file.identity) { return false }
        case .known(let checkpoint, let reached):
            progress = reached
            year = checkpoint.year
            let identity = FileIdentity(device: checkpoint.device, inode: checkpoint.inode)
            let isMoved = identity != file.identity
            if !isMoved || !shared.known.isThere(checkpoint) { id = checkpoint.id }
            if isMoved, let id, !send(progress, id, entry, file.identity, year) { return false }
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
        configuration.register.countOpenFiles(1)
        entry.wasRewritten = false
        hasBegun = true
        if entry.isLive, entry.watch == nil {
            entry.watch = shared.watchFile("/proc/self/fd/\(file.descriptor)", key: key)
        }
        return true
    }

    /// Lets the store know how far a file is known, under its present name and identity, without a line.
    func send(
        _ progress: ContentProgress,
        _ id: Int64,
        _ entry: TailedFile,
        _ identity: FileIdentity,
        _ year: Int32? = nil,
        rest: Checkpoint.Rest? = nil
    ) -> Bool {
        var checkpoint = progress.checkpoint(id: id, source: name, path: entry.path, identity: identity, year: year)
        checkpoint.rest = rest
        return send(checkpoint)
    }

    /// Lets the store know that all of a file is taken, so that it is not unpacked or compared again the next time.
    func sendRest(of entry: TailedFile) -> Bool {
        guard let reader = entry.reader, let rest = reader.rest, let id = reader.id,
            let checkpoint = reader.checkpoint(path: entry.path), shared.known.rest(of: id) != rest
        else { return true }
        return send(checkpoint)
    }

    private func send(_ checkpoint: Checkpoint) -> Bool {
        shared.send(
            LineBatch(
                stream: StreamID(source: checkpoint.source, file: checkpoint.id),
                bytes: [],
                lines: [],
                firstLineNumber: checkpoint.lines + 1,
                arrival: configuration.referenceTime ?? .now,
                checkpoint: checkpoint,
                byteCount: 0
            )
        )
    }
}
