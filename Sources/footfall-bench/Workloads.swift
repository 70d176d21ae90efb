import ArgumentParser
import FootfallModel
import FootfallPatterns
import FootfallReports
import FootfallStore
import Foundation

/// Short work in threads of its own, for `scripts/bench-check` to count instructions of, thread by thread.
struct Workloads: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Do the work of which `make bench-check` counts instructions; measures nothing itself."
    )

    @Option(help: "Lines of the log.") var lines = 50_000
    @Option(help: "A folder for log and store; they are removed afterwards.") var folder = Scratch.usualFolder

    /// The threads are the 2nd to the 6th of the process: writer, questions, report, source, parser.
    ///
    /// The first three are there from the beginning, since valgrind gives the number of a thread that ended to the next.
    func run() throws {
        let scratch = try Scratch(in: folder)
        defer { scratch.remove() }
        let (log, path) = (scratch.path("auth.log"), scratch.path("store"))
        try BenchLog(lines: lines).write(to: log)
        let pipeline = PipelineRun(patterns: PatternSet.load().set, log: log, store: path)
        let threads = [
            Worker {
                try pipeline.run()
                let writer = try StoreWriter(path: path) { _ in .utc }
                while try writer.indexWords() {}
                try writer.close()
            },
            Worker {
                let store = try EventStore(path: path)
                for _ in 0..<10 {
                    for question in Question.points { _ = try question.ask(store) }
                }
            },
            Worker {
                let store = try EventStore(path: path)
                for _ in 0..<5 { _ = try Question.dailyReport(store) }
            },
        ]
        for thread in threads { try thread.work() }
    }
}

/// A thread that waits for the word to begin.
private final class Worker: Sendable {
    private let begin = DispatchSemaphore(value: 0)
    private let end = DispatchSemaphore(value: 0)
    private let failure = Guarded<(any Error)?>(nil)

    init(_ body: @escaping @Sendable () throws -> Void) {
        let (begin, end, failure) = (begin, end, failure)
        Thread {
            begin.wait()
            do { try body() } catch { failure.withLock { $0 = error } }
            end.signal()
        }.start()
    }

    func work() throws {
        begin.signal()
        end.wait()
        if let error = failure.withLock({ $0 }) { throw error }
    }
}
