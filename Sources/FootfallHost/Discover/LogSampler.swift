package import FootfallModel
internal import FootfallParsing
internal import FootfallPatterns
internal import FootfallSources

/// What some records of a log tell about all of it.
package struct LogSample: Sendable {
    /// How the lines are laid out, in words such as `syslog` and `JSON`.
    package var format = ""
    /// How many records were looked at.
    package var records: Int64 = 0
    /// Of these: what a pattern knows, whether or not it is kept as an event of its own.
    package var recognised: Int64 = 0
    /// Events, what tells an event again left out.
    package var events: Int64 = 0
    /// The packs that recognised something, the commonest first.
    package var packs: [String] = []
    /// Lines that say which program wrote them.
    package var hasApps = false
    /// The first and the last time there is.
    package var first: Instant?
    package var last: Instant?
    /// Bytes of content that were read for it.
    package var bytes: Int64 = 0

    package init() {}

    /// A log that is worth reading: patterns know some of its lines, or it is a system log, which any program writes to.
    package var isOfUse: Bool { recognised > 0 || hasApps }
}

/// Looks at samples with all patterns.
struct LogSampler {
    /// How much of a log's beginning and of its end is looked at.
    static let beginning = 32 << 10
    static let end = 256 << 10

    private let patterns: PatternSet
    private let zone: ZoneOffsets

    init(_ patterns: PatternSet, zone: ZoneOffsets) {
        self.patterns = patterns
        self.zone = zone
    }

    /// A sample of batches: those that only tell when the log begins, and those that stand for all of it.
    func sample(history: [LineBatch], _ batches: [LineBatch]) -> LogSample {
        var sample = LogSample()
        func note(_ batch: LineBatch, _ times: (first: Instant?, last: Instant?)) {
            sample.bytes += batch.byteCount
            sample.first = [sample.first, times.first].compactMap(\.self).min()
            sample.last = [sample.last, times.last].compactMap(\.self).max()
        }
        for batch in history {
            var counter = RecordCounter(patterns, zone)
            note(batch, counter.add(batch))
        }
        var counter = RecordCounter(patterns, zone)
        for batch in batches { note(batch, counter.add(batch)) }
        let tally = counter.finish()
        sample.records = tally.records
        sample.recognised = tally.recognised
        sample.events = tally.events
        sample.packs = tally.packs.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
        sample.format = tally.format
        sample.hasApps = tally.withApp * 2 > tally.records
        return sample
    }
}

/// What is counted of a sample's records.
private struct LogTally {
    var records: Int64 = 0
    var recognised: Int64 = 0
    var events: Int64 = 0
    var withApp: Int64 = 0
    var packs: [String: Int] = [:]
    var forms: [String: Int] = [:]

    /// The layout of most lines.
    var format: String { forms.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "" }

    mutating func add(_ header: Header) {
        let form =
            switch header.form {
            case .rfc5424, .rfc3164, .iso8601: "syslog"
            case .json: "JSON"
            case .bare: header.hasStamp ? "dated lines" : "lines"
            }
        forms[form, default: 0] += 1
        if header.form != .json, !header.app.isEmpty { withApp += 1 }
    }
}

/// Parser and matcher over one log's samples.
private struct RecordCounter: ~Copyable {
    private var parser: HeaderParser
    private var matcher: Matcher
    private var headers: [Header] = []
    private var tally = LogTally()

    init(_ patterns: PatternSet, _ zone: ZoneOffsets) {
        parser = HeaderParser(zone: zone)
        matcher = Matcher(patterns, days: .utc)
    }

    /// Takes in a batch; the first and the last time in it.
    mutating func add(_ batch: LineBatch) -> (first: Instant?, last: Instant?) {
        let rows = match(batch)
        for header in headers { tally.add(header) }
        count(rows)
        return times(rows)
    }

    /// All there is, with what waited for records that do not come.
    mutating func finish() -> LogTally {
        matcher.releaseWaiting()
        count(matcher.takeBatch())
        return tally
    }

    private mutating func match(_ batch: LineBatch) -> EventBatch {
        var batch = batch
        parser.parse(unwrapping: &batch, into: &headers)
        matcher.match(batch, headers, &parser)
        return matcher.takeBatch()
    }

    private mutating func count(_ batch: EventBatch) {
        for account in batch.accounts {
            tally.records += account[.records] - account[.skippedEmpty]
            tally.recognised +=
                account[.matched] + account[.evidence] + account[.remembered] + account[.waiting]
                + account[.switchedOff]
        }
        for row in batch.rows {
            let event = matcher.event(row, in: batch)
            if row.evidenceOf == 0 { tally.events += Int64(row.count) }
            tally.packs[String(event.pattern.prefix { $0 != "/" }), default: 0] += 1
        }
    }

    private func times(_ batch: EventBatch) -> (first: Instant?, last: Instant?) {
        // A JSON line's stamp is among its fields, which only a rule that takes it knows.
        let stamps = headers.filter { $0.hasStamp && $0.form != .json }.map(\.time) + batch.rows.map(\.time)
        return (stamps.min(), stamps.max())
    }
}
