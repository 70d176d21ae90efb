internal import FootfallModel
internal import Glibc
internal import Synchronization

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
    /// When the program started.
    let began = Instant.now
    /// The files that were there then, and how large they were.
    private(set) var firstSizes: [FileIdentity: Int64] = [:]
    /// What was left out because it is older than asked for.
    var leftOut = (files: 0, lines: Int64(0), bytes: Int64(0))
    /// The backlog is read; what comes now is live.
    private(set) var isFollowing = false

    let name: String
    let sink: any LineSink
    private let probe = TextProbe()
    private let names = RotatedNames()
    private var tailers: [Tailer] = []
    private var tailersByName: [String: Tailer] = [:]
    var lastExpansion: PathExpansion?
    /// When names are looked at next although nobody told of a change.
    private var nextFullLook = ContinuousClock.now
    /// When names are looked at again at the earliest, however much is told of them: never more than a fifth of the time.
    private var earliestLook = ContinuousClock.now
    /// Tailers that have to be looked at each time.
    private var restless: Set<Int> = []
    /// What was said already and need not be said again.
    var said: Set<String> = []
    var unreadable: Set<String> = []
    /// What was given and is not there.
    var absent: Set<String> = []
    var firstFailure: SourceError?

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
        known = KnownFiles(
            configuration.checkpoints,
            configuration.register,
            readsLeftOut: configuration.start == .all
        )
        watch = configuration.pollingOnly || configuration.once ? nil : ChangeWatch()
    }

    func run() throws(SourceError) {
        defer { configuration.register.releaseAll(of: self) }
        if watch == nil, !configuration.pollingOnly, !configuration.once {
            notice(.warning, "the kernel offers no inotify instance; files are looked at each second instead")
        }
        var nextSweep = ContinuousClock.now
        var busy: Set<Int> = []
        var hasNews = false
        while !stop.isRaised {
            let changes = watch?.take() ?? ChangeWatch.Changes()
            let isSweep = ContinuousClock.now >= nextSweep
            if isSweep { nextSweep = .now + configuration.sweepInterval }
            var due = changes.files.union(busy)
            hasNews = hasNews || changes.inFolders
            if changes.everything || mustLook || hasNews && ContinuousClock.now >= earliestLook {
                hasNews = false
                due.formUnion(try look())
            } else if isSweep {
                due.formUnion(try sweep())
                due.formUnion(restless)
            }
            busy = []
            for key in due.sorted() {
                switch tailers[key].turn(budget: FileFollower.turnBytes) {
                case .idle: break
                case .more: busy.insert(key)
                case .refused: return
                }
                if tailers[key].isRestless { restless.insert(key) } else { restless.remove(key) }
                if stop.isRaised { break }
            }
            guard busy.isEmpty, !stop.isRaised else { continue }
            if mustWait {
                wait(.milliseconds(50))
                nextSweep = .now
            } else if configuration.once {
                break
            } else {
                if !isFollowing { finishBacklog() }
                wait((hasNews ? min(nextSweep, earliestLook) : nextSweep) - .now)
            }
        }
        for tailer in tailers where !tailer.finish() { return }
        if configuration.once, !stop.isRaised {
            finishBacklog()
            if let firstFailure { throw firstFailure }
        }
    }

    /// In a backlog, something must be opened or come to a line's end before it is done.
    private var mustWait: Bool {
        guard !isFollowing || configuration.once else { return false }
        return tailers.contains { $0.awaitsFile || configuration.once && $0.awaitsLineEnd }
    }

    private func finishBacklog() {
        isFollowing = !configuration.once
        progress.finishBacklog()
        guard leftOut.files > 0 || leftOut.lines > 0 else { return }
        let files = leftOut.files == 1 ? "1 older file" : "\(leftOut.files) older files"
        let lines = leftOut.lines == 1 ? "1 line" : "\(leftOut.lines) lines"
        notice(.info, "left out, as --from asks: \(files), and \(lines) (\(leftOut.bytes) bytes) of others")
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

    /// Where a new file of a source is begun: as was settled when the source was first seen.
    func start(of source: String) -> StartPosition {
        if configuration.start == .all { return .all }
        if known.hasSource(source) { return known.limit(of: source).map { .since($0) } ?? .all }
        return configuration.start ?? .all
    }

    // MARK: - Open files

    /// Closes files that rested longest, where as many are open as may be.
    func makeRoom() {
        guard configuration.register.openFiles >= configuration.maximumOpenFiles else { return }
        // Many at once: looking for them costs more than closing them.
        let resting = tailers.flatMap { tailer in tailer.mayRest.map { (tailer, $0) } }
            .sorted { $0.1.lastChange < $1.1.lastChange }
        var wanted = max(1, configuration.maximumOpenFiles / 8)
        for (tailer, entry) in resting where wanted > 0 && tailer.rest(entry) { wanted -= 1 }
    }

    /// Has the kernel tell when a file is written to; `nil` where it does not.
    func watchFile(_ path: String, key: Int) -> Int32? {
        guard let watch else { return nil }
        if let number = watch.watch(file: path, key: key) { return number }
        if errno == ENOSPC {
            let limit = "the kernel watches no more files for this user (fs.inotify.max_user_watches)"
            sayOnce(.info, limit + "; the others are looked at each second")
        }
        return nil
    }

    // MARK: - Looking

    /// Looks at the files that were there the last time, and at the names where they may have changed; whose turn it is.
    private func sweep() throws(SourceError) -> Set<Int> {
        guard var expansion = lastExpansion, !expansion.mayHaveNewNames, ContinuousClock.now < nextFullLook else {
            return try look()
        }
        guard let changed = expansion.refresh() else { return try look() }
        lastExpansion = expansion
        var due: Set<Int> = []
        for group in changed {
            guard let tailer = tailersByName[expansion.groups[group].name] else { continue }
            tailer.look(at: expansion.groups[group].members)
            due.insert(tailer.key)
        }
        return due
    }

    /// Finds out what the paths name now; whose turn it is: everybody's.
    private func look() throws(SourceError) -> Set<Int> {
        let start = ContinuousClock.now
        mustLook = false
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
        let members = expansion.groups.flatMap(\.members)
        if lastExpansion == nil, configuration.start != nil {
            firstSizes = Dictionary(members.map { ($0.status.identity, $0.status.size) }) { first, _ in first }
        }
        lastExpansion = expansion
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
        for path in unreadable.subtracting(members.map(\.path)) {
            unreadable.remove(path)
            notice(.info, "", trouble: .ends("unreadable", at: path))
        }
        // The names of many files are looked at seldom while nobody tells that they changed.
        nextFullLook = .now + max(configuration.sweepInterval, (.now - start) * 50)
        earliestLook = .now + (.now - start) * 4
        return Set(tailers.map(\.key))
    }

    private func expand() -> PathExpansion {
        PathExpansion(
            configuration.paths,
            probe: probe,
            names: names,
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
}
