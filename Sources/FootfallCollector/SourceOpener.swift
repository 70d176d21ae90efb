internal import FootfallModel
internal import FootfallPatterns
internal import FootfallSources
internal import Foundation

/// How far sources have been read, by the store.
struct KnownPositions {
    var checkpoints: [Checkpoint] = []
    var cursors: [SourceCursor] = []
}

/// Makes sources of their settings.
struct SourceOpener: Sendable {
    private let once: Bool
    private let referenceTime: Instant?
    private let zone: ZoneOffsets
    private let macros: Macros
    private let notify: @Sendable (SourceNotice) -> Void
    private let register: FileRegister
    /// How many connections each TCP and TLS listener may have.
    private let connections: Int

    /// - Parameter register: shared by all file sources of one store.
    init(
        _ configuration: Collector.Configuration,
        _ patterns: PatternSet,
        register: FileRegister = FileRegister(),
        notify: @escaping @Sendable (SourceNotice) -> Void
    ) {
        once = configuration.once
        referenceTime = configuration.referenceTime
        zone = configuration.zone
        macros = patterns.macros
        self.register = register
        connections = OpenFileLimit.connections(
            listeners: configuration.sources.count { $0.isStream },
            besideFiles: configuration.sources.contains { $0.isFiles }
        )
        self.notify = notify
    }

    /// The same for a new configuration.
    func replaced(by configuration: Collector.Configuration, _ patterns: PatternSet) -> SourceOpener {
        SourceOpener(configuration, patterns, register: register, notify: notify)
    }

    /// What has an address of its own, opened.
    func listener(_ settings: SourceSettings) throws(SourceError) -> any Source {
        let listener = try settings.listen(connections: connections, referenceTime: referenceTime)
        notify(SourceNotice(.info, source: listener.name, listener.readiness))
        return listener
    }

    /// The same, where a socket that had the address is just being closed.
    func listenerAgain(_ settings: SourceSettings) throws(SourceError) -> any Source {
        for _ in 0..<40 {
            if let listener = try? listener(settings) { return listener }
            Thread.sleep(forTimeInterval: 0.05)
        }
        return try listener(settings)
    }

    /// What has no address: files, the journal and standard input.
    func reader(_ settings: SourceSettings, _ known: KnownPositions) -> (source: any Source, progress: FileProgress?) {
        if case .journal(let path, let start) = settings.origin {
            var journal = JournalSource.Configuration()
            journal.path = path
            journal.once = once
            switch start {
            case .now?: journal.since = referenceTime ?? .now
            case .since(let time)?: journal.since = time
            case .all?, nil: break
            }
            journal.cursor = known.cursors.first { $0.source == JournalSource.name }
            journal.referenceTime = referenceTime
            return (JournalSource(journal), nil)
        }
        let expression = settings.recordStart.flatMap { try? RecordExpression($0, macros: macros) }
        let framing = FramingRule.records(from: expression)
        let maximumLineBytes = settings.maximumLineBytes ?? LineFraming.defaultMaximumLineBytes
        guard case .files(let own) = settings.origin else {
            var input = StandardInput(
                maximumLineBytes: maximumLineBytes,
                referenceTime: referenceTime,
                framing: framing
            )
            if let timeout = settings.recordTimeout { input.recordTimeout = .seconds(timeout) }
            return (input, nil)
        }
        var files = FileSource.Configuration(paths: own.paths)
        files.exclude = own.exclude
        files.readsHistory = own.readsHistory
        files.pollingOnly = own.pollingOnly
        files.maximumLineBytes = maximumLineBytes
        files.once = once
        files.toleratesAbsence = own.mayBeAbsent
        files.checkpoints = known.checkpoints
        files.register = register
        files.referenceTime = referenceTime
        files.framing = framing
        let zone = settings.reading.zone ?? zone
        files.scout = { YearScouting(zone: zone) }
        files.start = own.start
        files.stamps = { StampReading(zone: zone) }
        if let timeout = settings.recordTimeout { files.recordTimeout = .seconds(timeout) }
        let source = FileSource(files)
        return (source, source.progress)
    }
}

extension SourceSettings {
    /// Opens what has an address of its own.
    ///
    /// - Parameter connections: how many a TCP or TLS listener may have at once.
    func listen(
        connections: Int = StreamLimits().connections,
        referenceTime: Instant? = nil
    ) throws(SourceError) -> any Listener {
        let maximumLineBytes = maximumLineBytes ?? LineFraming.defaultMaximumLineBytes
        switch origin {
        case .udp(let address, let receiveBuffer):
            return try UDPListener(
                address,
                maximumLineBytes: maximumLineBytes,
                receiveBufferBytes: receiveBuffer ?? UDPListener.receiveBufferBytes,
                referenceTime: referenceTime
            )
        case .stream(let address, let identity):
            var limits = StreamLimits()
            limits.lineBytes = maximumLineBytes
            limits.connections = connections
            return try StreamListener(address, identity: identity, limits: limits, referenceTime: referenceTime)
        case .unix(let path):
            return try UnixListener(path, referenceTime: referenceTime)
        case .files, .journal, .standardInput:
            throw SourceError(source: name, reason: "has no address to listen at")
        }
    }
}
