import FootfallModel

// Stamps as applications write them; for syslog's and ISO's there are faster ways.
extension Timestamp {
    /// The stamp of an application that begins at `from`: named months in any order, days in figures, compact forms,
    /// `@4000…` of multilog, seconds and milliseconds since 1970.
    @inline(never)
    static func application(_ bytes: Span<UInt8>, from: Int, to: Int) -> Scanned? {
        guard from < to else { return nil }
        let first = bytes[from]
        if first == UInt8(ascii: "@") { return tai64n(bytes, from: from, to: to) }
        if first.isLetter { return monthFirst(bytes, from: from, to: to) ?? weekdayFirst(bytes, from: from, to: to) }
        guard first.isDigit else { return nil }
        var end = from &+ 1
        while end < to, bytes.isDigit(at: end), end &- from < 20 { end &+= 1 }
        guard end < to else { return nil }
        switch end &- from {
        case 1, 2: return dayFirst(bytes, from: from, at: end, to: to)
        case 4: return iso8601(bytes, from: from, to: to) ?? yearFirst(bytes, from: from, to: to)
        case 6, 8, 14: return compact(bytes, from: from, at: end, to: to)
        case 10, 13, 16, 19: return epochWord(bytes, from: from, to: to)
        default: return nil
        }
    }

    /// `22/Nov/2026:10:00:01 +0100`, `22-Nov-2026 10:00:01`, `2 Nov 2026 10:00:01,123`, `22Nov2026 10:00:01`; or
    /// figures alone.
    private static func dayFirst(_ bytes: Span<UInt8>, from: Int, at end: Int, to: Int) -> Scanned? {
        let separator = bytes[end]
        let start = separator.isLetter ? end : end &+ 1
        guard to &- start >= 14 else { return nil }
        let month = month(bytes, at: start)
        guard month > 0 else { return figures(bytes, from: from, at: end, to: to) }
        var index = start &+ 3
        if !separator.isLetter {
            guard bytes[index] == separator, isSeparator(separator) || separator == .blank else { return nil }
            index &+= 1
        }
        let date = CivilDate(
            year: bytes.fourDigits(at: index),
            month: month,
            day: bytes.number(from: from, to: end)
        )
        return complete(date, bytes, from: index &+ 4, to: to)
    }

    /// `22.11.2026 10:00:01`, `22-11-2026 10:00:01`, `11/22/2026 10:00:01 PM`.
    ///
    /// With points and dashes the day stands first, with slashes the month, unless that is impossible. A year of two
    /// figures is read only where no other order is possible.
    private static func figures(_ bytes: Span<UInt8>, from: Int, at end: Int, to: Int) -> Scanned? {
        let separator = bytes[end]
        guard isSeparator(separator), let (second, index) = shortNumber(bytes, from: end &+ 1, to: to),
            to &- index >= 11, bytes[index] == separator
        else { return nil }
        let first = bytes.number(from: from, to: end)
        let isMonthFirst = separator == UInt8(ascii: "/") ? first <= 12 : second > 12
        let (month, day) = isMonthFirst ? (first, second) : (second, first)
        let year = bytes.fourDigits(at: index &+ 1)
        if year >= 0 {
            return complete(CivilDate(year: year, month: month, day: day), bytes, from: index &+ 5, to: to)
        }
        let short = bytes.twoDigits(at: index &+ 1)
        guard short >= 0, separator == UInt8(ascii: "/"), second > 12 else { return nil }
        return complete(CivilDate(year: 2000 &+ short, month: month, day: day), bytes, from: index &+ 3, to: to)
    }

    /// `2026 Nov 22 10:00:01`, `2026-Nov-22 10:00:01`, `2026-11-22_10:00:01`, `2026:11:22-10:00:01`.
    private static func yearFirst(_ bytes: Span<UInt8>, from: Int, to: Int) -> Scanned? {
        guard to &- from >= 17 else { return nil }
        let separator = bytes[from &+ 4]
        guard isSeparator(separator) || separator == .blank || separator == .colon else { return nil }
        var month = month(bytes, at: from &+ 5)
        var index = from &+ 8
        if month == 0 {
            guard separator != .blank, let number = shortNumber(bytes, from: from &+ 5, to: to) else { return nil }
            (month, index) = number
        }
        guard index < to, bytes[index] == separator else { return nil }
        index &+= 1
        // NX-OS pads the day with a blank.
        if separator == .blank, index < to, bytes[index] == .blank { index &+= 1 }
        guard let (day, end) = shortNumber(bytes, from: index, to: to) else { return nil }
        return complete(
            CivilDate(year: bytes.fourDigits(at: from), month: month, day: day),
            bytes,
            from: end,
            to: to
        )
    }

    /// `Nov 22, 2026 10:00:01 AM`, `Nov-22-26 10:00:01`, `Nov-22-2026 10:00:01`, and RFC 3164's own.
    private static func monthFirst(_ bytes: Span<UInt8>, from: Int, to: Int) -> Scanned? {
        if let scanned = rfc3164(bytes, from: from, to: to) { return scanned }
        guard to &- from >= 18 else { return nil }
        let month = month(bytes, at: from)
        let separator = bytes[from &+ 3]
        guard month > 0, separator == .blank || separator == UInt8(ascii: "-"),
            let (day, end) = shortNumber(bytes, from: from &+ 4, to: to), to &- end >= 11
        else { return nil }
        if separator == .blank {
            guard bytes[end] == UInt8(ascii: ","), bytes[end &+ 1] == .blank else { return nil }
            let date = CivilDate(year: bytes.fourDigits(at: end &+ 2), month: month, day: day)
            return complete(date, bytes, from: end &+ 6, to: to)
        }
        guard bytes[end] == separator else { return nil }
        let year = bytes.fourDigits(at: end &+ 1)
        if year >= 0 {
            return complete(CivilDate(year: year, month: month, day: day), bytes, from: end &+ 5, to: to)
        }
        let short = bytes.twoDigits(at: end &+ 1)
        guard short >= 0 else { return nil }
        return complete(CivilDate(year: 2000 &+ short, month: month, day: day), bytes, from: end &+ 3, to: to)
    }

    /// `Sun Nov 22 10:00:01 2026`, `Sun, 22 Nov 2026 10:00:01 +0100`, `Sun 2026-11-22 10:00:01 UTC`.
    private static func weekdayFirst(_ bytes: Span<UInt8>, from: Int, to: Int) -> Scanned? {
        guard to &- from >= 18, isWeekday(bytes, at: from) else { return nil }
        let index = bytes[from &+ 3] == UInt8(ascii: ",") ? from &+ 4 : from &+ 3
        guard bytes[index] == .blank else { return nil }
        let start = index &+ 1
        if bytes[start].isLetter { return monthFirst(bytes, from: start, to: to) }
        guard bytes.isDigit(at: start) else { return nil }
        if let scanned = iso8601(bytes, from: start, to: to) { return scanned }
        var end = start &+ 1
        if bytes.isDigit(at: end) { end &+= 1 }
        return dayFirst(bytes, from: start, at: end, to: to)
    }

    /// `261122 10:00:01` of MySQL, `20261122-10:00:01`, `20261122 100001`, `20261122T100001Z`, `20261122100001`.
    private static func compact(_ bytes: Span<UInt8>, from: Int, at end: Int, to: Int) -> Scanned? {
        let isShort = end &- from == 6
        let year = isShort ? 2000 &+ bytes.twoDigits(at: from) : bytes.fourDigits(at: from)
        let index = isShort ? from &+ 2 : from &+ 4
        let date = CivilDate(year: year, month: bytes.twoDigits(at: index), day: bytes.twoDigits(at: index &+ 2))
        if isShort { return bytes[end] == .blank ? complete(date, bytes, from: end, to: to) : nil }
        if end &- from == 8, let scanned = complete(date, bytes, from: end, to: to) { return scanned }
        let start = end &- from == 14 ? from &+ 8 : end &+ 1
        guard year >= 1970, year < 2200, date.exists, to &- start >= 6,
            end &- from == 14 || isClockSeparator(bytes[end])
        else { return nil }
        let hour = bytes.twoDigits(at: start)
        let minute = bytes.twoDigits(at: start &+ 2)
        let second = bytes.twoDigits(at: start &+ 4)
        guard hour >= 0, hour < 24, minute >= 0, minute < 60, second >= 0, second <= 60 else { return nil }
        var after = start &+ 6
        if after < to, bytes[after].isDigit || bytes[after].isLetter && bytes[after] != UInt8(ascii: "Z") { return nil }
        var microsecond: Int32 = 0
        if after < to, bytes[after] == UInt8(ascii: ".") || bytes[after] == UInt8(ascii: ",") {
            (microsecond, after) = fraction(bytes, from: after, to: to)
        }
        let clock = (secondOfDay: hour &* 3600 &+ minute &* 60 &+ second, microsecond: microsecond, end: after)
        return stamp(date, clock, bytes, to: to)
    }

    /// Digits since 1970 that stand alone, from 2001 on: fewer are as likely a number of anything else.
    private static func epochWord(_ bytes: Span<UInt8>, from: Int, to: Int) -> Scanned? {
        guard let scanned = epoch(bytes, from: from, to: to), let year = scanned.stamp.year, year >= 2001, year < 2100,
            scanned.end < to
        else { return nil }
        switch bytes[scanned.end] {
        case .blank, .colon, .closeBracket, UInt8(ascii: "|"), UInt8(ascii: ";"), 9: return scanned
        default: return nil
        }
    }

    /// The time of day behind a date, and its zone.
    private static func complete(_ date: CivilDate, _ bytes: Span<UInt8>, from: Int, to: Int) -> Scanned? {
        guard date.year >= 1, date.year < 10_000, date.exists, from < to, isClockSeparator(bytes[from]) else {
            return nil
        }
        var index = from &+ 1
        if bytes[from] == UInt8(ascii: ","), index < to, bytes[index] == .blank { index &+= 1 }
        guard let clock = looseClock(bytes, from: index, to: to) else { return nil }
        return stamp(date, clock, bytes, to: to)
    }

    private static func stamp(
        _ date: CivilDate,
        _ clock: (secondOfDay: Int32, microsecond: Int32, end: Int),
        _ bytes: Span<UInt8>,
        to: Int
    ) -> Scanned {
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

    /// A time of day whose hour may have one digit, and may be one of twelve.
    private static func looseClock(
        _ bytes: Span<UInt8>,
        from: Int,
        to: Int
    ) -> (secondOfDay: Int32, microsecond: Int32, end: Int)? {
        var found = clock(bytes, from: from, to: to)
        if found == nil, to &- from >= 7, bytes.isDigit(at: from), bytes[from &+ 1] == .colon,
            bytes[from &+ 4] == .colon
        {
            let minute = bytes.twoDigits(at: from &+ 2)
            let second = bytes.twoDigits(at: from &+ 5)
            guard minute >= 0, minute < 60, second >= 0, second <= 60 else { return nil }
            found = (Int32(bytes[from] &- 48) &* 3600 &+ minute &* 60 &+ second, 0, from &+ 7)
            if from &+ 7 < to, bytes[from &+ 7] == UInt8(ascii: ".") || bytes[from &+ 7] == UInt8(ascii: ",") {
                let fraction = fraction(bytes, from: from &+ 7, to: to)
                found?.microsecond = fraction.microsecond
                found?.end = fraction.end
            }
        }
        guard var clock = found else { return nil }
        var index = clock.end
        if index < to, bytes[index] == .blank {
            index &+= 1
        } else if bytes.begins(with: "\u{202F}", at: index, to: to) {
            index &+= 3
        }
        guard to &- index >= 2, bytes[index &+ 1] | 0x20 == UInt8(ascii: "m"),
            index &+ 2 == to || !bytes[index &+ 2].isLetter
        else { return clock }
        let half = bytes[index] | 0x20
        let hour = clock.secondOfDay / 3600
        guard half == UInt8(ascii: "a") || half == UInt8(ascii: "p"), hour >= 1, hour <= 12 else { return clock }
        clock.secondOfDay &-= hour == 12 ? 43_200 : 0
        clock.secondOfDay &+= half == UInt8(ascii: "p") ? 43_200 : 0
        clock.end = index &+ 2
        return clock
    }

    /// One or two digits, and the index behind them.
    private static func shortNumber(_ bytes: Span<UInt8>, from: Int, to: Int) -> (value: Int32, end: Int)? {
        guard from < to, bytes.isDigit(at: from) else { return nil }
        let end = from &+ 1 < to && bytes.isDigit(at: from &+ 1) ? from &+ 2 : from &+ 1
        return (bytes.number(from: from, to: end), end)
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".")
    }

    private static func isClockSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case .blank, .colon, UInt8(ascii: "T"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ","): true
        default: false
        }
    }
}
