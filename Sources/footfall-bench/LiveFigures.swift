import FootfallModel
import FootfallPatterns
import FootfallStore
import Foundation

/// Questions while a store is written at full rate: what each costs the other.
struct LiveFigures {
    let scratch: Scratch
    let patterns: PatternSet
    private let lines = 2_000_000
    /// Seconds between two questions.
    private let pause = 0.05

    init(scratch: Scratch, patterns: PatternSet) {
        self.scratch = scratch
        self.patterns = patterns
    }

    func measure(into table: inout FigureTable) throws {
        let quiet = try ask(while: { $0 < 200 })
        let alone = try ingest(1) {}
        var busy: [Double] = []
        let isDone = Guarded(false)
        let both = try ingest(2, isDone) { busy = try ask(while: { _ in !isDone.withLock { $0 } }) }
        table.add(
            Figure(
                name: "20 questions a second while lines are stored at full rate",
                measured: "\(Shown.milliseconds(busy.median)) (slowest \(Shown.milliseconds(busy.max() ?? 0)))",
                wanted: "twice as long",
                isMet: busy.median <= 2 * quiet.median,
                beside: "without: \(Shown.milliseconds(quiet.median)) (slowest \(Shown.milliseconds(quiet.max() ?? 0)))"
            )
        )
        table.add(
            Figure(
                name: "the lines meanwhile",
                measured: Shown.rate(Double(lines) / both, "lines"),
                wanted: "80 %",
                isMet: alone >= 0.8 * both,
                beside: "without questions: \(Shown.rate(Double(lines) / alone, "lines"))"
            )
        )
    }

    /// Seconds in which a log of a day after all others is stored, in a thread of its own.
    private func ingest(_ number: Int, _ isDone: Guarded<Bool> = Guarded(false), _ meanwhile: () throws -> Void) throws
        -> Double
    {
        let log = scratch.path("live-\(number).log")
        var own = BenchLog(lines: lines, days: 1)
        own.endsDaysBefore = -number
        own.number = UInt64(1000 + number)
        try own.write(to: log)
        let run = PipelineRun(patterns: patterns, log: log, store: scratch.path("store"))
        let result = Guarded<Result<Double, any Error>?>(nil)
        let end = DispatchSemaphore(value: 0)
        let thread = Thread {
            let found = Result { try Measured { try run.run() }.wall }
            result.withLock { $0 = found }
            isDone.withLock { $0 = true }
            end.signal()
        }
        thread.start()
        let asked = Result { try meanwhile() }
        end.wait()
        scratch.remove("live-")
        try asked.get()
        return try result.withLock { $0 }?.get() ?? 0
    }

    /// Asks in turn all questions that an index answers, for as long as `goesOn` with the number asked; seconds of each.
    private func ask(while goesOn: (Int) -> Bool) throws -> [Double] {
        let reader = try EventStore(path: scratch.path("store"))
        let questions = Question.points
        for question in questions { _ = try question.ask(reader) }
        var walls: [Double] = []
        while goesOn(walls.count) {
            let question = questions[walls.count % questions.count]
            let wall = try Measured { _ = try question.ask(reader) }.wall
            walls.append(wall)
            Thread.sleep(forTimeInterval: max(0, pause - wall))
        }
        return walls
    }
}
