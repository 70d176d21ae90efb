internal import Synchronization

/// How much has gone through a pipeline, readable from any thread while it runs.
package final class PipelineCounters: Sendable {
    private let linesSoFar = Atomic<Int64>(0)
    private let bytesSoFar = Atomic<Int64>(0)
    private let eventsSoFar = Atomic<Int64>(0)
    private let batchesSoFar = Atomic<Int64>(0)

    package init() {}

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

    func stored(events: Int) {
        eventsSoFar.wrappingAdd(Int64(events), ordering: .relaxed)
        batchesSoFar.wrappingAdd(1, ordering: .relaxed)
    }
}
