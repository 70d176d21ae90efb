import FootfallModel

/// A zone's clock readings as UTC, fast for readings that stand close together.
///
/// It remembers the stretch of clock readings around the last one in which exactly one offset holds.
struct ZoneReader: Sendable {
    let zone: ZoneOffsets
    private var lower: Int64 = 0
    private var upper: Int64 = 0
    private var offset: Int64 = 0

    /// A stamp this much behind the one before it is disorder, not the end of daylight saving.
    private static let disorderSeconds: Int64 = 60

    init(zone: ZoneOffsets) {
        self.zone = zone
    }

    /// The UTC second of a clock reading that comes after `last` (in microseconds) in its stream.
    @inline(__always)
    mutating func utc(local seconds: Int64, after last: Int64) -> Int64 {
        seconds >= lower && seconds < upper ? seconds &- offset : lookUp(seconds, last)
    }

    @inline(never)
    private mutating func lookUp(_ seconds: Int64, _ last: Int64) -> Int64 {
        switch zone.read(local: seconds) {
        case .once(let utc):
            remember(zone.period(atUTC: utc))
            return utc
        case .skipped(let utc):
            return utc
        case .twice(let first, let second):
            let least = last / 1_000_000 - ZoneReader.disorderSeconds
            return first < least && second >= least ? second : first
        }
    }

    /// Keeps the readings that a period shows alone: neither a neighbour's nor in a gap.
    private mutating func remember(_ period: Int) {
        let own = zone.offsets[period]
        var lower = Int64.min
        var upper = Int64.max
        if period > 0 {
            lower = zone.starts[period] + Int64(max(own, zone.offsets[period - 1]))
            if period > 1, zone.starts[period] - zone.starts[period - 1] < 2 * 93_600 { return }
        }
        if period + 1 < zone.starts.count {
            upper = zone.starts[period + 1] + Int64(min(own, zone.offsets[period + 1]))
            if period + 2 < zone.starts.count, zone.starts[period + 2] - zone.starts[period + 1] < 2 * 93_600 { return }
        }
        (self.lower, self.upper, offset) = (lower, upper, Int64(own))
    }
}
