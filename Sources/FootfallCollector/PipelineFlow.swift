internal import Dispatch
internal import FootfallModel
internal import FootfallPatterns
internal import FootfallSources
internal import Foundation

/// What goes from the sources to the parser.
enum LineItem: Sendable {
    /// Lines of the source in a slot.
    case lines(LineBatch, slot: Int)
    /// From here on lines are read so.
    case reading(ParserSettings)
    /// To be handed on behind everything that came before.
    case barrier(Barrier)
}

/// What goes from the parser to the writer.
enum EventItem: Sendable {
    /// Events, and how many lines of each source they were made of.
    case events(EventBatch, lines: [String: Int64])
    case barrier(Barrier)
}

/// Comes out behind everything that was sent before it.
final class Barrier: Sendable {
    private let passed = DispatchSemaphore(value: 0)

    func pass() { passed.signal() }

    /// Whether it came out within some milliseconds.
    func wait(milliseconds: Int) -> Bool {
        passed.wait(timeout: .now() + .milliseconds(milliseconds)) == .success
    }
}

/// How lines are read: what a new configuration replaces at a border between two batches.
struct ParserSettings: Sendable {
    var patterns: PatternSet
    /// Patterns to keep although they are off by default.
    var enabled: Set<String> = []
    /// The zone of stamps that name none, where the source has no other.
    var zone: ZoneOffsets
    /// Zones by the host whose stamps they are.
    var hosts: [String: ZoneOffsets] = [:]
    /// By the slots of the sources.
    var sources: [Int: ReadingSettings] = [:]
}

/// The queues and counts of one run, and the sources that feed it.
package final class PipelineFlow: Sendable {
    let lines = BoundedQueue<LineItem>(capacity: 8)
    let events = BoundedQueue<EventItem>(capacity: 2)
    let ledger = LineLedger()
    let health = PipelineHealth()
    private let running = Guarded((count: 1, failures: [SourceError]()))
    private let threads = DispatchGroup()

    package init() {}

    /// The failures of sources so far.
    var failures: [SourceError] { running.withLock { $0.failures } }

    /// Runs a source in a thread of its own, until its end.
    func start(
        _ source: any Source,
        slot: Int = 0,
        until stop: StopSignal,
        notify: @escaping @Sendable (SourceNotice) -> Void,
        ended: @escaping @Sendable () -> Void = {}
    ) {
        guard hold() else { return ended() }
        let sink = PipelineSink(lines: lines, slot: slot, ledger: ledger, notify: notify)
        threads.enter()
        Thread.start(named: "source") { [self] in
            defer { threads.leave() }
            do throws(SourceError) {
                try source.run(into: sink, until: stop)
            } catch {
                running.withLock { $0.failures.append(error) }
                // Now, not at the end: others may go on for weeks.
                notify(SourceNotice(.error, source: error.source, error.description))
            }
            ended()
            letGo()
        }
    }

    /// Keeps the flow from ending for want of sources; false where it has.
    ///
    /// It begins held, so that sources can be started one after the other.
    func hold() -> Bool {
        running.withLock { running in
            if running.count == 0 { return false }
            running.count += 1
            return true
        }
    }

    /// The flow ends with the last that holds it.
    func letGo() {
        let isLast = running.withLock { running in
            running.count -= 1
            return running.count == 0
        }
        if isLast { lines.close() }
    }

    /// Runs the parser until the lines end; then the events end.
    func startParser(_ stage: ParserStage, until stop: StopSignal) {
        threads.enter()
        Thread.start(named: "parser") { [self] in
            stage.run(self, until: stop)
            events.close()
            threads.leave()
        }
    }

    /// Waits until no thread of a source or of the parser is left.
    func waitForThreads() { threads.wait() }

    /// Ends everything at once: what was not stored by now will not be.
    func giveUp() {
        lines.abandon()
        events.abandon()
        lines.close()
        events.close()
    }
}

/// What sources write to: a queue of batches, and whoever is told of notices.
struct PipelineSink: LineSink {
    let lines: BoundedQueue<LineItem>
    var slot = 0
    var ledger = LineLedger()
    let notify: @Sendable (SourceNotice) -> Void

    func send(_ batch: LineBatch) -> Bool {
        ledger.take(batch)
        return lines.send(.lines(batch, slot: slot))
    }

    func report(_ notice: SourceNotice) { notify(notice) }
}
