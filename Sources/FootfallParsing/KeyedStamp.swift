import FootfallModel

/// Stamps that stand in front as values: `time="2026-11-22T10:00:01Z" level=info …`, `ts=…`, `date=… time=…`.
enum KeyedStamp {
    /// The stamp of the key at `from`; `nil` where another word stands there.
    static func scan(_ bytes: Span<UInt8>, from: Int, to: Int) -> Timestamp? {
        if bytes.begins(with: "date=", at: from, to: to) { return dateAndTime(bytes, from: from &+ 5, to: to) }
        for key in keys where bytes.begins(with: key, at: from, to: to) {
            let value = opened(bytes, from: from &+ key.utf8CodeUnitCount, to: to)
            return Timestamp.scan(bytes, from: value, to: to)?.stamp
        }
        return nil
    }

    private static let keys: [StaticString] = ["time=", "ts=", "t=", "timestamp=", "datetime=", "@timestamp="]
    /// How far a zone may stand behind the date.
    private static let reach = 512

    /// `date=2026-11-22 time=10:00:01 … tz="+0100"`, as FortiGate has it.
    private static func dateAndTime(_ bytes: Span<UInt8>, from: Int, to: Int) -> Timestamp? {
        let day = opened(bytes, from: from, to: to)
        guard to &- day >= 24, bytes[day &+ 4] == UInt8(ascii: "-"), bytes[day &+ 7] == UInt8(ascii: "-") else {
            return nil
        }
        var index = day &+ 10
        if bytes[index] == UInt8(ascii: "\"") { index &+= 1 }
        if bytes[index] == UInt8(ascii: ",") { index &+= 1 }
        index = bytes.skipBlanks(from: index, to: to)
        guard bytes.begins(with: "time=", at: index, to: to) else { return nil }
        index = opened(bytes, from: index &+ 5, to: to)
        guard let date = Timestamp.date(bytes, at: day), let clock = Timestamp.clock(bytes, from: index, to: to) else {
            return nil
        }
        return Timestamp(
            year: date.year,
            month: date.month,
            day: date.day,
            secondOfDay: clock.secondOfDay,
            microsecond: clock.microsecond,
            offset: zone(bytes, from: clock.end, to: min(to, clock.end &+ reach))
        )
    }

    private static func zone(_ bytes: Span<UInt8>, from: Int, to: Int) -> Int32? {
        var index = bytes.index(of: .blank, from: from, to: to)
        while index < to {
            if bytes.begins(with: " tz=", at: index, to: to) {
                let sign = opened(bytes, from: index &+ 4, to: to)
                guard sign < to, bytes[sign] == UInt8(ascii: "+") || bytes[sign] == UInt8(ascii: "-") else {
                    return nil
                }
                return Timestamp.numericZone(bytes, from: sign, to: to)?.offset
            }
            index = bytes.index(of: .blank, from: index &+ 1, to: to)
        }
        return nil
    }

    /// Behind the quotation mark, where one opens the value.
    private static func opened(_ bytes: Span<UInt8>, from: Int, to: Int) -> Int {
        from < to && bytes[from] == UInt8(ascii: "\"") ? from &+ 1 : from
    }
}
