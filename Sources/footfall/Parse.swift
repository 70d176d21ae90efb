import ArgumentParser
import FootfallCollector
import FootfallModel
import FootfallSources

/// `footfall parse`: what would come out, without keeping it.
struct Parse: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Parse logs and print the events, keeping nothing.",
        discussion: """
            Examples:
              footfall parse /var/log/auth.log
              journalctl -o short-iso | footfall parse --output table
            """
    )

    @Argument(help: "Files; standard input where none is named.")
    var files: [String] = []

    @Option(help: "jsonl, table or csv.") var output: EventFormat = .jsonl
    @OptionGroup var time: TimeOptions
    @OptionGroup var packs: PackOptions

    func run() throws {
        let zone = try time.zone()
        let parser = LogParser(try packs.loadValid(), zone: zone, referenceTime: try time.reference(zone: zone))
        var printer = EventPrinter(output, zone: zone)
        for file in files.isEmpty ? ["-"] : files {
            try parser.parse(file, notify: { Console.note(printable($0.source) + ": " + printable($0.text)) }) {
                printer.print($0, line: $1)
            }
        }
        printer.finish()
    }
}
