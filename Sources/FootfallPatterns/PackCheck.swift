package import FootfallModel
internal import FootfallParsing
internal import FootfallYAML

/// Runs every example of every pack and says what does not hold.
package struct PackCheck: ~Copyable {
    package struct Report: Sendable {
        package var packs = 0
        package var patterns = 0
        package var examples = 0
        package var nearMisses = 0
        /// The mean time that a line of all the examples and near misses takes, header and event included.
        package var costPerLine: Duration = .zero
        package var diagnostics: [Diagnostic] = []
    }

    /// The present of the examples, 2026-11-23T00:00:00Z: a stamp without a year is of the latest year up to it.
    package static let reference = Instant(seconds: 1_795_392_000)

    let set: PatternSet
    var explainer: Explainer
    var report = Report()
    /// All lines of the packs, to be timed.
    var lines: [[UInt8]] = []

    /// What is wrong with the packs of a set; the mistakes that kept a pack from being loaded are not among it.
    ///
    /// - Parameter measured: names of the files whose expressions are tried on hostile texts; all where it is `nil`.
    package static func run(_ set: PatternSet, costsOf measured: Set<String>? = nil) -> Report {
        var check = PackCheck(set: set, explainer: Explainer(set, reference: reference))
        check.report.packs = set.packs.count
        check.report.patterns = set.patternCount
        check.macros()
        // What does not compile was reported when it was loaded.
        let compiled = Set(set.patterns.map(\.name))
        for pack in set.packs {
            for pattern in pack.patterns {
                let name = pack.name + "/" + pattern.id
                guard compiled.contains(name) else { continue }
                let hasNoEvent = pattern.meaning.type == nil
                check.examples(name, pack.file, pattern.examples, pattern.place, givesEvent: !hasNoEvent)
                check.nearMisses(name, pack.file, pattern.nearMisses)
            }
            for rule in pack.records {
                let name = pack.name + "/" + rule.id
                check.examples(name, pack.file, rule.examples, rule.place, givesEvent: true)
                check.nearMisses(name, pack.file, rule.nearMisses)
            }
        }
        check.costs(of: measured)
        check.report.costPerLine = check.timed()
        return check.report
    }

    mutating func add(
        _ reason: String,
        _ file: SourceFile,
        _ place: Place,
        hint: String? = nil,
        severity: Diagnostic.Severity = .error
    ) {
        report.diagnostics.append(file.diagnostic(reason, at: place, hint: hint, severity: severity))
    }

    /// How long a line takes on the average of some thousand.
    private func timed() -> Duration {
        guard !lines.isEmpty else { return .zero }
        var bytes: [UInt8] = []
        var places: [Line] = []
        for line in lines {
            places.append(Line(range: ByteRange(from: bytes.count, to: bytes.count + line.count)))
            bytes += line + [0x0a]
        }
        let batch = LineBatch(
            stream: StreamID(source: "example"),
            bytes: bytes,
            lines: places,
            arrival: PackCheck.reference,
            byteCount: Int64(bytes.count)
        )
        var parser = HeaderParser(zone: .utc, referenceTime: PackCheck.reference)
        var matcher = Matcher(set, days: .utc)
        var headers: [Header] = []
        func pass() {
            parser.parse(batch, into: &headers)
            matcher.match(batch, headers, &parser)
            _ = matcher.takeBatch()
        }
        // Once to learn the names, then measured.
        pass()
        let passes = max(1, 4000 / lines.count)
        let clock = ContinuousClock()
        let time = clock.measure { for _ in 0..<passes { pass() } }
        return time / (passes * lines.count)
    }
}
