import FootfallModel

extension Timestamp {
    /// `2026-11-22T10:00:01.123456+01:00` and its kin (RFC 3339, ISO 8601's extended form).
    ///
    /// `T` or one blank between day and time, `-`, `/` or `.` within the day, point or comma before the fraction, and
    /// as zone `Z`, `+01:00`, `+0100`, `+01`, ` +01:00`, a word such as ` UTC` or nothing. The word of a zone stays outside
    /// the stamp.
    package static func iso8601(_ bytes: Span<UInt8>, from: Int, to: Int) -> Scanned? {
        guard to &- from >= 19, bytes[from &+ 4] == bytes[from &+ 7],
            isDaySeparator(bytes[from &+ 4])
        else { return nil }
        let separator = bytes[from &+ 10]
        guard separator == UInt8(ascii: "T") || separator == .blank || separator == UInt8(ascii: "t") else {
            return nil
        }
        guard let date = date(bytes, at: from), let clock = clock(bytes, from: from &+ 11, to: to) else { return nil }
        let zone = zone(bytes, from: clock.end, to: to)
        let stamp = Timestamp(
            year: date.year,
            month: date.month,
            day: date.day,
            secondOfDay: clock.secondOfDay,
            microsecond: clock.microsecond,
            offset: zone.offset
        )
        return (stamp, zone.end)
    }

    /// `2026-11-22` with any separators, ten bytes that are there.
    @inline(__always)
    static func date(_ bytes: Span<UInt8>, at from: Int) -> CivilDate? {
        let date = CivilDate(
            year: bytes.fourDigits(at: from),
            month: bytes.twoDigits(at: from &+ 5),
            day: bytes.twoDigits(at: from &+ 8)
        )
        return date.year >= 1 && date.exists ? date : nil
    }

    @inline(__always)
    private static func isDaySeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".")
    }

    /// The zone just behind a time of day.
    @inline(__always)
    static func zone(_ bytes: Span<UInt8>, from: Int, to: Int) -> (offset: Int32?, end: Int) {
        guard from < to else { return (nil, from) }
        switch bytes[from] {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"):
            return (0, from &+ 1)
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            guard let (offset, end) = numericZone(bytes, from: from, to: to) else { return (nil, from) }
            return (offset, end)
        case .blank:
            if to &- from >= 6, bytes[from &+ 1] == UInt8(ascii: "+") || bytes[from &+ 1] == UInt8(ascii: "-"),
                let (offset, end) = numericZone(bytes, from: from &+ 1, to: to), end &- from >= 6
            {
                return (offset, end)
            }
            // PostgreSQL and Java write the zone as a word.
            guard to &- from >= 3, bytes[from &+ 1] &- UInt8(ascii: "A") < 26,
                let word = ZoneWord.scan(bytes, from: from &+ 1, to: to)
            else { return (nil, from) }
            return (word.offset, from)
        default:
            return (nil, from)
        }
    }

    /// `+01:00`, `+0100` or `+01`.
    @inline(__always)
    static func numericZone(_ bytes: Span<UInt8>, from: Int, to: Int) -> (offset: Int32, end: Int)? {
        guard to &- from >= 3 else { return nil }
        let hours = bytes.twoDigits(at: from &+ 1)
        guard hours >= 0, hours <= 23 else { return nil }
        var end = from &+ 3
        var minutes: Int32 = 0
        let next = end < to && bytes[end] == .colon ? end &+ 1 : end
        if to &- next >= 2 {
            let value = bytes.twoDigits(at: next)
            if value >= 0, value < 60 {
                minutes = value
                end = next &+ 2
            }
        }
        let seconds = hours &* 3600 &+ minutes &* 60
        return (bytes[from] == UInt8(ascii: "-") ? -seconds : seconds, end)
    }
}
