package import FootfallModel

/// What was dropped from a store, or would be.
package struct PruneSummary: Sendable, Hashable, Codable {
    package var segments = 0
    /// Without evidence.
    package var events: Int64 = 0
    package var evidence: Int64 = 0
    /// Shapes of what nothing recognised, with their examples.
    package var shapes: Int64 = 0
    /// Microseconds; the bounds of the segments' times.
    private var first: Int64?
    private var last: Int64?
    /// Bytes of the file, before and after; of what is in use after, where nothing was dropped but only asked.
    package var bytesBefore: Int64 = 0
    package var bytesAfter: Int64 = 0
    /// Bytes by which the file was cut; it may have grown meanwhile by what came in.
    package var bytesGivenBack: Int64 = 0
    /// How long the writer was kept from writing at the most, in seconds.
    package var longestPause = 0.0
    /// The limit on the size is not reached, though everything went that may.
    package var isStillTooLarge = false
    /// Ended before all was done, as somebody wanted it.
    package var isCutShort = false

    package init() {}

    /// The times of the earliest and of the latest event that was dropped.
    package var times: ClosedRange<Instant>? {
        guard let first, let last else { return nil }
        return Instant(microseconds: first)...Instant(microseconds: last)
    }

    package var isEmpty: Bool { segments == 0 && shapes == 0 }

    mutating func add(_ segment: Segment, evidence count: Int64) {
        segments += 1
        events += segment.count - count
        evidence += count
        first = min(first ?? segment.minTime, segment.minTime)
        last = max(last ?? segment.maxTime, segment.maxTime)
    }
}
