import ArgumentParser
import FootfallReports
import FootfallStore

/// `footfall status`: how collecting goes, and what became of every record.
struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show how collecting goes: sources, what became of their records, what is wrong.",
        discussion: """
            Exit status 2 where somebody should look: a source is failing, losing,
            silent beyond its usual, or suddenly recognised much less than it was; or
            the store cannot be written. 1 where the store cannot be read.

            Examples:
              # Is everything read, and of what is too little recognised?
              footfall status
              # In a script or a monitoring check
              footfall status > /dev/null || echo 'somebody should look'
              # For programs
              footfall status --output json
            """
    )

    enum Output: String, ExpressibleByArgument, CaseIterable { case table, json }

    @Option(help: ArgumentHelp("How to show it.", valueName: "table|json"))
    var output = Output.table

    @OptionGroup var store: StoreOption

    func run() throws {
        let store = try EventStore(path: try store.path())
        let status = try CollectionStatus(store, now: Clock.now)
        switch output {
        case .table:
            status.text(Console.style).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
                .forEach { Console.out(String($0)) }
        case .json: Console.out(status.json)
        }
        FirstSteps.note(store)
        if status.hasTrouble { throw ExitCode(2) }
    }
}
