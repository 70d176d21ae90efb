import Dispatch
import FootfallCollector
import FootfallModel
import FootfallPatterns
import FootfallSources
import FootfallStore

/// The whole way in this process, where batches can be cut otherwise than `footfall collect` cuts them.
struct PipelineRun: Sendable {
    let patterns: PatternSet
    let log: String
    let store: String
    /// Bytes of lines that are read at once.
    var batchBytes = 262_144
    /// Events of a transaction; a batch of lines is not divided.
    var maximumEvents = 16_384

    /// - Parameter written: is told of each transaction's events.
    func run(_ written: (Int) -> Void = { _ in }) throws {
        let writer = try StoreWriter(path: store) { _ in .utc }
        var files = FileSource.Configuration(paths: [log])
        files.once = true
        files.readsHistory = false
        files.batchBytes = batchBytes
        files.checkpoints = try writer.checkpoints()
        files.referenceTime = BenchLog.clock
        var configuration = IngestPipeline.Configuration(zone: .utc, days: writer.zone, referenceTime: BenchLog.clock)
        configuration.joins = try writer.joinState()
        configuration.maximumEvents = maximumEvents
        // Not by the clock: a slow machine, or valgrind, would make other batches of the same lines.
        configuration.maximumDelay = .seconds(86_400)
        configuration.idleNanoseconds = 86_400_000_000_000
        let pipeline = IngestPipeline(patterns, configuration) { _ in }
        let failures = try pipeline.run([FileSource(files)], until: StopSignal()) { batch in
            try writer.write(batch)
            written(batch.rows.count { $0.evidenceOf == 0 })
        }
        if let failure = failures.first { throw failure }
        try writer.close()
    }
}
