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

    /// The live file's path, and the source's name.
    let name: String
    let key: Int
    var entries: [TailedFile] = []
    /// Something was read here before, so that a new live file is most likely rotation's.
    var hasBegun = false
    unowned let shared: FileFollower
    var configuration: FileSource.Configuration { shared.configuration }

    init(name: String, key: Int, shared: FileFollower) {
        self.name = name
        self.key = key
        self.shared = shared
    }

    /// A line waits for its end in a file that was written to so lately that it may still come.
    var awaitsLineEnd: Bool {
        entries.contains { ($0.reader?.hasUnfinishedLine ?? false) && isYoung($0, .seconds(1)) }
    }

    /// A file waits to be opened.
    var awaitsFile: Bool { entries.contains(where: \.isWaiting) }

    /// Something is due that no change of a file will tell of: it has to be looked at each time.
    var isRestless: Bool {
        entries.contains { entry in
            guard entry.restStatus == nil else { return false }
            guard let reader = entry.reader else { return true }
            return !entry.isLive || reader.hasWaitingRecord || configuration.once && reader.hasUnfinishedLine
        }
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
            } else if isLive, !configuration.once, shared.claim(member, for: name) {
                ranks[identity] = rank
                addAtRest(member)
            }
        }
        for entry in entries where ranks[entry.status.identity] == nil {
            if entry.isLive { entry.lastChange = .now }
            entry.isLive = false
            // Gone while it was closed, or no longer ours under its new name; what is open is read to its end.
            if entry.reader == nil { drop(entry) }
        }
        entries.sort { (ranks[$0.status.identity] ?? -1) < (ranks[$1.status.identity] ?? -1) }
    }

    /// Reads what is there, at most about `budget` bytes of each file.
    func turn(budget: Int64) -> Turn {
        for entry in entries {
            if entry.restStatus != nil, !wake(entry) { continue }
            if let reader = entry.reader, !entry.isLive, !holdRemoved(entry, reader) { continue }
            if entry.reader == nil, !open(entry) {
                // Renamed since the look: what comes behind it may be older than what is found then.
                if shared.mustLook { return .more }
                // In a backlog the order matters more than the time.
                if entry.isWaiting, !shared.isFollowing { return .idle }
                continue
            }
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
        for entry in entries {
            guard let reader = entry.reader, reader.hasUnfinishedLine, isAtEnd(reader) else { continue }
            entry.lastChange = lastChange(of: entry)
            let patience = reader.hasWaitingRecord ? configuration.recordTimeout : .seconds(1)
            if !isYoung(entry, patience), !sendUnfinishedLine(of: entry) { return false }
        }
        return true
    }

    /// Whether a line without its end is the file's last, and not one that was not read to its end yet.
    private func isAtEnd(_ reader: FileReader) -> Bool {
        // A compressed file is closed at its end; one that is open still has more.
        guard reader.file.compression == nil, let size = reader.file.status?.size else { return false }
        return reader.file.position >= size
    }

    private func update(_ entry: TailedFile, _ member: PathExpansion.Member, isLive: Bool) {
        if !entry.status.isUnchanged(since: member.status) { entry.lastChange = .now }
        if entry.isLive, !isLive {
            entry.lastChange = .now
            // Its last lines may come yet.
            entry.restStatus = nil
            shared.noteRotation(of: entry.path, to: member.path)
        }
        entry.path = member.path
        entry.status = member.status
        entry.isLive = isLive
    }

    private func add(_ member: PathExpansion.Member, isLive: Bool) {
        let age = Instant.now.microseconds - member.status.modified.microseconds
        let entry = TailedFile(
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

    func isYoung(_ entry: TailedFile, _ age: Duration) -> Bool {
        ContinuousClock.now - entry.lastChange < age
    }

    private func read(_ entry: TailedFile, budget: Int64) -> Turn {
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
                if case .system = trouble {
                    shared.report(trouble, at: entry.path, offset: reader.offset, lines: reader.lines)
                    // It may be read again later, from the last whole line on: half a line is no line.
                    if configuration.once { drop(entry) } else { close(entry) }
                    return .idle
                }
                entry.lastChange = lastChange(of: entry)
                if case .damaged(_, .truncated) = trouble, isYoung(entry, patience) {
                    // Most likely it is being written. Half a line at its end is none.
                    close(entry)
                    entry.isWaiting = true
                    return .idle
                }
                shared.report(trouble, at: entry.path, offset: reader.offset, lines: reader.lines)
                settle(entry)
                return .idle
            }
        }
    }

    /// In a backlog the file's own stamp says how long it has rested.
    func lastChange(of entry: TailedFile) -> ContinuousClock.Instant {
        guard let modified = entry.reader?.file.status?.modified else { return .now }
        let age = Instant.now.microseconds - modified.microseconds
        return .now - .microseconds(min(3_600_000_000, max(0, age)))
    }

    /// At the end of what a file holds: closes it if it will not grow.
    private func end(_ entry: TailedFile) -> Turn {
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
                case .wait, .read, .truncated:
                    guard reader.hasWaitingRecord, !isYoung(entry, configuration.recordTimeout) else { return .idle }
                    return sendUnfinishedLine(of: entry) ? .idle : .refused
                case .rotated, .removed:
                    // Its writer may still hold it.
                    if isYoung(entry, configuration.rotationGrace) { return .idle }
                }
            }
        }
        guard sendUnfinishedLine(of: entry), sendRest(of: entry) else { return .refused }
        settle(entry)
        return .idle
    }

    /// How long a packed file that ends too early may rest before that is called damage.
    private var patience: Duration {
        shared.isFollowing ? configuration.archivePatience : max(.seconds(1), configuration.sweepInterval)
    }

    private func decision(for entry: TailedFile, _ reader: FileReader) -> TailDecision {
        let status = reader.file.status
        return TailDecision(
            identity: reader.file.identity,
            size: status?.size ?? 0,
            links: status?.links ?? 0,
            position: reader.file.position,
            pathIdentity: entry.isLive ? reader.file.identity : FileStatus.at(name)?.identity
        )
    }

    private func sendUnfinishedLine(of entry: TailedFile) -> Bool {
        guard let batch = entry.reader?.unfinishedLine(now: .now, newID: { self.shared.known.newID() }) else {
            return true
        }
        return send(batch, of: entry)
    }

    private func send(_ batch: LineBatch, of entry: TailedFile) -> Bool {
        var batch = batch
        batch.checkpoint = entry.reader?.checkpoint(path: entry.path)
        reportProgress(of: entry)
        return shared.send(batch)
    }

    private func reportProgress(of entry: TailedFile) {
        let reached = min(entry.expectedBytes, entry.reader?.file.diskPosition ?? entry.expectedBytes)
        guard reached > entry.reportedBytes else { return }
        shared.progress.advance(reached - entry.reportedBytes)
        entry.reportedBytes = reached
    }

    /// Has nothing more to give until it changes.
    func settle(_ entry: TailedFile) {
        let status = entry.reader?.file.status ?? entry.status
        // What was added since the last reading is a change.
        let isLeft = entry.reader.map { $0.file.compression == nil && $0.file.position < status.size } ?? false
        if !isLeft { shared.known.settle(status) }
        drop(entry)
    }

    func close(_ entry: TailedFile) {
        if let watch = entry.watch { shared.watch?.unwatch(watch) }
        entry.watch = nil
        if entry.reader != nil { configuration.register.countOpenFiles(-1) }
        entry.reader = nil
        shared.progress.hold(-entry.heldBytes)
        entry.heldBytes = 0
    }

    func drop(_ entry: TailedFile) {
        close(entry)
        reportProgress(of: entry)
        shared.release(entry.status.identity)
        entries.removeAll { $0 === entry }
    }
}
