import ArgumentParser
import FootfallPatterns
import Foundation

/// How fast Footfall is: the whole way from a file to committed events, and what each stage of it costs.
@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "footfall-bench",
        abstract: "Time the way from a log file to committed, indexed events, and each stage of it.",
        discussion: """
            Medians of several rounds; the stages run by themselves in one thread, the whole way in its threads.
            Seconds on a shared machine drift: compare figures of one run only.
            """
    )

    @Option(help: "The log to read; without it a set of its own is made.")
    var input: String?

    @Option(help: "Lines of the set that is made.")
    var lines = 1_000_000

    @Option(help: "Write the set that is made to this file, and measure nothing.")
    var write: String?

    @Option(help: "Rounds; the median is shown.")
    var rounds = 5

    @Option(help: "A folder for the stores; they are removed afterwards.")
    var folder = NSTemporaryDirectory()

    func validate() throws {
        if lines < 1 || rounds < 1 { throw ValidationError("--lines and --rounds must be 1 or more") }
    }

    func run() throws {
        if let write { return try BenchLog.write(lines: lines, to: write) }
        let scratch = URL(fileURLWithPath: folder).appending(path: "footfall-bench-\(getpid())").path
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let path: String
        if let input {
            path = input
        } else {
            path = scratch + "/auth.log"
            try BenchLog.write(lines: lines, to: path)
        }
        let (patterns, _) = PatternSet.load()
        print(Machine.description)
        let stages = try Stages(path: path, patterns: patterns)
        print(stages.description)
        try stages.measure(rounds: rounds, scratch: scratch)
        PackCost(batches: stages.batches, lineCount: stages.lineCount).measure(rounds: rounds)
        try WholeWay(path: path, patterns: patterns, scratch: scratch).measure(rounds: rounds)
    }
}
