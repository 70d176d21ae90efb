import ArgumentParser
import FootfallCollector
import FootfallModel
import FootfallPatterns
import FootfallReports
import FootfallStore

/// `footfall report range`: some days, or all of the store.
struct ReportRange: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "range",
        abstract: "Summarise a week, a month, or the whole store.",
        discussion: """
            Days are those of the store's time zone; each stands whole in the report.

            Examples:
              # A week, Monday to Sunday
              footfall report range --since 2026-11-16 --until 2026-11-22
              # The last four weeks, as a page for a browser
              footfall report range --since 4w --format html > month.html
              # All that the store has, with more rows of sign-ins
              footfall report range --limit sign-ins=50
            """
    )

    @OptionGroup var span: ReportSpan
    @OptionGroup var output: ReportOptions
    @OptionGroup var store: StoreOption

    func run() throws {
        let configured = try store.configuration.readLeniently()
        let store = try EventStore(path: store.path(configured: configured?.store))
        let (sections, limits) = try output.choices(among: Report.daySections.map { $0.name })
        let report = try Report.days(
            of: store,
            try span.period(of: store),
            kind: "range",
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
