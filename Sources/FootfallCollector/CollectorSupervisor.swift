internal import Dispatch
internal import FootfallModel
internal import FootfallPatterns
internal import FootfallSources
internal import FootfallStore
internal import Foundation

/// A source that was started.
struct RunningSource {
    var settings: SourceSettings
    let slot: Int
    let stop: StopSignal
    /// Raised when its thread has ended.
    let ended: StopSignal
}

/// The thread beside sources, parser and writer: it stops them in time, has them go on with a new configuration, and
/// tells the service manager how they are.
final class CollectorSupervisor {
    var configuration: Collector.Configuration
    var opener: SourceOpener
    var sources: [RunningSource] = []
    let flow = PipelineFlow()
    let writer: StoreWriter
    let stop: StopSignal
    let notify: @Sendable (SourceNotice) -> Void
    var report: ServiceReport
    private let pipeline: IngestPipeline
    private let counters: PipelineCounters
    private let fileProgress = FileProgressList()
    private let obstacle = Obstacle()
    private let watch: StoreWatch
    let retention: RetentionService
    let watches: WatchService
    let reports: ReportService
    private var nextSlot = 0

    /// Where a writer that may be stuck leaves its result.
    private final class Outcome: Sendable {
        let result = Guarded<Result<[SourceError], any Error>?>(nil)
        let isThere = StopSignal()
        /// How long it took to make the word index whole at the end, in seconds.
        let wordIndexSeconds = Guarded(0.0)
    }

    init(
        _ configuration: Collector.Configuration,
        _ patterns: PatternSet,
        _ writer: StoreWriter,
        _ opener: SourceOpener,
        manager: ServiceManager?,
        stop: StopSignal,
        notify: @escaping @Sendable (SourceNotice) -> Void
    ) throws(StoreError) {
        self.configuration = configuration
        self.writer = writer
        self.opener = opener
        self.stop = stop
        let book = TroubleBook()
        watch = StoreWatch(writer, book)
        self.notify = { notice in
            book.note(notice)
            if !notice.text.isEmpty { notify(notice) }
        }
        retention = RetentionService(writer, configuration.retention, notify: self.notify)
        watches = WatchService(writer, configuration.watches, notify: self.notify)
        reports = ReportService(writer, configuration.reportPlan, notify: self.notify)
        report = ServiceReport(manager)
        sources = []
        for settings in configuration.sources {
            sources.append(RunningSource(settings: settings, slot: nextSlot, stop: StopSignal(), ended: StopSignal()))
            nextSlot += 1
        }
        var pipelineConfiguration = IngestPipeline.Configuration(
            zone: configuration.zone,
            days: writer.zone,
            referenceTime: configuration.referenceTime
        )
        pipelineConfiguration.joins = try writer.joinState()
        pipelineConfiguration.history = try writer.history { error in
            notify(SourceNotice(.warning, source: error.path, "what came by two sources may count twice: \(error)"))
        }
        pipelineConfiguration.expectsSeveralSources = configuration.mayHaveSeveralSources
        let settings = CollectorSupervisor.parserSettings(configuration, patterns, sources)
        pipeline = IngestPipeline(settings, pipelineConfiguration, notify: self.notify)
        counters = pipeline.counters
    }

    /// How lines are read, by the slots of those that send them.
    static func parserSettings(
        _ configuration: Collector.Configuration,
        _ patterns: PatternSet,
        _ sources: [RunningSource]
    ) -> ParserSettings {
        ParserSettings(
            patterns: patterns,
            enabled: configuration.enabled,
            zone: configuration.zone,
            hosts: configuration.hosts,
            sources: Dictionary(uniqueKeysWithValues: sources.map { ($0.slot, $0.settings.reading) })
        )
    }

    /// How far the run has come; from any thread.
    var progress: @Sendable () -> Collector.Progress {
        { [counters, fileProgress] in
            let files = fileProgress.sum
            return Collector.Progress(
                lines: counters.lines,
                events: counters.events,
                totalBytes: files.total,
                readBytes: files.read,
                isCaughtUp: files.isCaughtUp,
                queuedLines: counters.queued.lines,
                queuedEvents: counters.queued.events,
                commits: counters.batches,
                commitSeconds: Double(counters.commitNanoseconds) / 1e9,
                lastCommitSeconds: Double(counters.lastCommitNanoseconds) / 1e9
            )
        }
    }

    // MARK: Running

    func run(
        _ listeners: [SourceSettings: any Source],
        _ reloading: Collector.Reloading?
    ) throws -> Collector.Summary {
        let known = KnownPositions(checkpoints: try writer.checkpoints(), cursors: try writer.cursors())
        let outcome = Outcome()
        let giveUp = StopSignal()
        startWriter(outcome, giveUp)
        watch.start(stop: stop)
        defer { watch.end() }
        // A run with an end keeps within the limits at its end, and leaves what it stored to be watched by the next
        // that has none.
        if !configuration.once { retention.start() }
        startOrders()
        for source in sources { start(source, listeners[source.settings], known) }
        flow.letGo()
        report.ready()
        var deadline: ContinuousClock.Instant?
        var isCutShort = false
        while !outcome.isThere.isRaised {
            if stop.isRaised, deadline == nil {
                deadline = .now + .seconds(configuration.stopSeconds)
                report.stopping()
                watches.beginEnd()
                reports.beginEnd()
                for source in sources { source.stop.raise() }
            }
            if let deadline {
                // Some of the time is for what is under way to come to its end.
                let last = deadline - .milliseconds(min(1000, configuration.stopSeconds * 200))
                if !giveUp.isRaised, .now >= last {
                    giveUp.raise()
                    flow.giveUp()
                }
                if .now >= deadline {
                    isCutShort = true
                    break
                }
            } else if let reloading, reloading.requests.take() {
                reload(reloading)
            }
            tick()
            let others = deadline == nil ? [stop.descriptor, reloading?.requests.descriptor].compactMap { $0 } : []
            let pause = deadline == nil ? report.millisecondsToNext : 100
            outcome.isThere.wait(or: others, milliseconds: pause)
        }
        let lost = tellOfLosses(isCutShort: isCutShort)
        var summary = Collector.Summary(
            lines: counters.lines,
            bytes: counters.bytes,
            events: counters.events,
            failures: flow.failures,
            lostLines: lost,
            isCutShort: isCutShort,
            wordIndexSeconds: outcome.wordIndexSeconds.withLock { $0 }
        )
        if let failure = watch.failure { throw failure }
        if let result = outcome.result.withLock({ $0 }) { summary.failures = try result.get() }
        return summary
    }

    private func startWriter(_ outcome: Outcome, _ giveUp: StopSignal) {
        let (pipeline, flow, writer, stop, notify) = (pipeline, flow, writer, stop, notify)
        let isHasty = configuration.once
        let (obstacle, watch, retention) = (obstacle, watch, retention)
        let endServices: @Sendable () -> Void = { [watches, reports] in
            watch.end()
            retention.end()
            watches.end()
            reports.end()
        }
        Thread.start(named: "writer") {
            var patient = PatientWriter(path: writer.path, isHasty: isHasty, notify: notify) {
                batch throws(StoreError) in
                try flow.health.writer.whileBusy { () throws(StoreError) in try writer.write(batch) }
            }
            patient.giveUp = giveUp
            patient.obstructed = { text in
                obstacle.text = text
                writer.setObstacle(text)
            }
            let words = WordIndexing(path: writer.path, notify: notify) { () throws(StoreError) in
                try flow.health.writer.whileBusy { () throws(StoreError) in try writer.indexWords() }
            }
            let result = Result {
                let failures: [SourceError]
                do {
                    failures = try pipeline.run(
                        flow,
                        until: stop,
                        idle: { stop.isRaised ? .distantFuture : words.goOn() }
                    ) {
                        try patient.write($0, until: stop)
                    }
                    if isHasty, !stop.isRaised {
                        let seconds = try words.finish(until: stop) { (try? writer.unindexed()) ?? 0 }
                        outcome.wordIndexSeconds.withLock { $0 = seconds }
                        // Behind it, so that the limits hold for what the index takes too.
                        if !stop.isRaised { retention.keep(until: stop) }
                    }
                } catch let error as StoreError where error.reason == .replaced {
                    endServices()
                    try? writer.close()
                    throw error
                }
                endServices()
                try flow.health.writer.whileBusy { () throws(StoreError) in
                    watch.writeLastChanges()
                    try writer.close()
                }
                return failures
            }
            outcome.result.withLock { $0 = result }
            outcome.isThere.raise()
        }
    }

    /// Starts a source: the listener that was opened for it, else a reader.
    func start(_ running: RunningSource, _ listener: (any Source)?, _ known: KnownPositions) {
        let source: any Source
        if let listener {
            source = listener
        } else {
            let (reader, progress) = opener.reader(running.settings, known)
            source = reader
            if let progress { fileProgress.add(progress) }
        }
        if !running.settings.isFiles { watch.add(source.name) }
        let ended = running.ended
        flow.start(source, slot: running.slot, until: running.stop, notify: notify) { ended.raise() }
    }

    /// A source that is not started yet.
    func newSource(_ settings: SourceSettings) -> RunningSource {
        defer { nextSlot += 1 }
        return RunningSource(settings: settings, slot: nextSlot, stop: StopSignal(), ended: StopSignal())
    }

    /// Tells the service manager what is due.
    func tick() {
        let running = sources.count { !$0.ended.isRaised }
        let failures = flow.failures.count
        if let stuck = report.tick(counters, flow.health, sources: running, failures: failures, obstacle.text) {
            notify(SourceNotice(.error, source: "watchdog", stuck))
        }
    }

    /// Says what was taken and is not stored; how many lines of it nobody can read again.
    private func tellOfLosses(isCutShort: Bool) -> Int64 {
        if isCutShort {
            let text = "the stop took \(configuration.stopSeconds) s and was cut short; what is stored is whole"
            notify(SourceNotice(.warning, source: configuration.store, text))
        }
        var lost: Int64 = 0
        var lostBySource: [String: Int64] = [:]
        for open in flow.ledger.rest {
            let lines = "\(open.lines) line\(open.lines == 1 ? "" : "s")"
            if open.canBeReadAgain {
                let text = lines + " could not be stored before the stop, and will be read again"
                notify(SourceNotice(.info, source: open.source, text))
            } else {
                lost += open.lines
                lostBySource[open.source, default: 0] += open.lines
                let text = lines + " could not be stored before the stop: lost"
                notify(SourceNotice(.warning, source: open.source, text))
            }
        }
        // For the accounts: they are added when the store can be written again.
        writer.leave(losses: lostBySource)
        return lost
    }
}
