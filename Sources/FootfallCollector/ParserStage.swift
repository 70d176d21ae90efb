internal import Dispatch
internal import FootfallModel
internal import FootfallParsing
internal import FootfallPatterns
internal import FootfallSources

/// The parser's thread: batches of lines in, batches of events out.
struct ParserStage {
    let settings: ParserSettings
    let configuration: IngestPipeline.Configuration
    let counters: PipelineCounters

    /// Works until no lines come any more, or nobody takes events.
    ///
    /// Where `stop` was raised, records that may still prove to be evidence wait on in the store; else they are events.
    func run(_ flow: PipelineFlow, until stop: StopSignal) {
        var parser = HeaderParser(
            zone: settings.zone,
            hosts: settings.hosts,
            referenceTime: configuration.referenceTime
        )
        var matcher = Matcher(
            settings.patterns,
            days: configuration.days,
            enabled: settings.enabled,
            joins: configuration.joins,
            history: configuration.history,
            expectsSeveralSources: configuration.expectsSeveralSources
        )
        var reading = SlotReading(settings)
        var headers: [Header] = []
        var lines: [String: Int64] = [:]
        var deadline = DispatchTime.distantFuture
        func handOver(_ matcher: inout Matcher) -> Bool {
            deadline = .distantFuture
            guard matcher.isPending else { return true }
            let batch = matcher.takeBatch()
            defer { lines.removeAll(keepingCapacity: true) }
            return flow.events.send(.events(batch, lines: lines))
        }
        while true {
            let idleCheck = matcher.hasWaiting ? .now() + configuration.idlePause : DispatchTime.distantFuture
            switch flow.lines.take(until: min(deadline, idleCheck)) {
            case .element(.lines(var batch, let slot)):
                if !matcher.isPending { deadline = .now() + configuration.maximumDelay }
                flow.health.parser.whileBusy {
                    matcher.now = DispatchTime.now().uptimeNanoseconds
                    lines[batch.stream.source, default: 0] += Int64(batch.lines.count)
                    reading.enter(slot, &parser)
                    parser.parse(unwrapping: &batch, into: &headers)
                    reading.name(&headers, of: &batch)
                    matcher.match(batch, headers, &parser)
                }
                counters.parsed(lines: batch.lines.count, bytes: batch.byteCount)
                guard isFull(matcher) || DispatchTime.now() >= deadline else { continue }
                // Others may be busy for weeks; while a backlog is read, a file may have to wait for its turn.
                if matcher.hasWaiting { matcher.releaseWaiting(idleFor: configuration.idleNanoseconds * 12) }
            case .element(.reading(let new)):
                guard handOver(&matcher) else { return }
                flow.health.parser.whileBusy {
                    matcher.replace(new.patterns, enabled: new.enabled)
                    parser.replace(zone: new.zone, hosts: new.hosts)
                    reading = SlotReading(new)
                }
                continue
            case .element(.barrier(let barrier)):
                guard handOver(&matcher), flow.events.sendAtOnce(.barrier(barrier)) else { return }
                continue
            case .nothingYet:
                matcher.now = DispatchTime.now().uptimeNanoseconds
                if matcher.hasWaiting { matcher.releaseWaiting(idleFor: configuration.idleNanoseconds) }
            case .closed:
                if !stop.isRaised { matcher.releaseWaiting() }
                _ = handOver(&matcher)
                return
            }
            guard handOver(&matcher) else { return }
        }
    }

    private func isFull(_ matcher: borrowing Matcher) -> Bool {
        matcher.pendingEvents >= configuration.maximumEvents || matcher.pendingBytes >= configuration.maximumBytes
    }
}

/// How lines of the source at hand are read; looked up when the source changes, not for each line.
struct SlotReading {
    private let settings: ParserSettings
    /// By slot: the name that lines without an app name are given, so that their pack takes them.
    private let apps: [Int: [UInt8]]
    private var slot: Int?
    private var app: [UInt8] = []

    init(_ settings: ParserSettings) {
        self.settings = settings
        apps = settings.sources.compactMapValues { reading in
            reading.format.flatMap { settings.patterns.app(ofPack: $0) }.map { Array($0.utf8) }
        }
    }

    mutating func enter(_ slot: Int, _ parser: inout HeaderParser) {
        if slot == self.slot { return }
        self.slot = slot
        app = apps[slot] ?? []
        parser.use(zone: settings.sources[slot]?.zone ?? settings.zone)
    }

    /// Gives lines without an app name that of the configured format.
    func name(_ headers: inout [Header], of batch: inout LineBatch) {
        if app.isEmpty { return }
        let start = batch.bytes.count
        batch.bytes.append(contentsOf: app)
        let range = ByteRange(from: start, to: batch.bytes.count)
        for index in headers.indices where headers[index].app.isEmpty && !headers[index].message.isEmpty {
            headers[index].app = range
        }
    }
}
