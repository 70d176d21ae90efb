import ArgumentParser
import FootfallModel
import FootfallPatterns
import FootfallQuery

/// `footfall events`: the catalogue.
struct Events: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the types of events there are.",
        discussion: """
            With your own packs' types, where there are some.

            Examples:
              # All types, with what each means
              footfall events
              # Those of hosts: services, jobs, cleared logs …
              footfall events --category 'Host activity'
              # Which types are about passwords?
              footfall events | grep password
            """
    )

    @Option(
        help: ArgumentHelp("Only the types of this category.", valueName: "name"),
        completion: .values(of: .category)
    )
    var category: String?

    @OptionGroup var packs: PackOptions
    @OptionGroup var configuration: ConfigurationOption

    func run() throws {
        let (set, _) = try packs.load(configuration)
        var types = set.catalogue.types
        if let category {
            let name = normalizedName(category.utf8)
            guard let wanted = EventCategory.allCases.first(where: { normalizedName($0.name.utf8) == name }) else {
                let names = EventCategory.allCases.map(\.name)
                let hint =
                    Suggestion.nearest(to: category, among: names).map { "did you mean '\($0)'?" }
                    ?? "categories: " + names.joined(separator: ", ")
                throw Failure(usage: "there is no category '\(category)'", hint: hint)
            }
            types = types.filter { $0.category == wanted }
        }
        var last: EventCategory?
        let width = types.map(\.slug.count).max() ?? 0
        for type in types {
            if type.category != last {
                Console.out((last == nil ? "" : "\n") + type.category.name)
                last = type.category
            }
            let slug = type.slug.padded(to: width)
            let outcome = type.outcome.name.padded(to: 7)
            Console.out("  \(slug)  \(outcome)  \(type.meaning)")
        }
    }
}
