internal import FootfallModel
internal import FootfallSources
internal import FootfallStore
internal import Foundation

/// Keeps a store within its limits while it is written, and prunes it when somebody asks at the socket beside it.
///
/// One thread; between its steps the writer writes.
final class RetentionService: Sendable {
    private struct State {
        var limits: RetentionLimits
        /// What was last told to be in the way, so that it is told once.
        var obstacle: String?
    }

    /// Milliseconds from one look to the next.
    private static let pause: Int32 = 60_000
    /// Milliseconds that are left to the writer between two steps.
    private static let rest: Int32 = 5

    private let writer: StoreWriter
    private let state: Guarded<State>
    private let notify: @Sendable (SourceNotice) -> Void
    private let listener: ControlListener
    private let changed = WakeSignal()
    private let ending = StopSignal()

    init(_ writer: StoreWriter, _ limits: RetentionLimits, notify: @escaping @Sendable (SourceNotice) -> Void) {
        self.writer = writer
        self.notify = notify
        state = Guarded(State(limits: limits))
        listener = ControlListener(store: writer.path)
    }

    /// Other limits hold from now on.
    func set(_ limits: RetentionLimits) {
        state.withLock { $0.limits = limits }
        changed.call()
    }

    /// Works in a thread of its own until `end`.
    func start() {
        listener.open()
        if let failure = listener.failure {
            let text = "'footfall prune' cannot reach this collector (\(listener.path): \(failure))"
            notify(SourceNotice(.warning, source: writer.path, text))
        }
        Thread.start(named: "retention") { [self] in
            while !ending.isRaised {
                keep(until: ending)
                wait()
            }
        }
    }

    /// Ends the thread after the step under way; to be called while the store is still this process's.
    func end() {
        ending.raise()
        listener.remove()
    }

    /// Drops what is beyond the limits, once.
    func keep(until stop: StopSignal) {
        let limits = state.withLock { $0.limits }
        guard !limits.isUnlimited else { return }
        do throws(StoreError) {
            let summary = try writer.prune(limits, now: .now) { _ in !stop.wait(milliseconds: RetentionService.rest) }
            state.withLock { $0.obstacle = nil }
            if summary.segments > 0 {
                notify(SourceNotice(.info, source: writer.path, "retention dropped " + PruneText.dropped(summary)))
            }
        } catch {
            guard !ending.isRaised else { return }
            let text = "retention could not drop what is beyond its limits: \(error)"
            let isNews = state.withLock { state in
                defer { state.obstacle = text }
                return state.obstacle != text
            }
            if isNews { notify(SourceNotice(.warning, source: writer.path, text)) }
        }
    }

    /// Takes requests until it is time to look again.
    private func wait() {
        let next = ContinuousClock.now + .milliseconds(Int(RetentionService.pause))
        while !ending.isRaised {
            let left = Int32(clamping: Int((next - .now) / .milliseconds(1)))
            guard left > 0 else { return }
            ending.wait(or: [changed.descriptor] + listener.descriptors, milliseconds: left)
            if changed.take() { return }
            if let connection = listener.accept() { serve(connection) }
        }
    }

    private func serve(_ connection: LineConnection) {
        guard let request = connection.receive(PruneRequest.self) else { return }
        var reply = PruneRequest.Reply()
        guard request.limits.areSensible else {
            reply.failure = "the limits are not such as footfall prune would ask for"
            reply.isDone = true
            _ = connection.send(reply)
            return
        }
        do throws(StoreError) {
            reply.summary = try writer.prune(request.limits, now: .now, isDryRun: request.isDryRun) { summary in
                // Who asked and went away does not want it any more.
                connection.send(PruneRequest.Reply(summary: summary))
                    && !ending.wait(milliseconds: RetentionService.rest)
            }
        } catch {
            reply.failure = "\(error)"
        }
        reply.isDone = true
        _ = connection.send(reply)
        if !request.isDryRun, reply.summary.segments > 0 {
            let text = "'footfall prune' had dropped " + PruneText.dropped(reply.summary)
            notify(SourceNotice(.info, source: writer.path, text))
        }
    }
}
