package import FootfallModel
package import FootfallPatterns
internal import FootfallReports
internal import FootfallSources
internal import Glibc

/// What a host logs, as far as one may see: `footfall discover`.
///
/// Nothing is changed, nothing is read but samples, and there is an end to it in time and bytes.
package struct HostSurvey: Sendable {
    /// One log.
    package struct Log: Sendable {
        /// The live file's path, or a glob, as the host names it.
        package var name: String
        /// The files there are of it, the live one too.
        package var files: Int
        /// On disk.
        package var bytes: Int64
        package var sample: LogSample
        /// What said that it is there, where that is no usual place: a service, a process.
        package var origin: String?
        /// The pack that its name speaks for.
        package var pack: String?
        package var isContainer = false

        /// Worth reading: lines of it are known, or are to be expected.
        package var isOfUse: Bool { sample.isOfUse || pack != nil || sample.records == 0 && origin != nil }
    }

    /// What systemd's journal holds.
    package struct Journal: Sendable {
        /// Journal files elsewhere than the system's.
        package var directory: String?
        package var bytes: Int64
        package var sample: LogSample
    }

    /// A service whose logs are known from its configuration.
    package struct Service: Sendable {
        package var name: String
        package var isRunning: Bool
        package var logs: [String]
    }

    package let root: HostRoot
    package private(set) var hostname = ""
    package private(set) var system = ""
    /// The zone of the host's clock, as the zone database calls it; `nil` where it does not say.
    package private(set) var timezone: String?
    /// What has the most to tell first.
    package private(set) var logs: [Log] = []
    package private(set) var journal: Journal?
    package private(set) var services: [Service] = []
    package private(set) var unreadable: [Unreadable] = []
    /// What was not looked at as its name is not UTF-8.
    package private(set) var misnamed: [String] = []
    /// Mounts of other machines' files that were met and not looked into, as nobody named what is in them.
    package private(set) var leftOut: [(path: String, kind: String)] = []
    /// Paths that were asked for and name nothing.
    package private(set) var missing: [String] = []
    /// What would tell more, and what is good to know.
    package private(set) var advice: [String] = []
    /// Where a syslog server of this host receives from others already.
    package private(set) var receives: [String] = []
    /// Files that hold no text, or nothing.
    package private(set) var binaryFiles = 0
    package private(set) var emptyFiles = 0
    /// Files that were looked into, and bytes of content that were read.
    package private(set) var files = 0
    package private(set) var readBytes: Int64 = 0
    /// Why not all was looked at; `nil` where it was.
    package private(set) var cutShort: String?

    /// Looks at a host.
    ///
    /// - Parameters:
    ///   - paths: folders, files and globs beside the usual places, as the host names them.
    ///   - seconds: how long it may take.
    ///   - progress: told now and then how many of how many files were looked at.
    package init(
        _ root: HostRoot,
        paths: [String] = [],
        patterns: PatternSet,
        zone: ZoneOffsets,
        seconds: Double = 30,
        progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
    ) {
        let root = root.isThisMachine ? root.avoiding(.present) : root
        root.admit(paths)
        self.root = root
        let budget = Budget(seconds: seconds)
        let identity = HostIdentity(root)
        (hostname, system, timezone) = (identity.name, identity.system, identity.timezone)
        let open = root.isThisMachine ? OpenLogs(root, budget) : nil
        var origins: [String: String] = [:]
        let configured = findServices(open?.running, &origins, budget)
        for file in open?.written ?? [] where origins[file.path] == nil { origins[file.path] = file.process }

        var walk = FolderWalk(root, budget)
        // What is asked for comes first, should time be short.
        missing = paths.filter { !walk.add(path: $0) }
        walk.add(LogPlaces.tree, depth: LogPlaces.depth)
        for path in configured { walk.add(path: path) }
        for glob in LogPlaces.folders { walk.add(folders: glob) }
        for file in open?.written ?? [] { walk.add(file: file.path) }
        var globs: [String: [String]] = [:]
        for glob in LogPlaces.containers {
            let found = walk.matches(glob)
            if !found.isEmpty { globs[glob] = found }
        }
        unreadable = walk.unreadable.map { Unreadable($0, root) }
        misnamed = walk.misnamed
        cutShort = walk.cutShort
        sample(LogFamily.families(of: unique(walk.files), globs: globs), origins, patterns, zone, budget, progress)
        lookAtJournal(LogSampler(patterns, zone: zone), budget)
        leftOut = root.mounts?.met ?? []
        logs.sort {
            ($1.sample.events, $1.sample.recognised, $0.name) < ($0.sample.events, $0.sample.recognised, $1.name)
        }
    }

    /// The first of several names of a file, the given order kept.
    private func unique(_ paths: [String]) -> [String] {
        var known: Set<String> = []
        return paths.filter { known.insert(root.resolved($0) ?? $0).inserted }
    }

    // MARK: Services

    /// The logs that services are configured to write.
    private mutating func findServices(
        _ running: Set<String>?,
        _ origins: inout [String: String],
        _ budget: Budget
    ) -> [String] {
        var found: [String] = []
        for service in LoggingService.all where !budget.isSpent {
            let configured = ConfiguredLogs(service, root)
            guard configured.isInstalled else { continue }
            unreadable += configured.unreadable.map { Unreadable($0, root) }
            advice += configured.advice
            receives += configured.receives
            found += configured.logs
            for log in configured.logs { origins[log] = service.name }
            let isRunning = running.map { !$0.isDisjoint(with: service.processes) } ?? false
            services.append(Service(name: service.name, isRunning: isRunning, logs: configured.logs))
        }
        return found
    }

    // MARK: Samples

    private mutating func sample(
        _ families: [LogFamily],
        _ origins: [String: String],
        _ patterns: PatternSet,
        _ zone: ZoneOffsets,
        _ budget: Budget,
        _ progress: (Int, Int) -> Void
    ) {
        let sampler = LogSampler(patterns, zone: zone)
        let expected = ExpectedPack(patterns)
        for (index, family) in families.enumerated() {
            progress(index, families.count)
            if budget.isSpent { cutShort = budget.reason }
            if readBytes > Budget.bytes { cutShort = Size.text(Budget.bytes) + " were read" }
            if cutShort != nil { break }
            guard var log = look(at: family, sampler, budget) else { continue }
            log.pack = expected.pack(for: family.name)
            log.origin = family.members.lazy.compactMap { origins[$0.path] }.first ?? origins[family.name]
            // What is empty is a log where somebody says so.
            if log.sample.records > 0 || log.isOfUse || log.origin != nil { logs.append(log) }
        }
        progress(families.count, families.count)
    }

    /// A family's sample; `nil` where there is nothing in it that can be read.
    private mutating func look(at family: LogFamily, _ sampler: LogSampler, _ budget: Budget) -> Log? {
        var opened: [FileSample] = []
        var bytes: Int64 = 0
        var empty = 0
        for member in family.members where !budget.isSpent {
            guard let real = root.resolved(member.path) else { continue }
            files += 1
            do throws(SourceError) {
                let file = try FileSample(path: root.path(real))
                if file.isBinary {
                    binaryFiles += 1
                } else if file.bytes == 0 {
                    emptyFiles += 1
                    empty += 1
                } else {
                    bytes += file.bytes
                    opened.append(file)
                    // As many open files as a log may have predecessors are too many; only the ends are of use.
                    if opened.count > 2 { opened.remove(at: 1) }
                }
            } catch {
                unreadable.append(Unreadable(member.path, root))
            }
        }
        guard let newest = opened.last else {
            // Binary, or not to be read: no log. Empty: one that is to begin.
            guard empty == family.members.count else { return nil }
            return Log(name: family.name, files: empty, bytes: 0, sample: LogSample())
        }
        var history: [LineBatch] = []
        if opened.count > 1, let batch = try? opened[0].beginning(LogSampler.beginning) { history.append(batch) }
        var batches: [LineBatch] = []
        if newest.bytes > LogSampler.end, !newest.isCompressed, let batch = try? newest.beginning(LogSampler.beginning)
        {
            batches.append(batch)
        }
        if let batch = try? newest.end(LogSampler.end) { batches.append(batch) }
        let sample = sampler.sample(history: history, batches)
        readBytes += sample.bytes
        var log = Log(name: family.name, files: family.members.count, bytes: bytes, sample: sample)
        log.isContainer = LogPlaces.containers.contains(family.name)
        return log
    }

    // MARK: Journal

    private mutating func lookAtJournal(_ sampler: LogSampler, _ budget: Budget) {
        let folder = ["/var/log/journal", "/run/log/journal"].first { !(root.names(in: $0) ?? []).isEmpty }
        guard let folder else { return }
        let files = (root.names(in: folder) ?? []).flatMap { machine in
            (root.names(in: folder + "/" + machine) ?? []).map { folder + "/" + machine + "/" + $0 }
        }.filter { $0.hasSuffix(".journal") || $0.hasSuffix(".journal~") }
        let readable = files.filter { unsafe access(root.path($0), R_OK) == 0 }
        if let hidden = files.first(where: { unsafe access(root.path($0), R_OK) != 0 }) {
            unreadable.append(Unreadable(hidden, root))
        }
        guard !readable.isEmpty, !budget.isSpent else { return }
        let directory = root.isThisMachine ? nil : root.path(folder)
        do throws(SourceError) {
            let end = try JournalSample.end(directory: directory, count: 3000, milliseconds: budget.milliseconds)
            let beginning = try JournalSample.beginning(directory: directory, milliseconds: budget.milliseconds)
            let sample = sampler.sample(history: [beginning], [end])
            readBytes += sample.bytes
            guard sample.records > 0 else { return }
            var bytes: Int64 = 0
            for file in readable {
                var raw = stat()
                if unsafe stat(root.path(file), &raw) == 0 { bytes += Int64(raw.st_blocks) * 512 }
            }
            journal = Journal(directory: directory, bytes: bytes, sample: sample)
        } catch {
            advice.append("\(folder) could not be looked at: \(error.reason)")
        }
    }
}

/// How a host calls itself.
struct HostIdentity {
    var name: String
    var system: String
    var timezone: String?

    init(_ root: HostRoot) {
        name = (root.text("/etc/hostname", limit: 256) ?? "").trimmingNewline
        if root.isThisMachine {
            var names = utsname()
            if unsafe uname(&names) == 0 {
                name = unsafe withUnsafeBytes(of: &names.nodename) {
                    unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
            }
        }
        let release = root.text("/etc/os-release") ?? ""
        system = release.firstMatch(of: /(?m)^PRETTY_NAME="?([^"\n]*)"?$/).map { String($0.1) } ?? ""
        // The link says it, even where the zone's file is not in the copy.
        let link = HostRoot.target(of: root.path("/etc/localtime"))
        let named = link?.firstRange(of: "zoneinfo/").map { String(link?[$0.upperBound...] ?? "") }
        timezone = named ?? root.text("/etc/timezone", limit: 256)?.trimmingNewline
    }
}
