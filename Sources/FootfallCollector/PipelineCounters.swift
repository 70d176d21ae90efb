internal import Synchronization

/// How much has gone through a pipeline, readable from any thread while it runs.
package final class PipelineCounters: Sendable {
    private let linesSoFar = Atomic<Int64>(0)
    private let bytesSoFar = Atomic<Int64>(0)
    private let eventsSoFar = Atomic<Int64>(0)
    private let batchesSoFar = Atomic<Int64>(0)

    private let commitsTook = Atomic<Int64>(0)
    private let lastCommitTook = Atomic<Int64>(0)
    private let depths = Mutex<(@Sendable () -> (lines: Int, events: Int))?>(nil)

    package init() {}

    /// How long all transactions took, and the last one, in nanoseconds.
    package var commitNanoseconds: Int64 { commitsTook.load(ordering: .relaxed) }
    package var lastCommitNanoseconds: Int64 { lastCommitTook.load(ordering: .relaxed) }

    /// How many batches wait for the parser, and for the writer.
    package var queued: (lines: Int, events: Int) {
        let depths = depths.withLock { $0 }
        return depths?() ?? (0, 0)
    }

    func setDepths(_ body: @escaping @Sendable () -> (lines: Int, events: Int)) {
        depths.withLock { $0 = body }
    }

    /// Lines parsed.
    package var lines: Int64 { linesSoFar.load(ordering: .relaxed) }
    /// Bytes parsed.
    package var bytes: Int64 { bytesSoFar.load(ordering: .relaxed) }
    /// Events committed.
    package var events: Int64 { eventsSoFar.load(ordering: .relaxed) }
    /// Transactions committed.
    package var batches: Int64 { batchesSoFar.load(ordering: .relaxed) }

    func parsed(lines: Int, bytes: Int64) {
        linesSoFar.wrappingAdd(Int64(lines), ordering: .relaxed)
        bytesSoFar.wrappingAdd(bytes, ordering: .relaxed)
    }

    func stored(events: Int, nanoseconds: Int64) {
        commitsTook.wrappingAdd(nanoseconds, ordering: .relaxed)
        lastCommitTook.store(nanoseconds, ordering: .relaxed)
        eventsSoFar.wrappingAdd(Int64(events), ordering: .relaxed)
        batchesSoFar.wrappingAdd(1, ordering: .relaxed)
    }
}
