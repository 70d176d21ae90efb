import FootfallModel

extension Timestamp {
    /// `Nov 22 10:00:01`, as RFC 3164 has it and as devices vary it.
    ///
    /// The day has one or two digits, padded or not; a year may follow the day or the time; a fraction and a zone may
    /// follow the time.
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
        var offset: Int32?
        // Most stamps are followed by a blank and a host in small letters; that is told by two bytes.
        if to &- end >= 3, bytes[end] != .blank || bytes[end &+ 1] < UInt8(ascii: "a") {
            if let zone = rareZone(bytes, from: end, to: to) {
                offset = zone.offset
                end = zone.end
            }
            if year == nil, to &- end >= 5, bytes[end] == .blank, let named = self.year(bytes, from: end &+ 1, to: to) {
                year = named
                end &+= 5
            }
        }
        // Without a year, 29 February is read as a day that there is.
        guard date.day <= 28 || date.day <= CivilDate.days(inMonth: month, of: year ?? 2000) else { return nil }
        let stamp = Timestamp(
            year: year,
            month: month,
            day: date.day,
            secondOfDay: clock.secondOfDay,
            microsecond: clock.microsecond,
            offset: offset
        )
        return (stamp, end)
    }

    /// The zone that few devices put behind the time of day: ` CET`, ` UTC`, `+01:00`, ` +0100`, `Z`.
    @inline(never)
    private static func rareZone(_ bytes: Span<UInt8>, from: Int, to: Int) -> ZoneWord.Scanned? {
        let isApart = bytes[from] == .blank
        let start = isApart ? from &+ 1 : from
        switch bytes[start] {
        case UInt8(ascii: "Z") where !isApart: return (0, start &+ 1)
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            guard let zone = numericZone(bytes, from: start, to: to), !isApart || zone.end &- start >= 5 else {
                return nil
            }
            return (zone.offset, zone.end)
        case UInt8(ascii: "A")...UInt8(ascii: "Z") where isApart: return ZoneWord.scan(bytes, from: start, to: to)
        default: return nil
        }
    }

    /// `Sun Nov 22 10:00:01 2026`, as `asctime` and `date` write it, Apache's errors also with a fraction.
    package static func asctime(_ bytes: Span<UInt8>, from: Int, to: Int) -> Scanned? {
        guard to &- from >= 18, bytes[from &+ 3] == .blank, isWeekday(bytes, at: from) else { return nil }
        return rfc3164(bytes, from: from &+ 4, to: to)
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

    static func isWeekday(_ bytes: Span<UInt8>, at index: Int) -> Bool {
        let key = UInt32(bytes[index]) << 16 | UInt32(bytes[index &+ 1]) << 8 | UInt32(bytes[index &+ 2])
        switch key | 0x20_2020 {
        case 0x6d_6f6e, 0x74_7565, 0x77_6564, 0x74_6875, 0x66_7269, 0x73_6174, 0x73_756e: return true
        default: return false
        }
    }
}
