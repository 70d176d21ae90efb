/// A day of the Gregorian calendar, and the arithmetic between days and their numbers.
///
/// After Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": exact for every year that fits.
package struct CivilDate: Hashable, Comparable, Sendable {
    package var year: Int32
    /// 1 to 12.
    package var month: Int32
    /// 1 to 31.
    package var day: Int32

    @inlinable
    package init(year: Int32, month: Int32, day: Int32) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day that is `dayNumber` days after 1970-01-01.
    @inlinable
    package init(dayNumber: Int64) {
        let z = dayNumber &+ 719_468
        let era = (z >= 0 ? z : z &- 146_096) / 146_097
        let dayOfEra = z &- era &* 146_097
        let yearOfEra = (dayOfEra &- dayOfEra / 1460 &+ dayOfEra / 36_524 &- dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra &- (365 &* yearOfEra &+ yearOfEra / 4 &- yearOfEra / 100)
        let shifted = (5 &* dayOfYear &+ 2) / 153
        let month = shifted < 10 ? shifted &+ 3 : shifted &- 9
        self.day = Int32(truncatingIfNeeded: dayOfYear &- (153 &* shifted &+ 2) / 5 &+ 1)
        self.month = Int32(truncatingIfNeeded: month)
        self.year = Int32(truncatingIfNeeded: yearOfEra &+ era &* 400 &+ (month <= 2 ? 1 : 0))
    }

    /// Days since 1970-01-01.
    @inlinable
    package var dayNumber: Int64 {
        let y = Int64(year) &- (month <= 2 ? 1 : 0)
        let era = (y >= 0 ? y : y &- 399) / 400
        let yearOfEra = y &- era &* 400
        let m = Int64(month)
        let dayOfYear = (153 &* (m > 2 ? m &- 3 : m &+ 9) &+ 2) / 5 &+ Int64(day) &- 1
        let dayOfEra = yearOfEra &* 365 &+ yearOfEra / 4 &- yearOfEra / 100 &+ dayOfYear
        return era &* 146_097 &+ dayOfEra &- 719_468
    }

    /// Whether the year has this day at all (29 February, 31 April …).
    @inlinable
    package var exists: Bool {
        month >= 1 && month <= 12 && day >= 1 && day <= CivilDate.days(inMonth: month, of: year)
    }

    @inlinable
    package static func isLeap(_ year: Int32) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// The number of days of a month, 1 to 12.
    @inlinable
    package static func days(inMonth month: Int32, of year: Int32) -> Int32 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    @inlinable
    package static func < (a: CivilDate, b: CivilDate) -> Bool {
        (a.year, a.month, a.day) < (b.year, b.month, b.day)
    }
}
