import ArgumentParser
import FootfallModel
import FootfallPatterns

/// `footfall patterns new`: a pack's beginning out of what is not recognised of a log.
struct PatternsNew: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Begin a pack out of what nothing recognises of a log.",
        discussion: """
            Writes YAML to standard output: a pattern for each of the commonest messages
            that smell of somebody doing something, with a proposed expression, a
            guessed event type, and your line as its example.

            Examples:
              # A pack's beginning out of an application's log
              footfall patterns new /var/log/acmevpn.log > acmevpn.yaml
              # Of one program out of a log of many, five patterns at most
              footfall patterns new --app acmevpn --limit 5 /var/log/syslog
              # Out of the journal's last day
              journalctl -o short-iso --since yesterday | footfall patterns new -
            """
    )

    @Argument(help: "Files to parse (- is standard input).", completion: .file)
    var files: [String]

    @Option(
        help: ArgumentHelp(
            "The program to write about; the one with the most such messages without it.",
            valueName: "name"
        )
    )
    var app: String?

    @Option(help: ArgumentHelp("How many patterns to propose at most.", valueName: "n")) var limit = 20
    @OptionGroup var packs: PackOptions
    @OptionGroup var configuration: ConfigurationOption

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit is a number from 1 on") }
    }

    func run() throws {
        let set = try packs.loadValid(configuration)
        let (coverage, isWhole) = try CoverageOfFiles.measure(files, set)
        let draft = PackDraft(coverage.shapes, app: app, in: set, limit: limit, reference: Clock.now)
        if let text = draft.text { Console.out(String(text.dropLast())) }
        for other in draft.otherApps.prefix(5) {
            let name = other.app.isEmpty ? "without a program's name" : "of \(printable(other.app))"
            Console.note("\(other.count) messages \(name) smell of activity too" + (other.app.isEmpty ? "" : ": --app"))
        }
        if draft.text == nil {
            throw Failure(
                coverage.missed == 0
                    ? "everything there is recognised" : "nothing that is missed smells of somebody doing something",
                hint: "'footfall patterns coverage' shows all that is not recognised"
            )
        }
        if !isWhole { throw ExitCode.failure }
    }
}
