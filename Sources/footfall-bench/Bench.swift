import ArgumentParser
import FootfallPatterns

/// How fast Footfall is.
@main
struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "footfall-bench",
        abstract: "Time Footfall: from log files to events in a store, and from questions to answers.",
        discussion: "Figures of a shared machine drift: compare those of one run only.",
        subcommands: [Figures.self, StageCost.self, WriteLog.self, WriteStories.self, Workloads.self],
        defaultSubcommand: Figures.self
    )
}

/// `footfall-bench log`: the benchmark's own log, to look at or to give to other tools.
struct WriteLog: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Write the log that is measured with."
    )

    @Option(help: "Its lines.") var lines = 1_000_000
    @Flag(help: "Mosaic's activities instead of syslog.") var mosaic = false
    @Argument(help: "The file.") var file: String

    func run() throws { try BenchLog(lines: lines, kind: mosaic ? .mosaic : .syslog).write(to: file) }
}

/// `footfall-bench stories`: a month of ordinary days, and what happens in it.
struct WriteStories: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stories",
        abstract: "Write the logs of October 2026 in Berlin, ordinary days with a few stories in them.",
        discussion: """
            The 8th: a spray. The 13th: a stolen key. The 15th: twelve accounts at once. The 16th: a new administrator.
            The 18th: a quiet day. From the 20th to the 22nd: a silent host. The 25th: the clocks go back. The 28th: a
            guessed password. The 30th: one account, many addresses.

              footfall-bench stories october
              footfall collect --once --timezone Europe/Berlin october
              footfall report daily --date 2026-10-13
            """
    )

    @Argument(help: "The folder for a file for each host.") var folder: String

    func run() throws { try StoryMonth.make().write(to: folder) }
}

/// `footfall-bench stages`: each stage by itself, in one thread, and what many packs cost.
struct StageCost: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "stages", abstract: "Time each stage by itself.")

    @Option(help: "The log to read; without it one of its own is made.") var input: String?
    @Option(help: "Lines of the log that is made.") var lines = 1_000_000
    @Option(help: "Rounds; the median is shown.") var rounds = 5
    @Option(help: "A folder for stores; they are removed afterwards.") var folder = Scratch.usualFolder

    func validate() throws {
        if lines < 1 || rounds < 1 { throw ValidationError("--lines and --rounds must be 1 or more") }
    }

    func run() throws {
        let scratch = try Scratch(in: folder)
        defer { scratch.remove() }
        let path = input ?? scratch.path("auth.log")
        if input == nil { try BenchLog(lines: lines).write(to: path) }
        print(Machine.description)
        let stages = try Stages(path: path, patterns: PatternSet.load().set)
        print(stages.description)
        try stages.measure(rounds: rounds, scratch: scratch.folder)
        PackCost(batches: stages.batches, lineCount: stages.lineCount).measure(rounds: rounds)
    }
}
