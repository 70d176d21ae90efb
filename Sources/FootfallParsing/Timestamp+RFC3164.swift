import FootfallModel

extension Timestamp {
    /// `Nov 22 10:00:01`, as RFC 3164 has it and as devices vary it.
    ///
    /// The day has one or two digits, padded or not; a year may follow the day or the time; a fraction may follow the
    /// time.
    package static func rfc3164(_ bytes: Span<UInt8>, from: Int, to: Int) -> Scanned? {
        guard to &- from >= 14, bytes[from &+ 3] == .blank else { return nil }
        let month = month(bytes, at: from)
        guard month > 0, let date = dayOfMonth(bytes, from: from &+ 4, to: to) else { return nil }
        var year: Int32?
        var index = date.end
        if to &- index >= 13, bytes[index &+ 2] != .colon, let named = self.year(bytes, from: index, to: to) {
            year = named
            index &+= 5
        }
        guard let clock = clock(bytes, from: index, to: to) else { return nil }
        var end = clock.end
        if year == nil, to &- end >= 5, bytes[end] == .blank, let named = self.year(bytes, from: end &+ 1, to: to) {
            year = named
            end &+= 5
        }
        // Without a year, 29 February is read as a day that there is.
        guard date.day <= 28 || date.day <= CivilDate.days(inMonth: month, of: year ?? 2000) else { return nil }
        let stamp = Timestamp(
            year: year,
            month: month,
            day: date.day,
            secondOfDay: clock.secondOfDay,
            microsecond: clock.microsecond
        )
        return (stamp, end)
    }

    /// `Sun Nov 22 10:00:01 2026`, as `asctime` and `date` write it, Apache's errors also with a fraction.
    package static func asctime(_ bytes: Span<UInt8>, from: Int, to: Int) -> Scanned? {
        guard to &- from >= 18, bytes[from &+ 3] == .blank, isWeekday(bytes, at: from) else { return nil }
        return rfc3164(bytes, from: from &+ 4, to: to)
    }

    /// `22/Nov/2026:10:00:01 +0100`, as Apache and nginx write their access logs (others with a blank in the middle).
    package static func apache(_ bytes: Span<UInt8>, from: Int, to: Int) -> Scanned? {
        guard to &- from >= 20, bytes[from &+ 2] == UInt8(ascii: "/"), bytes[from &+ 6] == UInt8(ascii: "/"),
            bytes[from &+ 11] == .colon || bytes[from &+ 11] == .blank
        else { return nil }
        let day = bytes.twoDigits(at: from)
        let month = month(bytes, at: from &+ 3)
        let year = bytes.fourDigits(at: from &+ 7)
        guard year >= 1, month > 0, CivilDate(year: year, month: month, day: day).exists,
            let clock = clock(bytes, from: from &+ 12, to: to)
        else { return nil }
        var stamp = Timestamp(
            year: year,
            month: month,
            day: day,
            secondOfDay: clock.secondOfDay,
            microsecond: clock.microsecond
        )
        let sign = clock.end &+ 1
        guard sign < to, bytes[clock.end] == .blank,
            bytes[sign] == UInt8(ascii: "+") || bytes[sign] == UInt8(ascii: "-"),
            let zone = numericZone(bytes, from: sign, to: to)
        else { return (stamp, clock.end) }
        stamp.offset = zone.offset
        return (stamp, zone.end)
    }

    /// One or two digits, perhaps after a second blank, with the blank that follows them.
    @inline(__always)
    private static func dayOfMonth(_ bytes: Span<UInt8>, from: Int, to: Int) -> (day: Int32, end: Int)? {
        let start = bytes[from] == .blank ? from &+ 1 : from
        guard bytes.isDigit(at: start) else { return nil }
        var day = Int32(bytes[start] &- 48)
        var end = start &+ 1
        if bytes.isDigit(at: end) {
            day = day &* 10 &+ Int32(bytes[end] &- 48)
            end &+= 1
        }
        guard day > 0, end < to, bytes[end] == .blank else { return nil }
        return (day, end &+ 1)
    }

    /// Four digits of a year that a log may be of, closed by a blank, a bracket, the colon of Cisco's or the end.
    @inline(__always)
    private static func year(_ bytes: Span<UInt8>, from: Int, to: Int) -> Int32? {
        guard to &- from >= 4 else { return nil }
        let year = bytes.fourDigits(at: from)
        guard year >= 1970, year < 2200 else { return nil }
        guard from &+ 4 < to else { return year }
        switch bytes[from &+ 4] {
        case .blank, .closeBracket: return year
        // Not the first group of 2001:db8::7.
        case .colon: return from &+ 5 == to || bytes[from &+ 5] == .blank ? year : nil
        default: return nil
        }
    }

    private static func isWeekday(_ bytes: Span<UInt8>, at index: Int) -> Bool {
        let key = UInt32(bytes[index]) << 16 | UInt32(bytes[index &+ 1]) << 8 | UInt32(bytes[index &+ 2])
        switch key | 0x20_2020 {
        case 0x6d_6f6e, 0x74_7565, 0x77_6564, 0x74_6875, 0x66_7269, 0x73_6174, 0x73_756e: return true
        default: return false
        }
    }
}
