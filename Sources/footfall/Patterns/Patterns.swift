import ArgumentParser

/// `footfall patterns …`: what is recognised, whether the packs hold, and what is missed.
struct Patterns: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show and check what is recognised, and what is not.",
        subcommands: [
            PatternsList.self, PatternsCheck.self, PatternsExplain.self, PatternsCoverage.self, PatternsNew.self,
        ],
        defaultSubcommand: PatternsList.self
    )
}
