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
            Where nothing takes the line, the pattern that came nearest is shown, and
            where it stopped.

            Examples:
              # The last line of a log
              footfall patterns explain "$(tail -n 1 /var/log/auth.log)"
              # The last one with a word in it
              footfall patterns explain "$(grep Failed /var/log/auth.log | tail -n 1)"
              # With the packs that you are writing
              footfall patterns explain --patterns my-packs "$(tail -n 1 acmevpn.log)"
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
