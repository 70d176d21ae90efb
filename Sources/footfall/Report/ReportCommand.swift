import ArgumentParser

/// `footfall report …`: summaries.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Summarise a day, a time, a person, an address; the whole store where nothing is said.",
        discussion: """
            Each kind has options of its own: footfall report daily --help.

            Examples:
              # The whole store
              footfall report
              # Yesterday on one page
              footfall report daily
              # One person, one address
              footfall report user alice
              footfall report address 203.0.113.66
              # What is commonest
              footfall report top --by ip outcome:failure
            """,
        subcommands: [
            ReportDaily.self, ReportRange.self, ReportUser.self, ReportAddress.self, ReportTop.self,
        ],
        defaultSubcommand: ReportRange.self
    )
}
