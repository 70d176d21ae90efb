import FootfallModel

extension Timestamp {
    /// Seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their magnitude.
    ///
    /// A fraction may follow the digits. Seconds are taken up to the year 5138; the stamp ends where the digits end.
    package static func epoch(_ bytes: Span<UInt8>, from: Int, to: Int) -> Scanned? {
        var value: Int64 = 0
        var index = from
        while index < to, bytes.isDigit(at: index), index &- from < 19 {
            // Nineteen digits go beyond Int64; the wrapped value is refused below.
            value = value &* 10 &+ Int64(bytes[index] &- 48)
            index &+= 1
        }
        guard index > from, value >= 0, index == to || !bytes.isDigit(at: index) else { return nil }
        let unitsPerSecond: Int64
        switch value {
        case ..<100_000_000_000: unitsPerSecond = 1
        case ..<100_000_000_000_000: unitsPerSecond = 1000
        case ..<100_000_000_000_000_000: unitsPerSecond = 1_000_000
        default: unitsPerSecond = 1_000_000_000
        }
        let seconds = value / unitsPerSecond
        let rest = value % unitsPerSecond
        var microsecond = unitsPerSecond > 1_000_000 ? rest / 1000 : rest &* (1_000_000 / unitsPerSecond)
        if index < to, bytes[index] == UInt8(ascii: ".") || bytes[index] == UInt8(ascii: ",") {
            let fraction = fraction(bytes, from: index, to: to)
            if unitsPerSecond <= 1_000_000 { microsecond &+= Int64(fraction.microsecond) / unitsPerSecond }
            index = fraction.end
        }
        return (Timestamp(utc: seconds, microsecond: Int32(truncatingIfNeeded: microsecond)), index)
    }

    /// `1700000000.123:456`, the time and serial number of an audit record.
    package static func audit(_ bytes: Span<UInt8>, from: Int, to: Int) -> Scanned? {
        guard let scanned = epoch(bytes, from: from, to: to) else { return nil }
        var index = scanned.end
        guard index < to, bytes[index] == .colon else { return nil }
        index &+= 1
        guard index < to, bytes.isDigit(at: index) else { return nil }
        while index < to, bytes.isDigit(at: index) { index &+= 1 }
        return (scanned.stamp, index)
    }

    /// `@4000000065a1b2c30a1b2c3d`, as daemontools' multilog writes it (also without nanoseconds).
    ///
    /// multilog counts from 1970-01-01 00:00:10 TAI and knows no leap seconds; neither does this.
    package static func tai64n(_ bytes: Span<UInt8>, from: Int, to: Int) -> Scanned? {
        guard to &- from >= 17, bytes[from] == UInt8(ascii: "@"),
            let label = hexadecimal(bytes, from: from &+ 1, to: from &+ 17)
        else { return nil }
        let seconds = Int64(bitPattern: label &- (1 << 62)) &- 10
        guard seconds >= 0, seconds < 253_402_300_800 else { return nil }
        var end = from &+ 17
        var microsecond: Int32 = 0
        if to &- end >= 8, let nanoseconds = hexadecimal(bytes, from: end, to: end &+ 8), nanoseconds < 1_000_000_000 {
            microsecond = Int32(truncatingIfNeeded: nanoseconds / 1000)
            end &+= 8
        }
        return (Timestamp(utc: seconds, microsecond: microsecond), end)
    }

    /// The stamp of a UTC second of the years 1970 to 9999.
    private init(utc seconds: Int64, microsecond: Int32) {
        let date = CivilDate(dayNumber: seconds / 86_400)
        self.init(
            year: date.year,
            month: date.month,
            day: date.day,
            secondOfDay: Int32(truncatingIfNeeded: seconds % 86_400),
            microsecond: microsecond,
            offset: 0
        )
    }

    private static func hexadecimal(_ bytes: Span<UInt8>, from: Int, to: Int) -> UInt64? {
        var value: UInt64 = 0
        for index in from..<to {
            let byte = bytes[index]
            let letter = (byte | 0x20) &- UInt8(ascii: "a")
            guard byte.isDigit || letter < 6 else { return nil }
            value = value << 4 | UInt64(byte.isDigit ? byte &- 48 : letter &+ 10)
        }
        return value
    }
}
