package import FootfallModel

/// The local days that a report is about.
package struct ReportPeriod: Sendable, Hashable {
    package var zone: ZoneOffsets
    package var firstDay: CivilDate
    package var lastDay: CivilDate

    package init(zone: ZoneOffsets, firstDay: CivilDate, lastDay: CivilDate? = nil) {
        self.zone = zone
        self.firstDay = firstDay
        self.lastDay = lastDay ?? firstDay
    }

    package var days: Range<Int64> { firstDay.dayNumber..<lastDay.dayNumber + 1 }
    /// The first moment of the first day.
    package var start: Instant { Instant(seconds: zone.startOfDay(days.lowerBound)) }
    /// The first moment after the last day.
    package var end: Instant { Instant(seconds: zone.startOfDay(days.upperBound)) }
    package var isOneDay: Bool { firstDay == lastDay }

    /// The days as a query bounds them.
    ///
    /// Queries know the years 1 to 9999: what lies beyond, as a stamp of those years can in another zone, is the end of all
    /// time, and needs no bound.
    var bounds: String {
        let parts = [firstDay.year < 1 ? "" : "since:\(firstDay)", lastDay.year > 9999 ? "" : "until:\(lastDay)"]
        return parts.filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// A day of the same zone.
    func day(_ number: Int64) -> ReportPeriod { ReportPeriod(zone: zone, firstDay: CivilDate(dayNumber: number)) }

    /// The clock of the zone; with the date where there are several days.
    func clock(_ time: Instant) -> String {
        let clock = time.clockText(offset: zone.offset(atUTC: time.seconds))
        return isOneDay ? String(clock.dropFirst(11)) : clock
    }
}

extension CivilDate {
    /// The day of the week in English.
    var weekday: String {
        let names = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"]
        return names[Int((dayNumber % 7 + 7) % 7)]
    }
}
