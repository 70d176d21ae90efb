internal import Dispatch
internal import FootfallModel
internal import FootfallParsing
internal import FootfallPatterns
internal import FootfallSources

/// The parser's thread: batches of lines in, batches of events out.
struct ParserStage {
    let patterns: PatternSet
    let configuration: IngestPipeline.Configuration
    let counters: PipelineCounters

    /// Works until no lines come any more, or nobody takes events.
    ///
    /// Where `stop` was raised, records that may still prove to be evidence wait on in the store; else they are events.
    func run(from lines: BoundedQueue<LineBatch>, to events: BoundedQueue<EventBatch>, until stop: StopSignal) {
        var parser = HeaderParser(zone: configuration.zone, referenceTime: configuration.referenceTime)
        var matcher = Matcher(
            patterns,
            days: configuration.days,
            enabled: configuration.enabled,
            joins: configuration.joins,
            history: configuration.history,
            expectsSeveralSources: configuration.expectsSeveralSources
        )
        var headers: [Header] = []
        var deadline = DispatchTime.distantFuture
        while true {
            let idleCheck = matcher.hasWaiting ? .now() + configuration.idlePause : DispatchTime.distantFuture
            switch lines.take(until: min(deadline, idleCheck)) {
            case .element(var batch):
                if !matcher.isPending { deadline = .now() + configuration.maximumDelay }
                matcher.now = DispatchTime.now().uptimeNanoseconds
                parser.parse(unwrapping: &batch, into: &headers)
                matcher.match(batch, headers, &parser)
                counters.parsed(lines: batch.lines.count, bytes: batch.byteCount)
                guard isFull(matcher) || DispatchTime.now() >= deadline else { continue }
                // Others may be busy for weeks; while a backlog is read, a file may have to wait for its turn.
                if matcher.hasWaiting { matcher.releaseWaiting(idleFor: configuration.idleNanoseconds * 12) }
            case .nothingYet:
                matcher.now = DispatchTime.now().uptimeNanoseconds
                if matcher.hasWaiting { matcher.releaseWaiting(idleFor: configuration.idleNanoseconds) }
            case .closed:
                if !stop.isRaised { matcher.releaseWaiting() }
                if matcher.isPending { _ = events.send(matcher.takeBatch()) }
                return
            }
            deadline = .distantFuture
            if matcher.isPending, !events.send(matcher.takeBatch()) { return }
        }
    }

    private func isFull(_ matcher: borrowing Matcher) -> Bool {
        matcher.pendingEvents >= configuration.maximumEvents || matcher.pendingBytes >= configuration.maximumBytes
    }
}
