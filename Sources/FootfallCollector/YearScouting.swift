internal import FootfallModel
internal import FootfallParsing
internal import FootfallSources

/// Lets a file source ask the parser's rules in which year a file begins.
struct YearScouting: YearScout {
    private let zone: ZoneOffsets
    private var inference = YearInference()

    init(zone: ZoneOffsets) {
        self.zone = zone
    }

    mutating func observe(_ bytes: Span<UInt8>, _ lines: [Line]) -> Bool {
        inference.observe(bytes, lines)
    }

    var isDisordered: Bool { inference.isDisordered }

    func startingYear(modified: Instant) -> Int32? {
        inference.startingYear(modified: modified, zone: zone)
    }
}
