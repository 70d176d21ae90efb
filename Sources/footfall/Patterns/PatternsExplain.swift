import ArgumentParser
import FootfallModel
import FootfallPatterns
import FootfallReports

/// `footfall patterns explain`: why a line matched or did not.
struct PatternsExplain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tell why a line becomes the event it becomes, or none.",
        discussion: """
            Where nothing takes the line, the pattern that came nearest is shown, and where it stopped.

            Example:
              footfall patterns explain 'Nov 22 10:00:01 web1 sshd[811]: Accepted password for alice from 192.0.2.7 port 50022 ssh2'
            """
    )

    @Argument(help: "The line, as it stands in the log.")
    var line: String

    @OptionGroup var packs: PackOptions
    @OptionGroup var configuration: ConfigurationOption

    func run() throws {
        let set = try packs.loadValid(configuration)
        var explainer = Explainer(set, reference: Clock.now)
        let explanation = explainer.explain(Array(line.utf8))
        ExplanationPrinter(explanation, style: Console.style).lines.forEach { Console.out($0) }
    }
}
