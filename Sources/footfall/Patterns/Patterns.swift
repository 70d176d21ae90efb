import ArgumentParser

/// `footfall patterns …`: what is recognised, whether the packs hold, and what is missed.
struct Patterns: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show and check what is recognised, and what is not.",
        discussion: """
            A pack is a file of patterns for one service. Your own stand in a folder
            that --patterns or the configuration names.

            Examples:
              # Which services are known?
              footfall patterns
              # Why did this line become that event, or none?
              footfall patterns explain "$(tail -n 1 /var/log/auth.log)"
              # What of a log is missed, commonest first?
              footfall patterns coverage /var/log/syslog
            """,
        subcommands: [
            PatternsList.self, PatternsCheck.self, PatternsExplain.self, PatternsCoverage.self, PatternsNew.self,
        ],
        defaultSubcommand: PatternsList.self
    )
}
