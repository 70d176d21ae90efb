internal import FootfallModel
internal import Glibc

/// The thread of a `FileSource`: looks, reads, waits, until there is nothing left to do or it is told to stop.
///
/// What the kernel tells of changes shortens the waiting; a look at every file each `sweepInterval` finds the rest.
final class FileFollower {
    /// As much as is read of one file before the others have their turn.
    private static let turnBytes: Int64 = 8 << 20

    let configuration: FileSource.Configuration
    let progress: FileProgress
    let stop: StopSignal
    let watch: ChangeWatch?
    var known: KnownFiles
    /// Something was renamed in the midst of a turn.
    var mustLook = false
    /// The backlog is read; what comes now is live.
    private(set) var isFollowing = false

    private let name: String
    private let sink: any LineSink
    private let probe = TextProbe()
    private var tailers: [Tailer] = []
    private var tailersByName: [String: Tailer] = [:]
    private var lastExpansion: PathExpansion?
    /// What was said already and need not be said again.
    private var said: Set<String> = []
    private var unreadable: Set<String> = []
    private var firstFailure: SourceError?

    init(
        _ configuration: FileSource.Configuration,
        name: String,
        progress: FileProgress,
        sink: any LineSink,
        stop: StopSignal
    ) {
        self.configuration = configuration
        self.name = name
        self.progress = progress
        self.sink = sink
        self.stop = stop
        known = KnownFiles(configuration.checkpoints, configuration.register)
        watch = configuration.pollingOnly || configuration.once ? nil : ChangeWatch()
    }

    func run() throws(SourceError) {
        defer { configuration.register.releaseAll(of: self) }
        if watch == nil, !configuration.pollingOnly, !configuration.once {
            notice(.warning, "the kernel offers no inotify instance; files are looked at each second instead")
        }
        var nextSweep = ContinuousClock.now
        var busy: Set<Int> = []
        while !stop.isRaised {
            var changes = watch?.take() ?? ChangeWatch.Changes()
            let isSweep = ContinuousClock.now >= nextSweep
            if isSweep {
                nextSweep = .now + configuration.sweepInterval
                changes.everything = true
            }
            if changes.everything || changes.inFolders || mustLook {
                mustLook = false
                try look()
                changes.everything = true
            }
            let due = changes.everything ? Set(tailers.map(\.key)) : changes.files.union(busy)
            busy = []
            for key in due.sorted() {
                switch tailers[key].turn(budget: FileFollower.turnBytes) {
                case .idle: break
                case .more: busy.insert(key)
                case .refused: return
                }
                if stop.isRaised { break }
            }
            guard busy.isEmpty, !stop.isRaised else { continue }
            let mustWait = tailers.contains { $0.awaitsFile || configuration.once && $0.awaitsLineEnd }
            if mustWait, !isFollowing {
                wait(.milliseconds(50))
                nextSweep = .now
            } else if configuration.once {
                break
            } else {
                if !isFollowing {
                    isFollowing = true
                    progress.finishBacklog()
                }
                wait(nextSweep - .now)
            }
        }
        for tailer in tailers where !tailer.finish() { return }
        if configuration.once, !stop.isRaised {
            progress.finishBacklog()
            if let firstFailure { throw firstFailure }
        }
    }

    /// Hands a batch over and notes what it says of its file; false when nobody takes lines any more.
    func send(_ batch: LineBatch) -> Bool {
        guard sink.send(batch) else { return false }
        if let checkpoint = batch.checkpoint { known.record(checkpoint) }
        return true
    }

    // MARK: - Which file is whose

    /// Takes a file for a source; false if another source reads it already, by another path.
    func claim(_ member: PathExpansion.Member, for source: String) -> Bool {
        let register = configuration.register
        if let holder = register.claim(member.status.identity, path: member.path, for: source, of: self) {
            if holder.source != source {
                sayOnce(.info, member.path + " is the same file as " + holder.path + "; it is read once")
            }
            return false
        }
        return true
    }

    func release(_ identity: FileIdentity) {
        configuration.register.release(identity)
    }

    // MARK: - Looking

    private func look() throws(SourceError) {
        var expansion = expand()
        if !(lastExpansion?.isSame(as: expansion) ?? false) {
            // In the midst of a rotation names and files do not fit together: look until two looks agree.
            for _ in 0..<20 {
                let again = expand()
                let isStable = again.isSame(as: expansion)
                expansion = again
                if isStable { break }
            }
        }
        try tell(of: expansion)
        if let watch, !watch.watch(folders: expansion.folders) {
            sayOnce(.info, "some folders cannot be watched; they are looked at each second")
        }
        lastExpansion = expansion
        let members = expansion.groups.flatMap(\.members)
        known.present = Dictionary(members.map { ($0.status.identity, $0.path) }) { first, _ in first }
        var remaining = Set(tailersByName.keys)
        for group in expansion.groups {
            remaining.remove(group.name)
            let tailer: Tailer
            if let existing = tailersByName[group.name] {
                tailer = existing
            } else {
                tailer = Tailer(name: group.name, key: tailers.count, shared: self)
                tailers.append(tailer)
                tailersByName[group.name] = tailer
            }
            tailer.look(at: group.members)
        }
        for name in remaining { tailersByName[name]?.look(at: []) }
    }

    private func expand() -> PathExpansion {
        PathExpansion(
            configuration.paths,
            probe: probe,
            readsHistory: configuration.readsHistory,
            exclude: configuration.exclude
        )
    }

    private func wait(_ duration: Duration) {
        let milliseconds = max(0, min(60_000, duration.wholeMilliseconds + 1))
        var descriptors = [pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0)]
        if let watch { descriptors.append(pollfd(fd: watch.descriptor, events: Int16(POLLIN), revents: 0)) }
        _ = unsafe poll(&descriptors, nfds_t(descriptors.count), Int32(milliseconds))
    }

    // MARK: - Telling

    private func tell(of expansion: PathExpansion) throws(SourceError) {
        for (given, names) in expansion.skipped.sorted(by: { $0.key < $1.key }) {
            let new = names.filter { said.insert(given + "\0" + $0).inserted }
            guard !new.isEmpty else { continue }
            let shown = new.prefix(20).joined(separator: ", ")
            let more = new.count > 20 ? " and \(new.count - 20) more" : ""
            notice(.info, "\(given): not read: \(shown)\(more)")
        }
        for absence in expansion.absences {
            let error = FileTrouble.error(for: absence, skipped: expansion.skipped[absence.path] ?? [])
            if configuration.once {
                guard isFollowing || lastExpansion != nil else { throw error }
            } else if said.insert("absent\0" + absence.path).inserted {
                notice(.warning, error.description + FileTrouble.waiting(for: absence))
            }
        }
    }

    /// Tells why a file cannot be read, once; with `once`, what may not be read is an error in the end.
    func report(_ trouble: OpenFile.Trouble, at path: String, offset: Int64 = 0, lines: Int64 = 0) {
        if trouble == .system(ENOENT) { return }
        let error = FileTrouble.error(for: trouble, at: path, offset: offset, lines: lines)
        if case .system = trouble {
            guard unreadable.insert(path).inserted else { return }
            if configuration.once {
                // One error is thrown in the end; of the others somebody should hear, too.
                if firstFailure == nil { firstFailure = error } else { notice(.warning, error.description) }
                return
            }
            notice(.warning, error.description + "\n  it is tried again each second")
        } else {
            sayOnce(.warning, error.description)
        }
    }

    func noteReadable(_ path: String) {
        if unreadable.remove(path) != nil { notice(.info, path + " can be read now") }
    }

    func noteRotation(of path: String, to newPath: String) {
        notice(.info, path + " was renamed to " + newPath + "; it is read to its end")
    }

    func noteTruncation(_ path: String) {
        notice(.info, path + " was truncated or rewritten; it is read again from its start")
    }

    func noteReplacement(_ path: String) {
        notice(.warning, path + " no longer holds what was read of it before; it is read from its start")
    }

    private func sayOnce(_ level: SourceNotice.Level, _ text: String) {
        if said.insert(text).inserted { notice(level, text) }
    }

    private func notice(_ level: SourceNotice.Level, _ text: String) {
        sink.report(SourceNotice(level, source: name, text))
    }
}
