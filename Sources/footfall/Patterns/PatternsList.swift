import ArgumentParser
import FootfallModel
import FootfallPatterns

/// `footfall patterns list`: the packs and their patterns.
struct PatternsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the packs, or the patterns of one.",
        discussion: """
            Patterns that are off by default are kept where 'enable' asks for them.

            Examples:
              # All packs
              footfall patterns list
              # The patterns of one, and the events they give
              footfall patterns list openssh
              # Is there one for …?
              footfall patterns list | grep -i vpn
            """
    )

    @Argument(help: "Only this pack, with its patterns.", completion: .packs)
    var pack: String?

    @OptionGroup var packs: PackOptions
    @OptionGroup var configuration: ConfigurationOption

    func run() throws {
        let (set, diagnostics) = try packs.load(configuration)
        diagnostics.forEach { Console.note($0.description) }
        guard let pack else {
            let width = set.packs.map(\.name.count).max() ?? 0
            for pack in set.packs {
                let name = pack.name.padded(to: width)
                let count = String(pack.patterns.count + pack.records.count)
                let padded = String(repeating: " ", count: max(0, 4 - count.count)) + count
                Console.out("\(name) \(padded) patterns  \(pack.about.firstLine)")
            }
            return
        }
        guard let found = set.packs.first(where: { $0.name == pack }) else {
            let near = Suggestion.nearest(to: pack, among: set.packs.map(\.name))
            throw Failure(
                usage: "there is no pack '\(pack)'",
                hint: near.map { "did you mean '\($0)'?" } ?? "'footfall patterns list' shows them"
            )
        }
        Console.out("\(found.name): \(found.about)")
        if !found.apps.isEmpty { Console.out("apps: " + found.apps.joined(separator: ", ")) }
        let width = (found.patterns.map(\.id.count) + found.records.map(\.id.count)).max() ?? 0
        for pattern in found.patterns {
            let id = pattern.id.padded(to: width)
            let off = pattern.meaning.isOffByDefault ? "  (off by default)" : ""
            Console.out("  \(id)  \(pattern.meaning.type?.slug ?? "(no activity)")\(off)")
        }
        for rule in found.records {
            let id = rule.id.padded(to: width)
            Console.out("  \(id)  \(PatternsList.event(rule.event))\(rule.isOffByDefault ? "  (off by default)" : "")")
        }
    }

    private static func event(_ event: RecordEvent) -> String {
        switch event {
        case .fixed(let type): type.slug
        case .looked(let field, _): "by the field '\(field)'"
        }
    }
}

extension String {
    /// Up to the first line's end.
    var firstLine: String { String(prefix { $0 != "\n" }) }
}
