import ArgumentParser

/// `footfall report …`: summaries.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Summarise a day, a time, a person, an address; the whole store where nothing is said.",
        subcommands: [
            ReportDaily.self, ReportRange.self, ReportUser.self, ReportAddress.self, ReportTop.self,
        ],
        defaultSubcommand: ReportRange.self
    )
}
