import ArgumentParser
import Foundation
import FootfallModel
import FootfallParsing
import FootfallPatterns
import FootfallQuery

/// How fast Footfall is: the whole way from a file to committed events, and what each stage of it costs.
@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "footfall-bench",
        abstract: "Time the way from a log file to committed, indexed events, and each stage of it."
    )

    @Option(help: "The log to read; without it a set of its own is made.")
    var input: String?

    @Option(help: "Lines of the set that is made.")
    var lines = 1_000_000

    @Option(help: "Rounds; the median is shown.")
    var rounds = 5

    func run() throws {
        let path = try input ?? BenchLog.make(lines: lines)
        let stages = try Stages(path: path)
        stages.measure(rounds: rounds)
    }
}
