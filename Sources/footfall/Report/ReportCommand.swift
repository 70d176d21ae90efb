import ArgumentParser

/// `footfall report …`: summaries.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Summarise a day.",
        subcommands: [ReportDaily.self],
        defaultSubcommand: ReportDaily.self
    )
}
