internal import Dispatch
internal import FootfallModel
internal import FootfallSources
internal import Foundation

/// One source in a thread of its own, whose lines go into a queue that is closed when it ends.
struct SourceThread {
    private let outcome: Outcome

    private final class Outcome: Sendable {
        let isDone = DispatchSemaphore(value: 0)
        let failure = Guarded<SourceError?>(nil)
    }

    init(_ source: any Source, lines: BoundedQueue<LineItem>, notify: @escaping @Sendable (SourceNotice) -> Void) {
        let outcome = Outcome()
        self.outcome = outcome
        let sink = PipelineSink(lines: lines, notify: notify)
        Thread.start(named: "source") {
            do throws(SourceError) {
                try source.run(into: sink, until: StopSignal())
            } catch {
                outcome.failure.withLock { $0 = error }
            }
            lines.close()
            outcome.isDone.signal()
        }
    }

    /// Waits for the source's end, and throws what it failed with.
    func join() throws(SourceError) {
        outcome.isDone.wait()
        if let failure = outcome.failure.withLock({ $0 }) { throw failure }
    }
}

extension Thread {
    /// Runs `body` in a new thread.
    static func start(named name: String, _ body: @escaping @Sendable () -> Void) {
        let thread = Thread(block: body)
        thread.name = name
        // Recursion is bounded everywhere; room enough also for SQLite and PCRE2.
        thread.stackSize = 4 << 20
        thread.start()
    }
}
