package import FootfallModel
package import FootfallPatterns
internal import FootfallQuery
package import FootfallSources
package import FootfallStore
internal import Foundation

/// Reads sources into a store until they end or it is told to stop.
package struct Collector: Sendable {
    package struct Configuration: Sendable {
        package var store: String
        package var sources: [SourceSettings] = []
        /// Stop at the end of what is there.
        package var once = false
        /// The zone of stamps that name none; a new store counts its days in it.
        package var zone: ZoneOffsets
        /// Zones of single hosts, by name or address.
        package var hosts: [String: ZoneOffsets] = [:]
        /// Stands for arrival and modification times.
        package var referenceTime: Instant?
        /// Patterns to keep although they are off by default.
        package var enabled: Set<String> = []
        /// How long and how much the store keeps.
        package var retention = RetentionLimits()
        /// What is told of as it happens.
        package var watches: [Watch] = []
        /// What is made and delivered when its time has come.
        package var reports: [ScheduledReport] = []
        /// The configuration that reports are made with; `nil` where there is none.
        package var path: String?
        /// Within how many seconds a stop has ended, whatever is in its way.
        package var stopSeconds = FootfallConfiguration.Limits().stopSeconds

        /// Whether the same record may come by several sources: not where there is one file, or one of anything else.
        var mayHaveSeveralSources: Bool {
            guard sources.count == 1, case .files(let files) = sources[0].origin else { return sources.count > 1 }
            guard files.paths.count == 1 else { return true }
            var isFolder: ObjCBool = false
            return unsafe FileManager.default.fileExists(atPath: files.paths[0], isDirectory: &isFolder)
                ? isFolder.boolValue : files.paths[0].contains { "*?[".contains($0) }
        }

        package init(store: String, zone: ZoneOffsets) {
            self.store = store
            self.zone = zone
        }
    }

    /// Loads configuration and packs anew when it is asked to.
    package struct Reloading: Sendable {
        package var requests: WakeSignal
        /// Throws what is wrong; then everything stays.
        package var load: @Sendable () throws -> (Configuration, PatternSet)

        package init(_ requests: WakeSignal, load: @escaping @Sendable () throws -> (Configuration, PatternSet)) {
            self.requests = requests
            self.load = load
        }
    }

    /// What a run has done.
    package struct Summary: Sendable {
        package var lines: Int64
        package var bytes: Int64
        package var events: Int64
        /// Sources that could not be read.
        package var failures: [SourceError]
        /// Lines that were received and could not be stored, and that nobody can read again.
        package var lostLines: Int64 = 0
        /// A stop took too long and was cut short.
        package var isCutShort = false
        /// How long it took at the end to index the words of what was stored, in seconds.
        package var wordIndexSeconds = 0.0
    }

    /// How far a run has come.
    package struct Progress: Sendable {
        package var lines: Int64
        package var events: Int64
        /// Bytes of files that were there at the start, and how many of them are read.
        package var totalBytes: Int64
        package var readBytes: Int64
        package var isCaughtUp: Bool
        /// Batches that wait for the parser and for the writer.
        package var queuedLines: Int
        package var queuedEvents: Int
        /// Transactions since the start, and how long they took, in seconds.
        package var commits: Int64
        package var commitSeconds: Double
        package var lastCommitSeconds: Double
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

    /// Runs in the caller's thread; everything that was read is committed when it returns, unless the summary says else.
    ///
    /// - Parameters:
    ///   - reloading: how a new configuration takes the place of this one.
    ///   - manager: is told how the service is.
    ///   - started: is given a way to ask for the progress, before the first line is read.
    /// - Throws: `StoreError` where the store cannot be opened or written, `SourceError` where an address cannot be had.
    package func run(
        until stop: StopSignal,
        reloading: Reloading? = nil,
        manager: ServiceManager? = nil,
        started: (@escaping @Sendable () -> Progress) -> Void = { _ in }
    ) throws -> Summary {
        OpenFileLimit.raise()
        try OpenFileLimit.check(sources: configuration.sources.count { !$0.isFiles })
        let zone = configuration.zone
        // Before the store: an address that cannot be had leaves none behind.
        let opener = SourceOpener(configuration, patterns, notify: notify)
        var listeners: [SourceSettings: any Source] = [:]
        for settings in configuration.sources where settings.address != nil {
            listeners[settings] = try opener.listener(settings)
        }
        let writer = try StoreWriter(path: configuration.store) { name in
            guard let name else { return zone }
            guard let known = ZoneOffsets(identifier: name) else {
                // Days of another zone among the store's would make its reports wrong for ever.
                let reason = "its days are counted in \(name), a time zone that this machine does not know"
                throw StoreError(path: configuration.store, reason: .failed(reason))
            }
            return known
        }
        let supervisor = try CollectorSupervisor(
            configuration,
            patterns,
            writer,
            opener,
            manager: manager,
            stop: stop,
            notify: notify
        )
        started(supervisor.progress)
        return try supervisor.run(listeners, reloading)
    }
}
