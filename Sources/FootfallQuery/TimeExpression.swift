package import FootfallModel

/// What a time on the command line or in a query means: a moment, or a stretch such as a day.
///
/// Read are RFC 3339 (`2026-11-22T10:00:01Z`, with fraction and offset), a clock reading in the store's zone
/// (`2026-11-22 10:00`, `2026-11-22T10:00:01`), a day of that zone (`2026-11-22`, `today`, `yesterday`), `now`, and
/// how long ago (`-2h`, `7d`, `1h30m`; units `s m h d w`, a day being 24 hours there).
package struct TimeExpression: Sendable, Hashable {
    /// The first moment meant, which `since` takes.
    package let start: Instant
    /// The moment after the last one meant, which `until` takes; a moment is its own end.
    package let end: Instant
    /// Whether a whole day was named.
    package let isDay: Bool

    /// Reads the whole of `text`.
    ///
    /// - Parameter name: What the text is, for the message: an option's name, or "query".
    package static func parse(
        _ text: String,
        now: Instant,
        zone: ZoneOffsets,
        name: String = "time"
    ) throws(Diagnostic) -> TimeExpression {
        var reader = TimeReader(text: text, now: now, zone: zone)
        do throws(TimeReader.Mistake) {
            return try reader.read()
        } catch {
            throw Diagnostic(
                error.reason,
                file: name,
                line: 1,
                column: min(error.offset, text.count) + 1,
                hint: error.hint,
                excerpt: text
            )
        }
    }

    init(start: Instant, end: Instant, isDay: Bool = false) {
        self.start = start
        self.end = end
        self.isDay = isDay
    }

    /// The day with a number, in a zone: 23 or 25 hours long when it is.
    package init(day: Int64, zone: ZoneOffsets) {
        self.init(
            start: Instant(seconds: zone.startOfDay(day)),
            end: Instant(seconds: zone.startOfDay(day + 1)),
            isDay: true
        )
    }
}

/// Reads one time from its characters.
private struct TimeReader {
    struct Mistake: Error {
        var reason: String
        /// From 0, in characters.
        var offset: Int
        var hint = "write 2026-11-22, \"2026-11-22 10:00\", 2026-11-22T10:00:01Z, today, yesterday, now, or -2h, 7d"
    }

    private let characters: [Character]
    private var index = 0
    private let now: Instant
    private let zone: ZoneOffsets

    init(text: String, now: Instant, zone: ZoneOffsets) {
        self.characters = Array(text)
        self.now = now
        self.zone = zone
    }

    mutating func read() throws(Mistake) -> TimeExpression {
        switch String(characters).lowercased() {
        case "": throw Mistake(reason: "a time is missing", offset: 0)
        case "now": return TimeExpression(start: now, end: now)
        case "today": return TimeExpression(day: zone.day(atUTC: now.seconds), zone: zone)
        case "yesterday": return TimeExpression(day: zone.day(atUTC: now.seconds) - 1, zone: zone)
        default: break
        }
        let digits = characters.prefix { $0.isDigit }.count
        if digits == 4, characters.count > 4, characters[4] == "-" { return try date() }
        if digits > 0, digits < characters.count, "./".contains(characters[digits]) {
            throw Mistake(reason: "`\(String(characters))` is no time", offset: 0)
        }
        if digits > 0 || (characters[0] == "-" && characters.count > 1 && characters[1].isDigit) { return try ago() }
        let word = String(characters)
        throw Mistake(reason: "`\(word)` is no time", offset: 0, suggestion: suggestion(for: word))
    }

    private func suggestion(for word: String) -> String? {
        Suggestion.nearest(to: word, among: ["now", "today", "yesterday"])
    }

    // How long ago.

    private mutating func ago() throws(Mistake) -> TimeExpression {
        if characters[index] == "-" { index += 1 }
        var seconds: Int64 = 0
        repeat {
            let first = index
            while index < characters.count, characters[index].isDigit { index += 1 }
            let digits = String(characters[first..<index])
            guard !digits.isEmpty else { throw Mistake(reason: "a number is expected here", offset: index) }
            let unit = try unit(after: digits)
            guard let number = Int64(digits), number <= 3_200_000_000 / unit else {
                throw Mistake(reason: "that is more than a hundred years ago", offset: first)
            }
            seconds += number * unit
            guard seconds <= 3_200_000_000 else {
                throw Mistake(reason: "that is more than a hundred years ago", offset: first)
            }
        } while index < characters.count
        let moment = now.advanced(bySeconds: -seconds)
        return TimeExpression(start: moment, end: moment)
    }

    /// The seconds of the unit that stands next.
    private mutating func unit(after digits: String) throws(Mistake) -> Int64 {
        guard index < characters.count else {
            throw Mistake(
                reason: "a number alone is no time",
                offset: index,
                hint: "add a unit: -\(digits)s, m, h, d or w"
            )
        }
        let first = index
        while index < characters.count, characters[index].isLetter { index += 1 }
        switch String(characters[first..<index]) {
        case "s": return 1
        case "m": return 60
        case "h": return 3600
        case "d": return 86_400
        case "w": return 604_800
        case let word:
            let meant = ["s", "m", "h", "d", "w"].first { word.lowercased().hasPrefix($0) && !word.hasPrefix("mo") }
            throw Mistake(
                reason: word.isEmpty ? "a unit is expected here" : "`\(word)` is no unit of time",
                offset: first,
                hint: meant.map { "write -\(digits)\($0)" } ?? "units are s, m, h, d and w, as in -2h or 7d"
            )
        }
    }

    // Dates and clock readings.

    private mutating func date() throws(Mistake) -> TimeExpression {
        let year = try number(of: "the year", digits: 4, in: 1...9999)
        try separator("-", before: "the month")
        let month = try number(of: "the month", digits: 2, in: 1...12)
        try separator("-", before: "the day")
        let dayOffset = index
        let day = try number(of: "the day", digits: 2, in: 1...31)
        let date = CivilDate(year: Int32(year), month: Int32(month), day: Int32(day))
        guard date.exists else {
            let last = CivilDate.days(inMonth: date.month, of: date.year)
            throw Mistake(reason: "there is no \(date)", offset: dayOffset, hint: "that month has \(last) days")
        }
        if index == characters.count { return TimeExpression(day: date.dayNumber, zone: zone) }
        guard ["T", "t", " "].contains(characters[index]) else {
            throw Mistake(reason: "a clock reading or nothing is expected after the date", offset: index)
        }
        index += 1
        return try clock(on: date)
    }

    private mutating func clock(on date: CivilDate) throws(Mistake) -> TimeExpression {
        var seconds = date.dayNumber * 86_400
        seconds += 3600 * (try number(of: "the hour", digits: 2, in: 0...23))
        try separator(":", before: "the minutes")
        seconds += 60 * (try number(of: "the minutes", digits: 2, in: 0...59))
        var microseconds: Int64 = 0
        if index < characters.count, characters[index] == ":" {
            index += 1
            // 60 is a leap second, which the clocks behind `Instant` do not count: the first of the next minute.
            seconds += try number(of: "the seconds", digits: 2, in: 0...60)
            microseconds = try fraction()
        }
        if index == characters.count {
            switch zone.read(local: seconds) {
            case .once(let utc), .skipped(let utc): return moment(utc, utc, microseconds)
            case .twice(let first, let second): return moment(first, second, microseconds)
            }
        }
        let offset = try offset()
        guard index == characters.count else {
            throw Mistake(reason: "the time should end here", offset: index)
        }
        return moment(seconds - offset, seconds - offset, microseconds)
    }

    /// A clock reading that an hour put back repeats is meant both times: `since` takes the first, `until` the second.
    private func moment(_ first: Int64, _ second: Int64, _ microseconds: Int64) -> TimeExpression {
        TimeExpression(
            start: Instant(microseconds: first * 1_000_000 + microseconds),
            end: Instant(microseconds: second * 1_000_000 + microseconds)
        )
    }

    /// What follows a decimal point, in microseconds; further digits are dropped.
    private mutating func fraction() throws(Mistake) -> Int64 {
        guard index < characters.count, characters[index] == "." || characters[index] == "," else { return 0 }
        index += 1
        let first = index
        var value: Int64 = 0
        var weight: Int64 = 100_000
        while index < characters.count, let digit = characters[index].digit {
            value += digit * weight
            weight /= 10
            index += 1
        }
        guard index > first else { throw Mistake(reason: "a fraction of a second is expected here", offset: index) }
        return value
    }

    /// Seconds east of UTC: `Z`, `+01:00` or `-0130`.
    private mutating func offset() throws(Mistake) -> Int64 {
        let sign = characters[index]
        let first = index
        index += 1
        if sign == "Z" || sign == "z" { return 0 }
        guard sign == "+" || sign == "-" else {
            throw Mistake(reason: "`\(sign)` does not belong in a time", offset: first)
        }
        let hours = try number(of: "the offset's hours", digits: 2, in: 0...23)
        if index < characters.count, characters[index] == ":" { index += 1 }
        let minutes = try number(of: "the offset's minutes", digits: 2, in: 0...59)
        return (hours * 3600 + minutes * 60) * (sign == "-" ? -1 : 1)
    }

    private mutating func number(
        of what: String,
        digits: Int,
        in range: ClosedRange<Int64>
    ) throws(Mistake) -> Int64 {
        let first = index
        var value: Int64 = 0
        while index < characters.count, index < first + digits, let digit = characters[index].digit {
            value = value * 10 + digit
            index += 1
        }
        guard index == first + digits else {
            throw Mistake(reason: "\(what) should have \(digits) digits", offset: index)
        }
        guard range.contains(value) else {
            let limits = "\(range.lowerBound) to \(range.upperBound)"
            throw Mistake(reason: "\(what) cannot be \(value)", offset: first, hint: "it goes from \(limits)")
        }
        return value
    }

    private mutating func separator(_ character: Character, before what: String) throws(Mistake) {
        guard index < characters.count, characters[index] == character else {
            throw Mistake(reason: "`\(character)` and \(what) are expected here", offset: index)
        }
        index += 1
    }
}

extension TimeReader.Mistake {
    init(reason: String, offset: Int, suggestion: String?) {
        self.init(reason: reason, offset: offset)
        if let suggestion { hint = "did you mean `\(suggestion)`?" }
    }
}

extension Character {
    /// The value of an ASCII digit.
    fileprivate var digit: Int64? {
        guard let value = asciiValue, 0x30...0x39 ~= value else { return nil }
        return Int64(value - 0x30)
    }

    fileprivate var isDigit: Bool { digit != nil }
}
