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

    @Flag(help: "Look at the files each second instead of having the kernel tell of changes (network file systems).")
    var polling = false

    @Option(
        help: ArgumentHelp(
            "Keep what this pattern (pack/id) or pack (pack/*) recognises although it is off by default.",
            valueName: "pattern"
        )
    )
    var enable: [String] = []

    @Option(
        help: ArgumentHelp(
            "Serve Prometheus metrics by HTTP at /metrics; a port alone means 127.0.0.1.",
            valueName: "addr:port"
        )
    )
    var metrics: String?

    @OptionGroup var framing: FramingOption
    @OptionGroup var time: TimeOptions
    @OptionGroup var store: StoreOption
    @OptionGroup var packs: PackOptions

    func validate() throws {
        if once, !udp.isEmpty {
            throw ValidationError("--once ends where a file ends, and an address has no end: leave out --once or --udp")
        }
        if paths.isEmpty, udp.isEmpty {
            throw ValidationError("nothing to read: name files, folders or '-', or an address with --udp")
        }
        if paths.contains("") { throw ValidationError("a path is empty; is a variable of a script not set?") }
    }

    func run() throws {
        let zone = try time.zone()
        var configuration = Collector.Configuration(store: store.path, zone: zone)
        configuration.paths = paths.filter { $0 != "-" }
        configuration.readsStandardInput = paths.contains("-")
        configuration.udp = udp
        configuration.once = once
        configuration.referenceTime = try time.reference(zone: zone)
        configuration.pollingOnly = polling
        configuration.enabled = Set(enable)
        let patterns = try packs.loadValid()
        try PackOptions.check(enabled: enable, in: patterns)
        configuration.framing = .records(from: try framing.expression(macros: patterns.macros))
        try store.makeDefaultFolder()
        let server = try metrics.map { try MetricsServer($0) }

        let stop = StopSignal()
        let signals = StopOnSignal(stop)
        let display = ProgressDisplay()
        let collector = Collector(configuration, patterns: patterns) { display.tell($0) }
        var timer: (any DispatchSourceTimer)?
        defer {
            timer?.cancel()
            server?.finish()
            display.finish()
        }
        let summary = try withExtendedLifetime(signals) {
            try collector.run(until: stop) {
                timer = display.timer(for: $0, isFollowing: !once && !configuration.paths.isEmpty)
                server?.serve(store: configuration.store, progress: $0)
            }
        }
        display.finish()
        Console.note(display.summary(of: summary, store: store.path))
        if !summary.failures.isEmpty { throw ExitCode.failure }
    }
}
