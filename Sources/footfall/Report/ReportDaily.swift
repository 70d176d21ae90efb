import ArgumentParser
import FootfallCollector
import FootfallModel
import FootfallPatterns
import FootfallQuery
import FootfallReports
import FootfallStore

/// `footfall report daily`: one day on one page.
struct ReportDaily: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "daily",
        abstract: "Summarise a day on one page: yesterday, where no other is named.",
        discussion: """
            Yesterday is the day before the present one in the store's time zone.

            Examples:
              # Yesterday, for the first coffee
              footfall report daily
              # A day by its date, and only what needs a look
              footfall report daily --date 2026-11-21 --section headline,needs-a-look
              # Today so far
              footfall report daily --date today
              # As a page for a browser, or for a mail
              footfall report daily --format html > report.html
            """
    )

    @Option(
        help: ArgumentHelp("The day, of the store's time zone (2026-11-21, yesterday, today).", valueName: "day"),
        completion: .list(["yesterday", "today"])
    )
    var date = "yesterday"

    @OptionGroup var output: ReportOptions
    @OptionGroup var store: StoreOption

    func run() throws {
        let configured = try store.configuration.readLeniently()
        let store = try EventStore(path: store.path(configured: configured?.store))
        let zone = store.zone
        let time = try TimeExpression.parse(date, now: Clock.now, zone: zone, name: "--date")
        // '3d' and '2w' are days as well, and so is 'now'.
        guard time.isDay || date.hasSuffix("d") || date.hasSuffix("w") else {
            throw Failure(
                usage: "--date takes a day, and '\(printable(date))' is none",
                hint: "write 2026-11-21, yesterday or today"
            )
        }
        let day = CivilDate(dayNumber: zone.day(atUTC: time.start.seconds))
        let known = Report.daySections.map { $0.name }
        let (sections, limits) = try output.choices(among: known)
        let report = try Report.days(
            of: store,
            ReportPeriod(zone: zone, firstDay: day),
            kind: "daily",
            sections: sections,
            folder: Console.style.folder,
            searches: configured?.namedSearches ?? [],
            types: Catalogue.shipped.types.map(\.slug),
            now: Clock.now
        )
        output.print(report, limits, store: self.store)
        FirstSteps.note(store)
    }
}
