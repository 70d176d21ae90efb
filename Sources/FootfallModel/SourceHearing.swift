/// When a batch's lines of one source were read, and what their stamps say: what the store keeps as the source's state.
package struct SourceHearing: Sendable, Hashable {
    /// The source's name.
    package var source: String
    /// The clock when the first and the last of its lines were read.
    package var firstArrival: Instant
    package var lastArrival: Instant
    /// The latest time that one of its records bears.
    package var lastTime: Instant
    /// Read as they were written, so that the time between them says how often the source speaks.
    package var isLive: Bool
    /// How far its stamps are from the clock; `nil` where that is not known.
    package var stampDifference: StampDifference?

    package init(source: String, arrival: Instant, isLive: Bool) {
        self.source = source
        self.firstArrival = arrival
        self.lastArrival = arrival
        self.lastTime = Instant(microseconds: .min)
        self.isLive = isLive
    }
}

/// A difference between a host's stamps and the clock that stays the same, as a wrong time zone makes it.
package struct StampDifference: Sendable, Hashable {
    /// How far the stamps are ahead of the clock; a multiple of 900, and 0 where they agree with it.
    package var seconds: Int32
    /// Who writes the stamps, as the lines name it; empty where they name nobody.
    package var host: String
    /// The offset from UTC, in seconds, with which stamps that name no zone would agree with the clock.
    package var fittingOffset: Int32

    package init(seconds: Int32, host: String, fittingOffset: Int32) {
        self.seconds = seconds
        self.host = host
        self.fittingOffset = fittingOffset
    }
}
