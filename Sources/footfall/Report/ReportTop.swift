import ArgumentParser
import FootfallModel
import FootfallPatterns
import FootfallQuery
import FootfallReports
import FootfallStore

/// `footfall report top --by FIELD`: the commonest values of a field.
struct ReportTop: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top",
        abstract: "The commonest users, addresses, hosts … of what a search finds.",
        discussion: """
            What is counted is said as in a search; the time stands in options.

            Examples:
              # Who signs in most?
              footfall report top --by user --type user_login
              # From where do the failures come?
              footfall report top --by ip --since 7d --limit 50 outcome:failure
              # On which hosts is sudo used?
              footfall report top --by host app:sudo
            """
    )

    @Argument(
        parsing: .remaining,
        help: "What is counted, as a search has it; everything where nothing is said.",
        completion: .query
    )
    var query: [String] = []
    @Option(
        help: ArgumentHelp(
            "user, target, ip, host, app, type, category, outcome, source or pattern.",
            valueName: "field"
        ),
        completion: .fields
    )
    var by: String
    @Option(help: "Only these types.", completion: .values(of: .type)) var type: [String] = []
    @OptionGroup var span: ReportSpan
    @OptionGroup var output: ReportOptions
    @OptionGroup var store: StoreOption

    func run() throws {
        guard let field = Field(rawValue: by) else {
            let near = Suggestion.nearest(to: by, among: Field.allCases.map(\.rawValue))
            throw Failure(
                usage: "--by: there is no field '\(printable(by))'",
                hint: near.map { "did you mean '\($0)'?" }
                    ?? "there are " + Field.allCases.map(\.rawValue).joined(separator: ", ")
            )
        }
        let store = try EventStore(path: store.path())
        let (_, limits) = try output.choices(among: ["top"])
        let vocabulary = try QueryVocabulary(types: Catalogue.shipped.types.map(\.slug) + store.typesInUse())
        let typed = query.joined(separator: " ")
        var parsed = try QueryParser.parse(typed, now: Clock.now, zone: store.zone, vocabulary: vocabulary)
        var text = QueryText.part(typed)
        guard parsed.since == nil, parsed.until == nil else {
            throw Failure(usage: "the time stands in options here", hint: "write --since and --until")
        }
        if !type.isEmpty {
            let values = type.joined(separator: ",")
            let types = try QueryParser.condition(.type, values: values, option: "--type", vocabulary: vocabulary)
            parsed = parsed.narrowed(by: EventQuery(condition: types))
            if case .field(_, let values) = types { text += (text.isEmpty ? "" : " ") + QueryText.field(.type, values) }
        }
        let report = try Report.top(
            by: field,
            parsed,
            text,
            of: store,
            try span.period(of: store),
            now: Clock.now
        )
        output.print(report, limits, store: self.store)
        FirstSteps.note(store)
    }
}
