import FootfallModel
import FootfallQuery
import Testing

struct TimeExpressionTests {
    struct Case: Sendable, CustomStringConvertible {
        var text: String
        var start: String
        /// `nil` for a moment.
        var end: String?
        var description: String { text }

        init(_ text: String, _ start: String, _ end: String? = nil) {
            self.text = text
            self.start = start + (start.count < 20 ? ".000000Z" : "")
            self.end = end.map { $0 + ".000000Z" }
        }
    }

    /// It is 2026-11-22T12:00:00Z, in Berlin (an hour ahead in November, two in summer).
    static let cases: [Case] = [
        Case("now", "2026-11-22T12:00:00"),
        Case("today", "2026-11-21T23:00:00", "2026-11-22T23:00:00"),
        Case("Yesterday", "2026-11-20T23:00:00", "2026-11-21T23:00:00"),
        Case("2026-07-01", "2026-06-30T22:00:00", "2026-07-01T22:00:00"),
        // 23 hours, 25 hours.
        Case("2026-03-29", "2026-03-28T23:00:00", "2026-03-29T22:00:00"),
        Case("2026-10-25", "2026-10-24T22:00:00", "2026-10-25T23:00:00"),
        Case("2024-02-29", "2024-02-28T23:00:00", "2024-02-29T23:00:00"),
        Case("2026-11-22 10:00", "2026-11-22T09:00:00"),
        Case("2026-11-22 10:00:01", "2026-11-22T09:00:01"),
        Case("2026-11-22T10:00:01", "2026-11-22T09:00:01"),
        Case("2026-11-22T10:00:01Z", "2026-11-22T10:00:01"),
        Case("2026-11-22t10:00:01z", "2026-11-22T10:00:01"),
        Case("2026-11-22T10:00:01.5Z", "2026-11-22T10:00:01.500000Z"),
        Case("2026-11-22T10:00:01,123456789Z", "2026-11-22T10:00:01.123456Z"),
        Case("2026-11-22T10:00:01+02:00", "2026-11-22T08:00:01"),
        Case("2026-11-22T10:00:01-0130", "2026-11-22T11:30:01"),
        Case("2026-11-22T10:00Z", "2026-11-22T10:00:00"),
        Case("2016-12-31T23:59:60Z", "2017-01-01T00:00:00"),
        // The hour that is there twice, and the one that is not.
        Case("2026-10-25 02:30", "2026-10-25T00:30:00", "2026-10-25T01:30:00"),
        Case("2026-03-29 02:30", "2026-03-29T01:30:00"),
        Case("-2h", "2026-11-22T10:00:00"),
        Case("2h", "2026-11-22T10:00:00"),
        Case("90m", "2026-11-22T10:30:00"),
        Case("1h30m", "2026-11-22T10:30:00"),
        Case("45s", "2026-11-22T11:59:15"),
        Case("7d", "2026-11-15T12:00:00"),
        Case("-2w", "2026-11-08T12:00:00"),
        Case("0001-01-01T00:00:00Z", "0001-01-01T00:00:00"),
        Case("9999-12-31T23:59:59Z", "9999-12-31T23:59:59"),
    ]

    @Test(arguments: cases)
    func `a time means`(_ example: Case) throws {
        let found = try TimeExpression.parse(example.text, now: noon, zone: berlin)
        #expect(found.start.rfc3339 == example.start)
        #expect(found.end.rfc3339 == example.end ?? example.start)
        #expect(found.isDay == (example.end != nil && !example.text.contains(":")))
    }

    private static let days =
        "write 2026-11-22, \"2026-11-22 10:00\", 2026-11-22T10:00:01Z, today, yesterday, now, or -2h, 7d"
    static let mistakes: [Wrong] = [
        Wrong("", 1, "a time is missing"),
        Wrong("tomorow", 1, "`tomorow` is no time"),
        Wrong("todya", 1, "`todya` is no time", "did you mean `today`?"),
        Wrong("22.11.2026", 1, "`22.11.2026` is no time", days),
        Wrong("11/22/2026", 1, "`11/22/2026` is no time", days),
        Wrong("2026/11/22", 1, "`2026/11/22` is no time", days),
        Wrong("2026", 5, "a number alone is no time", "add a unit: -2026s, m, h, d or w"),
        Wrong("2026-11", 8, "`-` and the day are expected here"),
        Wrong("2026-1-2", 7, "the month should have 2 digits"),
        Wrong("2026-00-10", 6, "the month cannot be 0", "it goes from 1 to 12"),
        Wrong("2026-02-29", 9, "there is no 2026-02-29", "that month has 28 days"),
        Wrong("0000-01-01", 1, "the year cannot be 0"),
        Wrong("2026-11-22x", 11, "a clock reading or nothing is expected after the date"),
        Wrong("2026-11-22 ", 12, "the hour should have 2 digits"),
        Wrong("2026-11-22 24:00", 12, "the hour cannot be 24", "it goes from 0 to 23"),
        Wrong("2026-11-22 10", 14, "`:` and the minutes are expected here"),
        Wrong("2026-11-22 10:60", 15, "the minutes cannot be 60"),
        Wrong("2026-11-22 10:00:61", 18, "the seconds cannot be 61"),
        Wrong("2026-11-22T10:00:01.Z", 21, "a fraction of a second is expected here"),
        Wrong("2026-11-22T10:00:01X", 20, "`X` does not belong in a time"),
        Wrong("2026-11-22T10:00:01Zulu", 21, "the time should end here"),
        Wrong("2026-11-22T10:00:01+1", 22, "the offset's hours should have 2 digits"),
        Wrong("2hours", 2, "`hours` is no unit of time", "write -2h"),
        Wrong("3 d", 2, "a unit is expected here"),
        Wrong("6months", 2, "`months` is no unit of time", "units are s, m, h, d and w, as in -2h or 7d"),
        Wrong("1h-", 3, "a number is expected here"),
        Wrong("99999999999999999999h", 1, "that is more than a hundred years ago"),
        Wrong("5000w5000w", 6, "that is more than a hundred years ago"),
        Wrong("+2h", 1, "`+2h` is no time"),
    ]

    @Test(arguments: mistakes)
    func `a wrong time is answered with what would be right`(_ wrong: Wrong) throws {
        let diagnostic = try #require(
            #expect(throws: Diagnostic.self) {
                try TimeExpression.parse(wrong.text, now: noon, zone: berlin, name: "--since")
            }
        )
        #expect(diagnostic.reason == wrong.reason)
        #expect(diagnostic.column == wrong.column)
        #expect(diagnostic.file == "--since")
        #expect(diagnostic.hint != nil)
        if let hint = wrong.hint { #expect(diagnostic.hint == hint) }
    }
}
