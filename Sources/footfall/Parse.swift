import ArgumentParser
import FootfallCollector
import FootfallModel
import FootfallPatterns
import FootfallSources

/// `footfall parse`: what would come out, without keeping it.
struct Parse: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Parse logs and print the events, keeping nothing.",
        discussion: """
            What 'collect' would keep of a log, to look at or to hand on. Records in
            which nobody did anything give no event.

            Examples:
              # What would be kept of this log?
              footfall parse --output table /var/log/auth.log
              # An old archive, whose stamps name neither year nor zone
              zcat old.log.gz | footfall parse --reference-time 2026-11-23 --timezone UTC
              # Records of several lines, each beginning with a date
              footfall parse --record-start '^\\d{4}-' /var/log/app.log
              # For a SIEM, in Elastic's Common Schema
              footfall parse --output ecs /var/log/auth.log > events.ndjson
            """
    )

    @Argument(help: "Files; standard input where none is named.", completion: .file)
    var files: [String] = []

    @Option(help: "jsonl, table, csv, ecs or ocsf.") var output: EventFormat = .jsonl
    @OptionGroup var framing: FramingOption
    @OptionGroup var time: TimeOptions
    @OptionGroup var packs: PackOptions
    @OptionGroup var configuration: ConfigurationOption

    func run() throws {
        let zone = try time.zone()
        let patterns = try packs.loadValid(configuration)
        var parser = LogParser(patterns, zone: zone, referenceTime: try time.reference(zone: zone))
        parser.framing = .records(from: try framing.expression(macros: patterns.macros))
        var failures: [SourceError] = []
        var printer = EventPrinter(output, zone: zone, catalogue: patterns.catalogue)
        for file in files.isEmpty ? ["-"] : files {
            do throws(SourceError) {
                try parser.parse(file, notify: { Console.note(ProgressDisplay.text(of: $0)) }) {
                    printer.print($0, line: $1)
                }
            } catch {
                // The others are parsed all the same, as grep and cat do.
                failures.append(error)
            }
        }
        printer.finish()
        Console.flush()
        for failure in failures { Console.note("error: " + failure.description) }
        if !failures.isEmpty { throw ExitCode.failure }
    }
}
