package import Dispatch
package import FootfallModel
package import FootfallPatterns
package import FootfallSources

/// Sources, parser and writer as threads with short queues between them; the only way into a store.
///
/// Each stage may be a few batches ahead of the next and no more: where the store is slow, files wait and a socket's
/// buffer fills, which the kernel counts.
package struct IngestPipeline: Sendable {
    package struct Configuration: Sendable {
        /// The zone of stamps that name none.
        package var zone: ZoneOffsets
        /// The zone whose days the accounts are kept by: the store's.
        package var days: ZoneOffsets
        /// Stands for arrival and modification times.
        package var referenceTime: Instant?
        /// Patterns to keep although they are off by default.
        package var enabled: Set<String> = []
        /// What the store kept of what joins remember.
        package var joins: [JoinRecord] = []
        /// What the store held before, for records that another source tells again.
        package var history: (any RecordHistory)?
        /// The same record may come by several sources.
        package var expectsSeveralSources = false
        /// A batch is handed to the writer when it has this many events.
        package var maximumEvents = 16_384
        /// Or this many bytes of text.
        package var maximumBytes = 16 << 20
        /// Or is this old.
        package var maximumDelay: DispatchTimeInterval = .milliseconds(250)
        /// How long a source says nothing until its records no longer wait to prove evidence.
        package var idleNanoseconds: UInt64 = 5_000_000_000

        /// How often that is looked at.
        var idlePause: DispatchTimeInterval { .nanoseconds(Int(idleNanoseconds / 5)) }

        package init(zone: ZoneOffsets, days: ZoneOffsets, referenceTime: Instant? = nil) {
            self.zone = zone
            self.days = days
            self.referenceTime = referenceTime
        }
    }

    private let settings: ParserSettings
    private let configuration: Configuration
    private let notify: @Sendable (SourceNotice) -> Void
    package let counters = PipelineCounters()

    /// - Parameter notify: takes what sources have to say, from any thread.
    package init(
        _ patterns: PatternSet,
        _ configuration: Configuration,
        notify: @escaping @Sendable (SourceNotice) -> Void
    ) {
        let settings = ParserSettings(patterns: patterns, enabled: configuration.enabled, zone: configuration.zone)
        self.init(settings, configuration, notify: notify)
    }

    /// With the sources' own ways of reading their lines.
    init(
        _ settings: ParserSettings,
        _ configuration: Configuration,
        notify: @escaping @Sendable (SourceNotice) -> Void
    ) {
        self.settings = settings
        self.configuration = configuration
        self.notify = notify
    }

    /// Runs the sources until each has come to its end or `stop` is raised, and writes in the caller's thread.
    ///
    /// What was read by then is written before it returns. An error of `write` ends everything; so does the failure of
    /// all sources. The failures of sources are told of as they happen, and returned.
    package func run(
        _ sources: [any Source],
        until stop: StopSignal,
        write: (EventBatch) throws -> Void
    ) throws -> [SourceError] {
        let flow = PipelineFlow()
        for source in sources { flow.start(source, until: stop, notify: notify) }
        flow.letGo()
        return try run(flow, until: stop, write: write)
    }

    /// Parses and writes what the sources of a flow give, until the last has ended; others may be started meanwhile.
    ///
    /// - Parameter idle: is called when no batch has come for `WordIndexing.patience`, does something short, and gives the
    ///   time at which it wants to be called again if none comes.
    func run(
        _ flow: PipelineFlow,
        until stop: StopSignal,
        idle: () -> DispatchTime = { .distantFuture },
        write: (EventBatch) throws -> Void
    ) throws -> [SourceError] {
        let stage = ParserStage(settings: settings, configuration: configuration, counters: counters)
        flow.startParser(stage, until: stop)
        counters.setDepths { (flow.lines.count, flow.events.count) }
        defer { flow.waitForThreads() }
        do {
            var nextIdle = DispatchTime.now() + WordIndexing.patience
            stream: while true {
                switch flow.events.take(until: nextIdle) {
                case .element(.events(let batch, let lines)):
                    let begun = DispatchTime.now().uptimeNanoseconds
                    try write(batch)
                    flow.ledger.settle(lines)
                    counters.stored(
                        events: batch.rows.count { $0.evidenceOf == 0 },
                        nanoseconds: Int64(DispatchTime.now().uptimeNanoseconds &- begun)
                    )
                    nextIdle = .now() + WordIndexing.patience
                case .element(.barrier(let barrier)):
                    barrier.pass()
                case .nothingYet:
                    nextIdle = idle()
                case .closed:
                    break stream
                }
            }
        } catch {
            stop.raise()
            flow.giveUp()
            throw error
        }
        flow.waitForThreads()
        return flow.failures
    }
}
