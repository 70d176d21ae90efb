import ArgumentParser
import FootfallModel
import FootfallPatterns

/// `footfall patterns check`: runs every example of every pack.
struct PatternsCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Run every example of every pack and tell what does not hold.",
        discussion: """
            Without a path the shipped packs are checked, with one your own beside them. Exit status 1 where
            anything does not hold.

            Examples:
              footfall patterns check
              footfall patterns check ./my-packs
            """
    )

    @Argument(help: "A pack, or a folder of packs, to check together with the shipped ones.")
    var path: String?

    func run() throws {
        let own = try path.map { try PackOptions.files(in: $0) } ?? []
        let (set, wrong) = PatternSet.load(own: own)
        let report = PackCheck.run(set)
        let diagnostics = wrong + report.diagnostics
        diagnostics.forEach { Console.note($0.description) }
        let errors = diagnostics.filter { $0.severity == .error }.count
        Console.out(
            "\(report.packs) packs, \(report.patterns) patterns, \(report.examples) examples, "
                + "\(report.nearMisses) near misses: "
                + (errors == 0 ? "all hold" : "\(errors) mistake\(errors == 1 ? "" : "s")")
        )
        if errors > 0 { throw ExitCode.failure }
    }
}
