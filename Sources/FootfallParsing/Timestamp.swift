/// A stamp as it was written: a day and a time of day, perhaps with a year, perhaps with a zone.
///
/// Only `HeaderParser` makes an `Instant` of it, because what was left out is known from the stream alone.
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

    @inline(__always)
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
        guard from < to else { return nil }
        let first = bytes[from]
        if !first.isDigit { return application(bytes, from: from, to: to) }
        return iso8601(bytes, from: from, to: to)
            ?? audit(bytes, from: from, to: to)
            ?? application(bytes, from: from, to: to)
            ?? epoch(bytes, from: from, to: to)
    }

    /// `10:00:01` and what may follow it: a fraction of 1 to 9 digits after a point or a comma.
    @inline(__always)
    static func clock(
        _ bytes: Span<UInt8>,
        from: Int,
        to: Int
    ) -> (secondOfDay: Int32, microsecond: Int32, end: Int)? {
        guard to &- from >= 8, bytes[from &+ 2] == .colon, bytes[from &+ 5] == .colon else { return nil }
        // MySQL pads the hour with a blank.
        let isPadded = bytes[from] == .blank && bytes.isDigit(at: from &+ 1)
        let hour = isPadded ? Int32(bytes[from &+ 1] &- 48) : bytes.twoDigits(at: from)
        let minute = bytes.twoDigits(at: from &+ 3)
        let second = bytes.twoDigits(at: from &+ 6)
        guard hour >= 0, hour < 24, minute >= 0, minute < 60, second >= 0, second <= 60 else { return nil }
        var end = from &+ 8
        var microsecond: Int32 = 0
        if end < to, bytes[end] == UInt8(ascii: ".") || bytes[end] == UInt8(ascii: ",") {
            (microsecond, end) = fraction(bytes, from: end, to: to)
        }
        return (hour &* 3600 &+ minute &* 60 &+ second, microsecond, end)
    }

    /// The digits after the point at `from` as microseconds; the point itself is left where no digit follows.
    @inline(__always)
    static func fraction(_ bytes: Span<UInt8>, from: Int, to: Int) -> (microsecond: Int32, end: Int) {
        var value: Int32 = 0
        var index = from &+ 1
        let limit = min(to, from &+ 10)
        while index < limit, bytes.isDigit(at: index) {
            if index &- from <= 6 { value = value &* 10 &+ Int32(bytes[index] &- 48) }
            index &+= 1
        }
        let digits = index &- from &- 1
        guard digits > 0 else { return (0, from) }
        var missing = 6 &- digits
        while missing > 0 {
            value &*= 10
            missing &-= 1
        }
        return (value, index)
    }

    /// The number, 1 to 12, of a month's English abbreviation in any case; 0 where none stands there.
    @inline(__always)
    static func month(_ bytes: Span<UInt8>, at index: Int) -> Int32 {
        let key = UInt32(bytes[index]) << 16 | UInt32(bytes[index &+ 1]) << 8 | UInt32(bytes[index &+ 2])
        switch key | 0x20_2020 {
        case 0x6a_616e: return 1
        case 0x66_6562: return 2
        case 0x6d_6172: return 3
        case 0x61_7072: return 4
        case 0x6d_6179: return 5
        case 0x6a_756e: return 6
        case 0x6a_756c: return 7
        case 0x61_7567: return 8
        case 0x73_6570: return 9
        case 0x6f_6374: return 10
        case 0x6e_6f76: return 11
        case 0x64_6563: return 12
        default: return 0
        }
    }
}
