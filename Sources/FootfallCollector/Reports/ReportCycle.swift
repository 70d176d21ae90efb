internal import FootfallModel

/// How long the time is that a report is about: a day, a week from Monday on, a month.
///
/// A period is known by its first day, as a number since 1970-01-01.
package enum ReportCycle: String, CaseIterable, Sendable, Codable {
    case daily, weekly, monthly

    /// So many missed periods are made up for.
    var mostMissed: Int {
        switch self {
        case .daily: 7
        case .weekly: 4
        case .monthly: 3
        }
    }

    /// The first day of the period that a day is in.
    func first(ofDay day: Int64) -> Int64 {
        switch self {
        case .daily: return day
        // 1970-01-01 was a Thursday.
        case .weekly: return day - ((day + 3) % 7 + 7) % 7
        case .monthly:
            let date = CivilDate(dayNumber: day)
            return CivilDate(year: date.year, month: date.month, day: 1).dayNumber
        }
    }

    /// The first day of the period behind the one that begins on a day: the day on which that one's report is due.
    func next(after first: Int64) -> Int64 {
        switch self {
        case .daily: return first + 1
        case .weekly: return first + 7
        case .monthly:
            let date = CivilDate(dayNumber: first)
            return first + Int64(CivilDate.days(inMonth: date.month, of: date.year))
        }
    }

    /// When the report of a period is due: at a time of the day after it, on the clock of a zone.
    func due(_ first: Int64, minute: Int64, _ zone: ZoneOffsets) -> Instant {
        let day = next(after: first)
        let seconds: Int64
        switch zone.read(local: day * 86_400 + minute * 60) {
        case .once(let utc), .twice(let utc, _), .skipped(let utc): seconds = utc
        }
        // Where clocks change at midnight, the day before is over only then.
        return Instant(seconds: max(seconds, zone.startOfDay(day)))
    }

    /// The latest period whose report is due by now.
    func latestDue(now: Instant, minute: Int64, _ zone: ZoneOffsets) -> Int64 {
        var period = first(ofDay: zone.day(atUTC: now.seconds))
        repeat { period = first(ofDay: period - 1) } while due(period, minute: minute, zone) > now
        return period
    }

    /// What the period is called: `2026-11-22`, `2026-W47`, `2026-11`.
    func label(_ first: Int64) -> String {
        let date = CivilDate(dayNumber: first)
        switch self {
        case .daily: return date.description
        case .monthly: return String(date.description.prefix(7))
        case .weekly:
            // A week is of the year that its Thursday is in (ISO 8601).
            let thursday = first + 3
            let year = CivilDate(dayNumber: thursday).year
            let week = (thursday - CivilDate(year: year, month: 1, day: 1).dayNumber) / 7 + 1
            return "\(year)-W" + (week < 10 ? "0" : "") + "\(week)"
        }
    }

    /// The same with its days, where there are several.
    func longLabel(_ first: Int64) -> String {
        guard self != .daily else { return label(first) }
        return "\(label(first)) (\(CivilDate(dayNumber: first)) to \(CivilDate(dayNumber: next(after: first) - 1)))"
    }
}
