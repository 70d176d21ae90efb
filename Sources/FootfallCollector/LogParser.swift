package import FootfallModel
internal import FootfallParsing
package import FootfallPatterns
package import FootfallSources
internal import Synchronization

/// Parses files and hands over the events, keeping nothing: what `footfall parse` does.
package struct LogParser: Sendable {
    private let patterns: PatternSet
    private let zone: ZoneOffsets
    private let referenceTime: Instant?
    /// What ends a record; without it the first bytes tell JSON documents from lines.
    package var framing: FramingRule?

    package init(_ patterns: PatternSet, zone: ZoneOffsets, referenceTime: Instant?) {
        self.patterns = patterns
        self.zone = zone
        self.referenceTime = referenceTime
    }

    /// Parses one file (`-` is standard input) and calls `found` with each event and the line it began on.
    ///
    /// - Throws: `SourceError` where the file cannot be read.
    package func parse(
        _ file: String,
        notify: @escaping @Sendable (SourceNotice) -> Void,
        found: (ActivityEvent, Int64) -> Void
    ) throws(SourceError) {
        try batches(of: file, notify: notify) { batch, matcher in
            for row in batch.rows { found(matcher.event(row, in: batch), row.line) }
        }
    }

    /// Parses one file (`-` is standard input) and adds what is not recognised to a coverage.
    ///
    /// - Throws: `SourceError` where the file cannot be read.
    package func measure(
        _ file: String,
        notify: @escaping @Sendable (SourceNotice) -> Void,
        into coverage: inout Coverage
    ) throws(SourceError) {
        try batches(of: file, notify: notify) { batch, _ in coverage.add(batch) }
    }

    private func batches(
        of file: String,
        notify: @escaping @Sendable (SourceNotice) -> Void,
        body: (EventBatch, borrowing Matcher) -> Void
    ) throws(SourceError) {
        let source: any Source
        if file == "-" {
            source = StandardInput(referenceTime: referenceTime, framing: framing)
        } else {
            var configuration = FileSource.Configuration(paths: [file])
            configuration.once = true
            configuration.readsHistory = false
            configuration.referenceTime = referenceTime
            configuration.framing = framing
            let zone = zone
            configuration.scout = { YearScouting(zone: zone) }
            source = FileSource(configuration)
        }
        let lines = BoundedQueue<LineItem>(capacity: 4)
        let reading = SourceThread(source, lines: lines, notify: notify)
        var parser = HeaderParser(zone: zone, referenceTime: referenceTime)
        var matcher = Matcher(patterns, days: .utc)
        var headers: [Header] = []
        while case .element(let item) = lines.take() {
            guard case .lines(var batch, _) = item else { continue }
            parser.parse(unwrapping: &batch, into: &headers)
            matcher.match(batch, headers, &parser)
            body(matcher.takeBatch(), matcher)
        }
        matcher.releaseWaiting()
        body(matcher.takeBatch(), matcher)
        try reading.join()
    }
}
