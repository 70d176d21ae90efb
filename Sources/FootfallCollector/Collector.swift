package import FootfallModel
package import FootfallPatterns
internal import FootfallQuery
package import FootfallSources
internal import FootfallStore
internal import Foundation

/// Reads sources into a store until they end or it is told to stop.
package struct Collector: Sendable {
    package struct Configuration: Sendable {
        package var store: String
        /// Files, folders and globs.
        package var paths: [String] = []
        /// `ADDR:PORT` to receive datagrams at.
        package var udp: [String] = []
        package var readsStandardInput = false
        /// Read systemd's journal.
        package var readsJournal = false
        /// A folder of journal files, or one, in place of the system's.
        package var journalPath: String?
        /// What is older is left out where the journal is seen for the first time.
        package var journalSince: Instant?
        /// Stop at the end of what is there.
        package var once = false
        /// The zone of stamps that name none; a new store counts its days in it.
        package var zone: ZoneOffsets
        /// Stands for arrival and modification times.
        package var referenceTime: Instant?
        /// Look at files each second instead of letting the kernel tell of changes.
        package var pollingOnly = false
        /// What ends a record of a file or of standard input; without it the first bytes tell JSON documents from lines.
        package var framing: FramingRule?
        /// Patterns to keep although they are off by default.
        package var enabled: Set<String> = []

        /// Whether more than one source may come of it: not of one file, or one of anything else.
        var mayHaveSeveralSources: Bool {
            let others = udp.count + (readsStandardInput ? 1 : 0) + (readsJournal ? 1 : 0)
            if paths.count + others != 1 { return true }
            guard let path = paths.first else { return false }
            var isFolder: ObjCBool = false
            return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
                ? isFolder.boolValue : path.contains { "*?[".contains($0) }
        }

        package init(store: String, zone: ZoneOffsets) {
            self.store = store
            self.zone = zone
        }
    }

    /// What a run has done.
    package struct Summary: Sendable {
        package var lines: Int64
        package var bytes: Int64
        package var events: Int64
        /// Sources that could not be read.
        package var failures: [SourceError]
    }

    /// How far a run has come.
    package struct Progress: Sendable {
        package var lines: Int64
        package var events: Int64
        /// Bytes of files that were there at the start, and how many of them are read.
        package var totalBytes: Int64
        package var readBytes: Int64
        package var isCaughtUp: Bool
    }

    private let configuration: Configuration
    private let patterns: PatternSet
    private let notify: @Sendable (SourceNotice) -> Void

    /// - Parameter notify: takes what is to be told to a person, from any thread.
    package init(
        _ configuration: Configuration,
        patterns: PatternSet,
        notify: @escaping @Sendable (SourceNotice) -> Void
    ) {
        self.configuration = configuration
        self.patterns = patterns
        self.notify = notify
    }

    /// Runs in the caller's thread; everything that was read is committed when it returns.
    ///
    /// - Parameter started: is given a way to ask for the progress, before the first line is read.
    /// - Throws: `StoreError` where the store cannot be opened or written, `SourceError` where an address cannot be had.
    package func run(
        until stop: StopSignal,
        started: (@escaping @Sendable () -> Progress) -> Void = { _ in }
    ) throws -> Summary {
        OpenFileLimit.raise()
        let zone = configuration.zone
        // Before the store: an address that cannot be had leaves none behind.
        let listeners = try makeListeners()
        let writer = try StoreWriter(path: configuration.store) { name in
            guard let name else { return zone }
            guard let known = ZoneOffsets(identifier: name) else {
                // Days of another zone among the store's would make its reports wrong for ever.
                let reason = "its days are counted in \(name), a time zone that this machine does not know"
                throw StoreError(path: configuration.store, reason: .failed(reason))
            }
            return known
        }
        var pipelineConfiguration = IngestPipeline.Configuration(
            zone: zone,
            days: writer.zone,
            referenceTime: configuration.referenceTime
        )
        pipelineConfiguration.enabled = configuration.enabled
        pipelineConfiguration.joins = try writer.joinState()
        let notify = notify
        pipelineConfiguration.history = try writer.history { error in
            notify(SourceNotice(.warning, source: error.path, "what came by two sources may count twice: \(error)"))
        }
        pipelineConfiguration.expectsSeveralSources = configuration.mayHaveSeveralSources
        let pipeline = IngestPipeline(patterns, pipelineConfiguration, notify: notify)
        let (readers, files) = makeSources(
            checkpoints: try writer.checkpoints(),
            cursors: try writer.cursors()
        )
        let counters = pipeline.counters
        started {
            Progress(
                lines: counters.lines,
                events: counters.events,
                totalBytes: files?.totalBytes ?? 0,
                readBytes: files?.readBytes ?? 0,
                isCaughtUp: files?.isCaughtUp ?? true
            )
        }
        let patient = PatientWriter(path: writer.path, isHasty: configuration.once, notify: notify) {
            batch throws(StoreError) in try writer.write(batch)
        }
        let failures = try pipeline.run(readers + listeners, until: stop) { try patient.write($0, until: stop) }
        try writer.close()
        return Summary(
            lines: counters.lines,
            bytes: counters.bytes,
            events: counters.events,
            failures: failures
        )
    }

    private func makeListeners() throws(SourceError) -> [any Source] {
        var listeners: [any Source] = []
        for address in configuration.udp {
            let listener = try UDPListener(address, referenceTime: configuration.referenceTime)
            notify(SourceNotice(.info, source: listener.name, "receiving"))
            listeners.append(listener)
        }
        return listeners
    }

    private func makeSources(
        checkpoints: [Checkpoint],
        cursors: [SourceCursor]
    ) -> ([any Source], FileProgress?) {
        var sources: [any Source] = []
        var progress: FileProgress?
        if !configuration.paths.isEmpty {
            var files = FileSource.Configuration(paths: configuration.paths)
            files.once = configuration.once
            files.pollingOnly = configuration.pollingOnly
            files.checkpoints = checkpoints
            files.referenceTime = configuration.referenceTime
            files.framing = configuration.framing
            let zone = configuration.zone
            files.scout = { YearScouting(zone: zone) }
            let source = FileSource(files)
            progress = source.progress
            sources.append(source)
        }
        let reference = configuration.referenceTime
        if configuration.readsStandardInput {
            sources.append(StandardInput(referenceTime: reference, framing: configuration.framing))
        }
        if configuration.readsJournal {
            var journal = JournalSource.Configuration()
            journal.path = configuration.journalPath
            journal.once = configuration.once
            journal.since = configuration.journalSince
            journal.cursor = cursors.first { $0.source == JournalSource.name }
            journal.referenceTime = reference
            sources.append(JournalSource(journal))
        }
        return (sources, progress)
    }
}
