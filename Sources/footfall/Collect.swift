import ArgumentParser
import Dispatch
import FootfallCollector
import FootfallModel
import FootfallPatterns
import FootfallSources
import Foundation

/// `footfall collect`: sources into the store.
struct Collect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read logs into the store, and follow them until interrupted.",
        discussion: """
            A path is a file, a folder (its files) or a glob; '-' is standard input. Rotated and compressed
            predecessors (auth.log.1, auth.log.2.gz) are read first. What was read before is not read again.

            Examples:
              footfall collect --once /var/log/auth.log
              footfall collect /var/log --udp 0.0.0.0:5514
              footfall collect --journal
              zcat old.gz | footfall collect --once -
            """
    )

    @Argument(help: "Files, folders, globs; '-' for standard input.")
    var paths: [String] = []

    @Flag(help: "Stop at the end of what is there.")
    var once = false

    @Option(
        help: ArgumentHelp(
            "Receive syslog datagrams (RFC 5426) here; may be given more than once.",
            valueName: "addr:port"
        )
    )
    var udp: [String] = []

    @Flag(help: "Read systemd's journal.")
    var journal = false

    @Option(
        help: ArgumentHelp(
            "Read the journal files in this folder, or this file, in place of the system's journal.",
            valueName: "path"
        )
    )
    var journalDirectory: String?

    @Flag(help: "Look at the files each second instead of having the kernel tell of changes (network file systems).")
    var polling = false

    @Option(
        help: ArgumentHelp(
            "Keep what this pattern (pack/id) or pack (pack/*) recognises although it is off by default.",
            valueName: "pattern"
        )
    )
    var enable: [String] = []

    @OptionGroup var framing: FramingOption
    @OptionGroup var time: TimeOptions
    @OptionGroup var store: StoreOption
    @OptionGroup var packs: PackOptions

    func validate() throws {
        if once, !udp.isEmpty {
            throw ValidationError("--once ends where a file ends, and an address has no end: leave out --once or --udp")
        }
        if paths.isEmpty, udp.isEmpty, !journal, journalDirectory == nil {
            throw ValidationError("nothing to read: name files, folders or '-', --journal, or an address with --udp")
        }
        if paths.contains("") || journalDirectory == "" { throw ValidationError("a path is empty; is a variable of a script not set?") }
    }

    func run() throws {
        let zone = try time.zone()
        var configuration = Collector.Configuration(store: store.path, zone: zone)
        configuration.paths = paths.filter { $0 != "-" }
        configuration.readsStandardInput = paths.contains("-")
        configuration.udp = udp
        configuration.readsJournal = journal || journalDirectory != nil
        configuration.journalPath = journalDirectory
        configuration.once = once
        configuration.referenceTime = try time.reference(zone: zone)
        configuration.pollingOnly = polling
        configuration.enabled = Set(enable)
        let patterns = try packs.loadValid()
        try PackOptions.check(enabled: enable, in: patterns)
        configuration.framing = .records(from: try framing.expression(macros: patterns.macros))
        try store.makeDefaultFolder()

        let stop = StopSignal()
        let signals = StopOnSignal(stop)
        let display = ProgressDisplay()
        let collector = Collector(configuration, patterns: patterns) { display.tell($0) }
        var timer: (any DispatchSourceTimer)?
        defer {
            timer?.cancel()
            display.finish()
        }
        let summary = try withExtendedLifetime(signals) {
            try collector.run(until: stop) {
                timer = display.timer(for: $0, isFollowing: !once && !configuration.paths.isEmpty)
            }
        }
        display.finish()
        Console.note(display.summary(of: summary, store: store.path))
        if !summary.failures.isEmpty { throw ExitCode.failure }
    }
}
