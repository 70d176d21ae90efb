import FootfallModel
import Testing

@Suite struct CivilDateTests {
    static let days: [(Int64, Int32, Int32, Int32)] = [
        (0, 1970, 1, 1), (-1, 1969, 12, 31), (59, 1970, 3, 1), (10_957, 2000, 1, 1), (11_016, 2000, 2, 29),
        (11_017, 2000, 3, 1), (20_779, 2026, 11, 22), (-719_162, 1, 1, 1), (2_932_896, 9999, 12, 31),
        (47_541, 2100, 3, 1), (47_540, 2100, 2, 28),
    ]

    @Test(arguments: days)
    func `a day and its number are the same`(number: Int64, year: Int32, month: Int32, day: Int32) {
        let date = CivilDate(year: year, month: month, day: day)
        #expect(date.dayNumber == number)
        #expect(CivilDate(dayNumber: number) == date)
    }

    @Test func `every day of eight centuries comes after the one before`() {
        var before = CivilDate(dayNumber: -146_097)
        var wrong = 0
        for number in Int64(-146_096)...146_097 {
            let date = CivilDate(dayNumber: number)
            let isNext =
                date.day == before.day + 1 && date.month == before.month && date.year == before.year
                || date.day == 1 && before.day == CivilDate.days(inMonth: before.month, of: before.year)
            if !isNext || !date.exists || date.dayNumber != number || date < before { wrong += 1 }
            before = date
        }
        #expect(wrong == 0)
    }

    @Test(
        arguments: [
            (2024, 2, 29, true), (2026, 2, 29, false), (2100, 2, 29, false), (2000, 2, 29, true), (2026, 4, 31, false),
            (2026, 12, 31, true), (2026, 0, 1, false), (2026, 13, 1, false), (2026, 1, 0, false), (2026, 1, 32, false),
        ] as [(Int32, Int32, Int32, Bool)]
    )
    func `a year has its days and no others`(year: Int32, month: Int32, day: Int32, exists: Bool) {
        #expect(CivilDate(year: year, month: month, day: day).exists == exists)
    }

    @Test func `a day reads as ISO 8601`() {
        #expect(CivilDate(year: 2026, month: 1, day: 2).description == "2026-01-02")
        #expect(CivilDate(year: 1, month: 11, day: 22).description == "0001-11-22")
    }
}
