import ArgumentParser
import FootfallCollector
import FootfallModel
import FootfallPatterns
import FootfallQuery
import FootfallStore

/// `footfall search`: finds events.
struct Search: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find events, newest first.",
        discussion: """
            Words are looked for in the message. field:value filters: user, target, app,
            ip, host, type, category, outcome, source, pattern. field:a,b is either,
            -field:value is not, user:ad* a beginning, ip:10.0.0.0/8 a network,
            since:-2h and until:… bound the time; 'or' and parentheses combine. fail* is
            the beginning of a word, *ail* a piece of one. @NAME is a search that the
            configuration names under 'searches'.

            Examples:
              # Everything that alice did since yesterday
              footfall search user:alice since:yesterday
              # How many failures came from this network?
              footfall search outcome:failure ip:203.0.113.0/24 --count
              # Who became root, apart from the deployments
              footfall search type:privilege_use -user:deploy
              # Every event that names a file or program, as JSON lines
              footfall search '*xmrig*' --output jsonl
              # All failures, for a SIEM
              footfall search outcome:failure --limit 0 --output ecs
              # Failures as they come, until Ctrl-C
              footfall search --follow outcome:failure
            """
    )

    @Argument(parsing: .allUnrecognized, help: "What to find; everything where nothing is said.", completion: .query)
    var query: [String] = []

    @Option(
        help: ArgumentHelp("From this time on (2026-11-22, '2026-11-22 10:00', yesterday, -2h).", valueName: "time"),
        completion: .times
    )
    var since: String?
    @Option(help: ArgumentHelp("Up to this time; a day is included.", valueName: "time"), completion: .times)
    var until: String?
    @Option(help: "Only these types.", completion: .values(of: .type)) var type: [String] = []
    @Option(help: "Only these users.", completion: .values(of: .user)) var user: [String] = []
    @Option(help: "Only these apps.", completion: .values(of: .app)) var app: [String] = []
    @Option(help: "Only these addresses or networks.", completion: .values(of: .ip)) var ip: [String] = []
    @Option(help: "Only these hosts.", completion: .values(of: .host)) var host: [String] = []
    @Option(help: "Only success, failure or unknown.", completion: .values(of: .outcome)) var outcome: [String] = []

    @Option(name: .customLong("limit"), help: "At most this many events; 0 for all. (default: 50)")
    var askedLimit: Int?
    @Flag(help: "Oldest first.") var oldestFirst = false
    @Flag(help: "Go on with what comes, oldest first, until interrupted.") var follow = false
    @Flag(help: "Only how many there are.") var count = false
    @Flag(help: "List the searches that the configuration names, and find nothing.") var saved = false
    @Flag(help: "Tell which index serves the query, and find nothing.") var explain = false
    @Option(
        name: .customLong("output"),
        help: "table, jsonl, csv, ecs (Elastic Common Schema) or ocsf (Open Cybersecurity Schema Framework)."
    )
    var askedOutput: EventFormat?

    @OptionGroup var store: StoreOption

    var limit: Int { askedLimit ?? 50 }
    var output: EventFormat { askedOutput ?? .table }
    /// What to find; the `--` behind which nothing is an option is none of it.
    var words: [String] {
        var words = query
        if let end = words.firstIndex(of: "--") { words.remove(at: end) }
        return words
    }

    func validate() throws {
        if let stray = query.prefix(while: { $0 != "--" }).first(where: { $0.hasPrefix("--") }) {
            let known = [
                "since", "until", "type", "user", "app", "ip", "host", "outcome", "limit", "oldest-first", "count",
                "explain", "output", "store", "follow", "saved", "config",
            ]
            let name = String(stray.dropFirst(2).prefix { $0 != "=" })
            let near = MeantWord.otherNames[name] ?? Suggestion.nearest(to: name, among: known)
            throw ValidationError("unknown option '\(stray)'" + (near.map { "; did you mean '--\($0)'?" } ?? ""))
        }
        if follow, count || explain {
            throw ValidationError("--follow shows events as they come: leave out --\(count ? "count" : "explain")")
        }
        if saved, let other = words.first.map({ "'\($0)'" }) ?? (count ? "--count" : nil) {
            throw ValidationError("--saved lists the saved searches and finds nothing: leave out \(other)")
        }
        if count, askedLimit != nil {
            throw ValidationError("--count counts all that is found: leave out --limit")
        }
        if count, askedOutput != nil { throw ValidationError("--count prints a number: leave out --output") }
        if limit < 0 { throw ValidationError("--limit must be 0 or more") }
    }

    func run() throws {
        // Only what needs more than the store's path reads the configuration when the store is named.
        let isForSchema = output == .ecs || output == .ocsf
        let needsFile = isForSchema || saved || !savedNames.isEmpty
        let file = needsFile ? try self.store.configuration.readLeniently() : nil
        if saved { return list(file?.searches ?? []) }
        let path = try file.map { self.store.path(configured: $0.store) } ?? self.store.path()
        let store = try EventStore(path: path)
        let catalogue = isForSchema ? try PackOptions.catalogue(folder: file?.patternFolder) : .shipped
        let question = try question(of: store, file)
        if explain {
            try store.explain(question).forEach { Console.out($0) }
            return
        }
        if count {
            let found = try store.count(question)
            Console.out(String(found))
            if found == 0 { FirstSteps.note(store) }
            return
        }
        if follow { return try follow(question, in: store, catalogue) }
        var printer = EventPrinter(output, zone: store.zone, catalogue: catalogue)
        if output != .table { Console.flush() }
        let order: SearchOrder = oldestFirst ? .oldestFirst : .newestFirst
        var found = 0
        var cursor: PageCursor?
        let wanted = limit == 0 ? Int.max : limit
        while found < wanted {
            let asked = min(1000, wanted - found)
            var page = 0
            // What the reader of our output does not take yet waits until the store is let go of.
            var waiting: [ActivityEvent] = []
            try store.search(question, limit: asked, order: order, after: cursor) { events in
                page += events.count
                cursor = events.last.map { PageCursor($0) } ?? cursor
                waiting += events
                guard output != .table else { return }
                var printed = 0
                while printed < waiting.count, let line = printer.line(waiting[printed]),
                    Console.takesOutput(upTo: line.utf8.count + 1)
                {
                    Console.out(line)
                    Console.flush()
                    printed += 1
                }
                waiting.removeFirst(printed)
            }
            waiting.forEach { printer.print($0) }
            found += page
            if page < asked { break }
        }
        printer.finish()
        if output == .table { try note(found, store) }
        if found == 0 { FirstSteps.note(store) }
    }

    private func note(_ found: Int, _ store: EventStore) throws {
        guard Console.isErrorTerminal || found == 0 else { return }
        if found == 0 {
            let types = try Catalogue.shipped.types.map(\.slug) + store.typesInUse()
            let hint = NoMatch.hint(words, types: type, known: types).map { "\n  hint: " + printable($0) }
            Console.note("no event matches" + (hint ?? ""))
        } else if found == limit {
            Console.note(
                "the \(oldestFirst ? "oldest" : "newest") \(found); --limit 0 shows all, --count tells how many"
            )
        }
    }
}
