extension Instant {
    /// The instant in UTC as RFC 3339 text with microseconds: `2026-11-22T01:20:23.000000Z`.
    package var rfc3339: String {
        var text = Instant.civilText(seconds: seconds, separator: "T")
        text += "."
        text += Instant.padded(fraction, 6)
        text += "Z"
        return text
    }

    /// `2026-11-22 10:00:01` on the clock of a place `offset` seconds east of UTC.
    package func clockText(offset: Int32) -> String {
        Instant.civilText(seconds: seconds &+ Int64(offset), separator: " ")
    }

    private static func civilText(seconds: Int64, separator: String) -> String {
        let day = seconds >= 0 ? seconds / 86_400 : -((86_399 - seconds) / 86_400)
        let rest = seconds - day * 86_400
        let date = CivilDate(dayNumber: day)
        return date.description + separator + padded(rest / 3600, 2) + ":" + padded(rest / 60 % 60, 2) + ":"
            + padded(rest % 60, 2)
    }

    fileprivate static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

extension CivilDate: CustomStringConvertible {
    /// `2026-11-22`.
    package var description: String {
        Instant.padded(Int64(year), 4) + "-" + Instant.padded(Int64(month), 2) + "-" + Instant.padded(Int64(day), 2)
    }
}
