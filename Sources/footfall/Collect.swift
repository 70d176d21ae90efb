import ArgumentParser
import Dispatch
import FootfallCollector
import FootfallModel
import FootfallPatterns
import FootfallQuery
import FootfallSources
import FootfallStore
import Foundation

/// `footfall collect`: sources into the store.
struct Collect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read logs into the store, and follow them until interrupted.",
        discussion: """
            A path is a file, a folder (its files) or a glob; '-' is standard input.
            Rotated and compressed predecessors (auth.log.1, auth.log.2.gz) are read
            first, and what was read before is not read again. Without paths and
            addresses the sources of the configuration are read. SIGHUP has a
            collector take up a changed configuration.

            Examples:
              # All that this machine's logs hold, into the store; then stop
              footfall collect --once /var/log
              # What the configuration would read, and what is in the way
              footfall collect --check
              # Only the last week of logs that were never read before
              footfall collect --once --from 7d /var/log/auth.log
              # Follow the logs here, and receive those of other hosts
              footfall collect /var/log --udp 0.0.0.0:5514 --tcp 0.0.0.0:5514
              # An archive, by way of a pipe
              zcat old.log.gz | footfall collect --once -
              # systemd's journal, from its beginning on
              footfall collect --journal
            """
    )

    @Argument(help: "Files, folders, globs; '-' for standard input.", completion: .file)
    var paths: [String] = []

    @Flag(help: "Stop at the end of what is there.")
    var once = false

    @Flag(help: "Say what would be read and what is in the way, and read nothing. Exit 1 where something is.")
    var check = false

    @OptionGroup var sources: SourceOptions
    @OptionGroup var framing: FramingOption
    @OptionGroup var time: TimeOptions
    @OptionGroup var store: StoreOption
    @OptionGroup var packs: PackOptions

    @Option(
        help: ArgumentHelp(
            "Keep what this pattern (pack/id) or pack (pack/*) recognises although it is off by default.",
            valueName: "pattern"
        ),
        completion: .packPatterns
    )
    var enable: [String] = []

    @Option(
        help: ArgumentHelp(
            "Serve Prometheus metrics by HTTP at /metrics; a port alone means 127.0.0.1.",
            valueName: "addr:port"
        )
    )
    var metrics: String?

    func validate() throws {
        if once, let first = sources.network.firstGiven {
            throw ValidationError(
                "--once ends where a file ends, and an address has no end: leave out --once or \(first)"
            )
        }
        if paths.contains("") { throw ValidationError("a path is empty; is a variable of a script not set?") }
    }

    func run() throws {
        if check { return try runCheck() }
        let (configuration, patterns) = try plan()
        try store.makeDefaultFolder(of: configuration.store)
        let server = try metrics.map { try MetricsServer($0) }
        let stop = StopSignal()
        let reload = WakeSignal()
        let signals = ServiceSignals(stop, reload)
        let display = ProgressDisplay()
        let collector = Collector(configuration, patterns: patterns) { display.tell($0) }
        var timer: (any DispatchSourceTimer)?
        defer {
            timer?.cancel()
            server?.finish()
            display.finish()
        }
        let hasFiles = configuration.sources.contains { $0.isFiles }
        let command = self
        let summary = try withExtendedLifetime(signals) {
            try collector.run(
                until: stop,
                reloading: once ? nil : Collector.Reloading(reload) { try command.plan() },
                manager: ServiceManager()
            ) {
                timer = display.timer(for: $0, isFollowing: !once && hasFiles)
                server?.serve(store: configuration.store, progress: $0)
            }
        }
        display.finish()
        Console.note(display.summary(of: summary, store: configuration.store))
        if once { try tellEnding(store: configuration.store, isInterrupted: stop.isRaised) }
        if !summary.failures.isEmpty || summary.lostLines > 0 || summary.isCutShort { throw ExitCode.failure }
    }

    /// What the store holds now, and what to do with it.
    private func tellEnding(store path: String, isInterrupted: Bool) throws {
        if isInterrupted { Console.note("interrupted; the same command goes on from here") }
        let options =
            store.file.map { " --store " + shellWord($0) }
            ?? store.configuration.file.map { " --config " + shellWord($0) } ?? ""
        let ending = CollectEnding(store: try EventStore(path: path, isAtRest: true), options: options)
        for line in try ending.accounting() { Console.note(line) }
        if !isInterrupted, Console.isErrorTerminal { for line in try ending.next() { Console.note(line) } }
    }

    /// What is to be done, by the command line and the configuration; fails with all that is wrong with it.
    private func plan() throws -> (Collector.Configuration, PatternSet) {
        let (file, patterns) = try store.configuration.readStrictly(packs: packs)
        try PackOptions.check(enabled: enable, in: patterns)
        _ = try framing.expression(macros: patterns.macros)
        var plan = try configuration(with: file)
        if let file, !once, isForConfiguredStore(plan, file) {
            plan.watches = file.watches(with: patterns)
            plan.reports = file.reports
            plan.path = file.path
        }
        guard !plan.sources.isEmpty else {
            throw Failure(
                usage: "nothing to read: name files, folders or '-', --journal, "
                    + "or where to receive with --udp, --tcp, --tls or --unix",
                hint: "begin with `footfall collect --once /var/log`, or write sources into "
                    + "\(file?.path ?? ConfigurationOption.standardPath), as `footfall discover` proposes them"
            )
        }
        return (plan, patterns)
    }

    /// Whether what the configuration has for its store holds for the one that is written.
    private func isForConfiguredStore(_ plan: Collector.Configuration, _ file: FootfallConfiguration) -> Bool {
        if store.isConfigured(plan.store, file.store) { return true }
        if !file.reports.isEmpty || file.searches.contains(where: { $0.watch != nil }) {
            let what = "the configuration's watches and reports are for its own store"
            Console.note("\(plan.store): is not watched, nor reported on; \(what)")
        }
        return false
    }

    /// The configuration's settings, with the options in their place where there are any.
    func configuration(with file: FootfallConfiguration?) throws -> Collector.Configuration {
        let zone = try time.timezone == nil ? file?.zone ?? time.zone() : time.zone()
        var plan = Collector.Configuration(store: store.path(configured: file?.store), zone: zone)
        plan.once = once
        plan.hosts = file?.hosts ?? [:]
        plan.referenceTime = try time.reference(zone: zone)
        plan.enabled = Set(enable).union(file?.enabled ?? [])
        if let retention = file?.retention, !retention.isUnlimited {
            // An old disk's logs, read into a store of their own, must not go by the service's limits.
            if store.isConfigured(plan.store, file?.store) {
                plan.retention = retention
            } else {
                Console.note("\(plan.store): keeps everything; the configuration's retention is for its own store")
            }
        }
        plan.stopSeconds = file?.limits.stopSeconds ?? plan.stopSeconds
        plan.sources = sources.settings(paths: paths)
        if plan.sources.isEmpty {
            plan.sources = file?.sources ?? []
            for index in plan.sources.indices { plan.sources[index].setMayBeAbsent() }
            if once {
                for endless in plan.sources where endless.isEndless {
                    Console.note("\(endless.name): left out with --once, as it has no end")
                }
                plan.sources.removeAll { $0.isEndless }
            }
        }
        let start = try sources.start(zone: zone, now: plan.referenceTime ?? Clock.now)
        for index in plan.sources.indices {
            if !plan.sources[index].isEndless {
                plan.sources[index].recordStart = framing.recordStart ?? plan.sources[index].recordStart
                plan.sources[index].recordTimeout = framing.recordTimeout ?? plan.sources[index].recordTimeout
            }
            if let start { plan.sources[index].setStart(start) }
            if sources.polling { plan.sources[index].setPolling() }
        }
        return plan
    }
}

/// Sources that are named by options.
struct SourceOptions: ParsableArguments {
    @OptionGroup var network: NetworkOptions

    @Flag(help: "Read systemd's journal.")
    var journal = false

    @Option(
        help: ArgumentHelp(
            "Read the journal files in this folder, or this file, in place of the system's journal.",
            valueName: "path"
        ),
        completion: .file
    )
    var journalDirectory: String?

    @Flag(help: "Look at the files each second instead of having the kernel tell of changes (network file systems).")
    var polling = false

    @Option(
        help: ArgumentHelp(
            """
            Where to begin with files never seen before: all, now, or a time (7d, 12h, 2026-11-01). What was begun goes \
            on where it was.
            """,
            valueName: "time"
        ),
        completion: .starts
    )
    var from: String?

    func start(zone: ZoneOffsets, now: Instant) throws -> StartPosition? {
        switch from {
        case nil: nil
        case "all": .all
        case "now": .now
        case let text?: .since(try TimeExpression.parse(text, now: now, zone: zone, name: "--from").start)
        }
    }

    /// What the options and these paths name.
    ///
    /// The same file is the same source, wherever the program is started.
    func settings(paths: [String]) -> [SourceSettings] {
        let folder = FileManager.default.currentDirectoryPath
        let files = paths.filter { $0 != "-" }.map { $0.hasPrefix("/") ? $0 : folder + "/" + $0 }
        var settings: [SourceSettings] = []
        if !files.isEmpty { settings.append(SourceSettings(.files(.init(paths: files)))) }
        if paths.contains("-") { settings.append(SourceSettings(.standardInput)) }
        if journal || journalDirectory != nil { settings.append(SourceSettings(.journal(path: journalDirectory))) }
        return settings + network.settings
    }
}
