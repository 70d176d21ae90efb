import ArgumentParser

/// `footfall patterns …`: what is recognised, and whether the packs hold.
struct Patterns: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show and check what is recognised.",
        subcommands: [PatternsList.self, PatternsCheck.self, PatternsExplain.self],
        defaultSubcommand: PatternsList.self
    )
}
