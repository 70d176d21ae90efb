/// A point in time: microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// Years 0001 to 9999 are shown and read; arithmetic does not check further than `Int64` does.
public struct Instant: Hashable, Comparable, Sendable {
    /// Since the epoch; negative before it.
    public var microseconds: Int64

    /// An instant by its microseconds.
    @inlinable
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// An instant on a whole second.
    @inlinable
    public init(seconds: Int64) {
        self.microseconds = seconds &* 1_000_000
    }

    /// Whole seconds since the epoch, rounded towards the past.
    @inlinable
    public var seconds: Int64 {
        microseconds >= 0 ? microseconds / 1_000_000 : -((999_999 - microseconds) / 1_000_000)
    }

    /// The rest beyond `seconds`, 0 to 999,999 microseconds.
    @inlinable
    public var fraction: Int64 { microseconds &- seconds &* 1_000_000 }

    /// Earlier.
    @inlinable
    public static func < (a: Instant, b: Instant) -> Bool { a.microseconds < b.microseconds }

    /// The instant `seconds` later (or earlier, when negative).
    @inlinable
    public func advanced(bySeconds seconds: Int64) -> Instant {
        Instant(microseconds: microseconds &+ seconds &* 1_000_000)
    }
}
