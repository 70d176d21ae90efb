import ArgumentParser
import FootfallCollector
import FootfallQuery
import FootfallReports
import FootfallStore

/// `footfall report user NAME`: one person over all services.
struct ReportUser: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "One person: where, when and on what, over all services.",
        discussion: """
            Names of one person stand under 'people' in the configuration; any of them
            will do.

            Examples:
              # What is known of this person?
              footfall report user alice
              # From where and when in the last four weeks
              footfall report user alice --since 4w --section addresses,timeline
              # For a ticket
              footfall report user dave --format markdown
            """
    )

    @Argument(help: "The user's name.", completion: .values(of: .user)) var name: String
    @OptionGroup var span: ReportSpan
    @OptionGroup var output: ReportOptions
    @OptionGroup var store: StoreOption

    func run() throws {
        let configured = try store.configuration.readLeniently()
        let store = try EventStore(path: store.path(configured: configured?.store))
        let (sections, limits) = try output.choices(among: Report.userSections.map { $0.name })
        let names = names(configured?.people ?? [:])
        let report = try Report.subject(
            .user(names),
            of: store,
            try span.period(of: store),
            sections: sections,
            now: Clock.now
        )
        output.print(report, limits, store: self.store)
        if names.count == 1 { try FirstSteps.note(unknown: name, in: store) }
        FirstSteps.note(store)
    }

    /// All names of the person, the one that was asked for first.
    private func names(_ people: [String: [String]]) -> [String] {
        let person = people.first { $0.key == name || $0.value.contains(name) }
        let all = person.map { [$0.key] + $0.value } ?? []
        return [name] + all.filter { $0 != name }
    }
}
