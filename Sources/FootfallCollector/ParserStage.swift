internal import Dispatch
internal import FootfallModel
internal import FootfallParsing
internal import FootfallPatterns

/// The parser's thread: batches of lines in, batches of events out.
struct ParserStage {
    let patterns: PatternSet
    let configuration: IngestPipeline.Configuration
    let counters: PipelineCounters

    /// Works until no lines come any more, or nobody takes events.
    func run(from lines: BoundedQueue<LineBatch>, to events: BoundedQueue<EventBatch>) {
        var parser = HeaderParser(zone: configuration.zone, referenceTime: configuration.referenceTime)
        var matcher = Matcher(
            patterns,
            days: configuration.days,
            enabled: configuration.enabled,
            joins: configuration.joins
        )
        var headers: [Header] = []
        var deadline = DispatchTime.distantFuture
        while true {
            switch lines.take(until: deadline) {
            case .element(let batch):
                if !matcher.isPending { deadline = .now() + configuration.maximumDelay }
                parser.parse(batch, into: &headers)
                matcher.match(batch, headers, &parser)
                counters.parsed(lines: batch.lines.count, bytes: batch.byteCount)
                guard isFull(matcher) || DispatchTime.now() >= deadline else { continue }
            case .nothingYet:
                break
            case .closed:
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
