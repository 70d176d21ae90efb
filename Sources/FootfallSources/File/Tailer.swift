internal import FootfallModel
internal import Glibc

/// Follows one path: the live file, and what rotation made of the ones before it, each read to its end.
///
/// From outside it is one stream that never ends. Files wait in `entries`, oldest first; an older one is read to its
/// end before the next is begun, and stays open for a while in case its writer still holds it.
final class Tailer {
    /// How a turn ended.
    enum Turn {
        /// Everything that is there has been read.
        case idle
        /// There is more to read at once.
        case more
        /// Nobody takes lines any more.
        case refused
    }

    /// One file of the group.
    final class Entry {
        var path: String
        var status: FileStatus
        let isNamed: Bool
        var isLive: Bool
        var reader: FileReader?
        var watch: Int32?
        /// Its content was found replaced while it was open, and that was said.
        var wasRewritten = false
        /// When it was last seen to change; an hour ago stands for long ago.
        var lastChange: ContinuousClock.Instant
        /// Counted in the progress as to be read, and as read.
        var expectedBytes: Int64 = 0
        var reportedBytes: Int64 = 0

        init(_ member: PathExpansion.Member, isLive: Bool, lastChange: ContinuousClock.Instant) {
            path = member.path
            status = member.status
            isNamed = member.isNamed
            self.isLive = isLive
            self.lastChange = lastChange
        }
    }

    /// The live file's path, and the source's name.
    let name: String
    let key: Int
    private(set) var entries: [Entry] = []
    /// Something was read here before, so that a new live file is most likely rotation's.
    private var hasBegun = false
    private unowned let shared: FileFollower
    private var configuration: FileSource.Configuration { shared.configuration }

    init(name: String, key: Int, shared: FileFollower) {
        self.name = name
        self.key = key
        self.shared = shared
    }

    /// A line waits for its end in a file that was written to so lately that it may still come.
    var awaitsLineEnd: Bool {
        entries.contains { ($0.reader?.hasUnfinishedLine ?? false) && isYoung($0, .seconds(1)) }
    }

    /// Compares what is open with what the group's paths name now.
    func look(at members: [PathExpansion.Member]) {
        var ranks: [FileIdentity: Int] = [:]
        for (rank, member) in members.enumerated() where ranks[member.status.identity] == nil {
            let identity = member.status.identity
            let isLive = member.path == name
            if let entry = entries.first(where: { $0.status.identity == identity }) {
                ranks[identity] = rank
                update(entry, member, isLive: isLive)
            } else if !shared.known.isSettled(member.status) {
                guard shared.claim(member, for: name) else { continue }
                ranks[identity] = rank
                add(member, isLive: isLive)
            }
        }
        for entry in entries where ranks[entry.status.identity] == nil {
            if entry.isLive { entry.lastChange = .now }
            entry.isLive = false
            // Gone before it was opened, or no longer ours under its new name; the latter is read to its end.
            if entry.reader == nil { drop(entry) }
        }
        entries.sort { (ranks[$0.status.identity] ?? -1) < (ranks[$1.status.identity] ?? -1) }
    }

    /// Reads what is there, at most about `budget` bytes of each file.
    func turn(budget: Int64) -> Turn {
        for entry in entries {
            if entry.reader == nil, !open(entry) { continue }
            switch read(entry, budget: budget) {
            case .idle: continue
            case .more: return .more
            case .refused: return .refused
            }
        }
        return .idle
    }

    /// Takes unfinished lines that have waited long enough; false when nobody takes lines any more.
    func finish() -> Bool {
        for entry in entries where entry.reader?.hasUnfinishedLine ?? false {
            entry.lastChange = lastChange(of: entry)
            if !isYoung(entry, .seconds(1)), !sendUnfinishedLine(of: entry) { return false }
        }
        return true
    }

    private func update(_ entry: Entry, _ member: PathExpansion.Member, isLive: Bool) {
        if !entry.status.isUnchanged(since: member.status) { entry.lastChange = .now }
        if entry.isLive, !isLive {
            entry.lastChange = .now
            shared.noteRotation(of: entry.path, to: member.path)
        }
        entry.path = member.path
        entry.status = member.status
        entry.isLive = isLive
    }

    private func add(_ member: PathExpansion.Member, isLive: Bool) {
        let age = Instant.now.microseconds - member.status.modified.microseconds
        let entry = Entry(
            member,
            isLive: isLive,
            // While following, a file that has just appeared may still be on its way, whatever its stamp says.
            lastChange: shared.isFollowing ? .now : .now - .microseconds(min(3_600_000_000, max(0, age)))
        )
        if !shared.isFollowing {
            entry.expectedBytes = member.status.size
            shared.progress.expect(entry.expectedBytes)
        }
        entries.append(entry)
    }

    private func isYoung(_ entry: Entry, _ age: Duration) -> Bool {
        ContinuousClock.now - entry.lastChange < age
    }

    /// Opens a file and finds out whether it is known; false if there is nothing to read in it for now.
    private func open(_ entry: Entry) -> Bool {
        do throws(OpenFile.Trouble) {
            let file = try OpenFile(path: entry.path)
            // Renamed since the look: the next one tells what is what.
            guard file.identity == entry.status.identity, let status = file.status else { return false }
            shared.noteReadable(entry.path)
            if status.size == 0, !entry.isLive { return retireEmpty(entry, status) }
            if mayBeGrowingCopy(entry, file) { return false }
            let found = try Recognition.of(file, source: name, among: shared.known)
            return try begin(entry, file, found, status)
        } catch {
            shared.report(error, at: entry.path)
            switch error {
            case .system(EACCES), .system(EPERM), .system(EMFILE), .system(ENFILE), .system(ENOENT):
                if configuration.once { drop(entry) }
            default:
                settle(entry)
            }
            return false
        }
    }

    private func retireEmpty(_ entry: Entry, _ status: FileStatus) -> Bool {
        shared.known.settle(status)
        drop(entry)
        return false
    }

    /// What begins like a known file, or is compressed, may be in the making: it waits until it has stopped changing.
    private func mayBeGrowingCopy(_ entry: Entry, _ file: OpenFile) -> Bool {
        guard shared.isFollowing, !entry.isLive || !hasBegun, isYoung(entry, configuration.sweepInterval) else {
            return false
        }
        if file.compression != nil { return true }
        guard shared.known.checkpoints(of: file.identity).isEmpty else { return false }
        return shared.known.isLikeKnown(file)
    }

    private func begin(
        _ entry: Entry,
        _ file: OpenFile,
        _ found: Recognition,
        _ status: FileStatus
    ) throws(OpenFile.Trouble) -> Bool {
        var id: Int64?
        var year: Int32?
        var progress = ContentProgress()
        switch found {
        case .contained where !entry.isLive:
            shared.known.settle(status)
            drop(entry)
            return false
        case .contained:
            try file.move(to: 0)
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
        if year == nil, var scout = configuration.scout?() { try reader.scout(&scout) }
        entry.reader = reader
        entry.wasRewritten = false
        hasBegun = true
        if entry.isLive { entry.watch = shared.watch?.watch(file: file.descriptor, key: key) }
        return true
    }

    /// Lets the store know a moved file by its new identity, so that it is found at once the next time.
    private func sendMovedCheckpoint(
        _ entry: Entry,
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

    private func read(_ entry: Entry, budget: Int64) -> Turn {
        guard let reader = entry.reader else { return .idle }
        let limit = reader.file.position + budget
        while true {
            if shared.stop.isRaised || reader.file.position >= limit { return .more }
            switch reader.next(now: .now, newID: { self.shared.known.newID() }) {
            case .batch(let batch):
                if !send(batch, of: entry) { return .refused }
                entry.lastChange = lastChange(of: entry)
            case .partOfLine:
                entry.lastChange = lastChange(of: entry)
            case .end:
                return end(entry)
            case .changed:
                shared.noteTruncation(entry.path)
                close(entry)
                guard let status = FileStatus.at(entry.path), status.identity == entry.status.identity else {
                    drop(entry)
                    return .idle
                }
                entry.status = status
                entry.wasRewritten = true
                guard open(entry) else { return .idle }
                return .more
            case .trouble(let trouble):
                shared.report(trouble, at: entry.path, offset: reader.offset, lines: reader.lines)
                let isTaken = sendUnfinishedLine(of: entry)
                settle(entry)
                return isTaken ? .idle : .refused
            }
        }
    }

    /// In a backlog the file's own stamp says how long it has rested.
    private func lastChange(of entry: Entry) -> ContinuousClock.Instant {
        guard let modified = entry.reader?.file.status?.modified else { return .now }
        let age = Instant.now.microseconds - modified.microseconds
        return .now - .microseconds(min(3_600_000_000, max(0, age)))
    }

    /// At the end of what a file holds: closes it if it will not grow.
    private func end(_ entry: Entry) -> Turn {
        guard let reader = entry.reader else { return .idle }
        reportProgress(of: entry)
        if reader.file.compression == nil {
            if configuration.once {
                if reader.hasUnfinishedLine {
                    let size = reader.file.status?.size ?? 0
                    reader.extendBacklog(to: size)
                    if size > reader.file.position { return .more }
                    if isYoung(entry, .seconds(1)) { return .idle }
                }
            } else {
                switch decision(for: entry, reader) {
                case .wait, .read, .truncated: return .idle
                case .rotated, .removed:
                    // Its writer may still hold it.
                    if isYoung(entry, configuration.rotationGrace) { return .idle }
                }
            }
        }
        guard sendUnfinishedLine(of: entry) else { return .refused }
        settle(entry)
        return .idle
    }

    private func decision(for entry: Entry, _ reader: FileReader) -> TailDecision {
        let status = reader.file.status
        return TailDecision(
            identity: reader.file.identity,
            size: status?.size ?? 0,
            links: status?.links ?? 0,
            position: reader.file.position,
            pathIdentity: entry.isLive ? reader.file.identity : FileStatus.at(name)?.identity
        )
    }

    private func sendUnfinishedLine(of entry: Entry) -> Bool {
        guard let batch = entry.reader?.unfinishedLine(now: .now, newID: { self.shared.known.newID() }) else {
            return true
        }
        return send(batch, of: entry)
    }

    private func send(_ batch: LineBatch, of entry: Entry) -> Bool {
        var batch = batch
        batch.checkpoint = entry.reader?.checkpoint(path: entry.path)
        reportProgress(of: entry)
        return shared.send(batch)
    }

    private func reportProgress(of entry: Entry) {
        let reached = min(entry.expectedBytes, entry.reader?.file.diskPosition ?? entry.expectedBytes)
        guard reached > entry.reportedBytes else { return }
        shared.progress.advance(reached - entry.reportedBytes)
        entry.reportedBytes = reached
    }

    /// Lets a file rest until it changes.
    private func settle(_ entry: Entry) {
        shared.known.settle(entry.reader?.file.status ?? entry.status)
        drop(entry)
    }

    private func close(_ entry: Entry) {
        if let watch = entry.watch { shared.watch?.unwatch(watch) }
        entry.watch = nil
        entry.reader = nil
    }

    private func drop(_ entry: Entry) {
        close(entry)
        reportProgress(of: entry)
        shared.release(entry.status.identity)
        entries.removeAll { $0 === entry }
    }
}
