import ArgumentParser
import FootfallModel
import FootfallPatterns

/// `footfall patterns check`: runs every example of every pack.
struct PatternsCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Run every example of every pack and tell what does not hold.",
        discussion: """
            Without a path the shipped packs are checked, with one your own beside them.
            Tells also which of these expressions cost too much on long hostile lines.
            Exit status 1 where an example does not hold; warnings leave it at 0.

            Examples:
              # Your own packs, before the collector takes them up
              footfall patterns check ./my-packs
              # The one you are writing
              footfall patterns check my-packs/acmevpn.yaml
              # Those that are shipped
              footfall patterns check
            """
    )

    @Argument(help: "A pack, or a folder of packs, to check together with the shipped ones.", completion: .file)
    var path: String?

    @OptionGroup var packs: PackOptions
    @OptionGroup var configuration: ConfigurationOption

    func validate() throws {
        if path != nil, packs.folder != nil {
            throw ValidationError("name your packs once: as a path or with --patterns")
        }
    }

    func run() throws {
        let own = try (path ?? packs.folder(configuration)).map { try PackOptions.files(in: $0) } ?? []
        let (set, wrong) = PatternSet.load(own: own)
        // What the shipped packs cost does not change by packs beside them.
        let report = PackCheck.run(set, costsOf: own.isEmpty ? nil : Set(own.map(\.name)))
        let diagnostics = wrong + report.diagnostics
        diagnostics.forEach { Console.note($0.description) }
        let errors = diagnostics.filter { $0.severity == .error }.count
        let warnings = diagnostics.count - errors
        Console.out(
            "\(report.packs) packs, \(report.patterns) patterns, \(report.examples) examples, "
                + "\(report.nearMisses) near misses: "
                + (errors == 0 ? "all hold" : "\(errors) mistake\(errors == 1 ? "" : "s")")
                + (warnings == 0 ? "" : ", \(warnings) warning\(warnings == 1 ? "" : "s")")
        )
        let nanoseconds = report.costPerLine.components.attoseconds / 1_000_000_000
        Console.out("cost per line: \(nanoseconds) ns, the mean over the examples and near misses, one thread")
        if errors > 0 { throw ExitCode.failure }
    }
}
