import ArgumentParser
import FootfallModel
import FootfallQuery
import FootfallReports
import FootfallStore

/// `footfall report …`: summaries.
struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Summarise a day.",
        subcommands: [ReportDaily.self],
        defaultSubcommand: ReportDaily.self
    )
}

/// `footfall report daily`: one day on one page.
struct ReportDaily: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "daily",
        abstract: "Summarise a day on one page: yesterday, where no other is named.",
        discussion: """
            Examples:
              footfall report daily
              footfall report daily --date 2026-11-21
              footfall report daily --date today
            """
    )

    @Option(help: ArgumentHelp("The day, of the store's time zone (2026-11-21, yesterday, today).", valueName: "day"))
    var date = "yesterday"

    @OptionGroup var store: StoreOption

    func run() throws {
        let store = try EventStore(path: store.path())
        let zone = store.zone
        let time = try TimeExpression.parse(date, now: Clock.now, zone: zone, name: "--date")
        let day = CivilDate(dayNumber: zone.day(atUTC: time.start.seconds))
        let summary = try DailySummary(of: store, zone: zone, first: day, last: day)
        Console.out(String(TextReport(summary, style: Console.style).text.dropLast()))
    }
}
