import ArgumentParser
import FootfallPatterns
import Foundation

/// `footfall-bench`: all figures in one table.
struct Figures: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "figures",
        abstract: "Measure everything, and print one table."
    )

    @Option(help: "Events of the store that is searched; may be given several times.") var events = [10_000_000]
    @Option(help: "Rounds of what is short; medians are shown.") var rounds = 3
    @Option(help: "The program that is measured.") var program = ".build/release/footfall"
    @Option(help: "A folder for logs and stores; they are removed afterwards.") var folder = Scratch.usualFolder
    @Option(help: "A Python that may have duckdb and chdb.") var python = "python3"
    @Option(help: "The folder with the other databases' scripts.") var peers = "../shared/bench/peers"
    @Option(help: "The log of a million lines for the rates; without it one of its own is made.") var input: String?
    @Flag(help: "Leave out the rates, and what stores are compared with: for large stores.") var onlySearch = false

    func validate() throws {
        if rounds < 1 || events.contains(where: { $0 < 1000 }) {
            throw ValidationError("--rounds must be 1 or more, --events 1000 or more")
        }
    }

    func run() throws {
        try checkSpace()
        let scratch = try Scratch(in: folder)
        defer { scratch.remove() }
        let peers = Peers(python: python, folder: peers, scratch: scratch, isWanted: !onlySearch)
        let before = Machine.description
        var table = FigureTable()
        if !onlySearch {
            let rates = IngestFigures(
                program: program,
                patterns: PatternSet.load().set,
                scratch: scratch,
                rounds: rounds,
                input: input
            )
            try rates.measure(peers, growingTo: events.max() ?? 0, into: &table)
        }
        for count in events {
            try SearchFigures(program: program, scratch: scratch, peers: peers, events: count, isAlone: onlySearch)
                .measure(into: &table)
        }
        print("\(before) at the beginning, \(Machine.load) at the end\n\n\(table.text)")
    }

    /// Logs, stores, and what others make of the logs; alone, a tenth of the log at a time.
    private func checkSpace() throws {
        let needed = Int64(events.max() ?? 0) * (onlySearch ? 210 : 900) + 2_500_000_000
        let free = try Machine.freeBytes(in: folder)
        guard free > needed else {
            let (needed, free) = (needed / 1_000_000_000, free / 1_000_000_000)
            throw BenchFailure("\(folder): \(needed) GB are needed and \(free) GB are free; name another with --folder")
        }
    }
}
