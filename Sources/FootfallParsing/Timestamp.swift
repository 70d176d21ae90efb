/// A stamp as it was written: a day and a time of day, perhaps with a year, perhaps with a zone.
///
/// Only a `StreamClock` makes an `Instant` of it, because what was left out is known from the stream alone.
package struct Timestamp: Hashable, Sendable {
    /// `nil` where the stamp names none, as RFC 3164's.
    package var year: Int32?
    /// 1 to 12.
    package var month: Int32
    /// 1 to 31; a day that the month has in some year.
    package var day: Int32
    /// 0 to 86,400: a leap second reads as the first of the next minute.
    package var secondOfDay: Int32
    /// 0 to 999,999.
    package var microsecond: Int32
    /// Seconds east of UTC; `nil` where the stamp names no zone.
    package var offset: Int32?

    package init(
        year: Int32?,
        month: Int32,
        day: Int32,
        secondOfDay: Int32,
        microsecond: Int32 = 0,
        offset: Int32? = nil
    ) {
        self.year = year
        self.month = month
        self.day = day
        self.secondOfDay = secondOfDay
        self.microsecond = microsecond
        self.offset = offset
    }

    /// A stamp, and the index just behind it.
    package typealias Scanned = (stamp: Timestamp, end: Int)

    /// The stamp that begins at `from`, in whichever of the known forms it is written; `nil` where none begins.
    package static func scan(_ bytes: Span<UInt8>, from: Int, to: Int) -> Scanned? {
        nil
    }
}
