package import FootfallModel
internal import FootfallStore

/// When it happened: a bar for every hour of a day or two, for every day, month or year of more.
package struct HoursSection: ReportSection {
    package static let name = "hours"
    package var title: String { "When it happened" }

    private let bars: ReportBars

    init(_ facts: ReportFacts) {
        bars = ReportBars(facts.totals.hours, facts.period)
    }

    /// Of single events, oldest first.
    init(_ events: [EventOutline], _ period: ReportPeriod) {
        let totals = events.map {
            HourTotal(start: Instant(microseconds: $0.time), outcome: $0.outcome, count: $0.count)
        }
        bars = ReportBars(totals, period)
    }

    package func blocks(limit: Int) -> [ReportBlock] { bars.most > 0 ? [.bars(bars)] : [] }

    package func json(limit: Int) -> JSONValue {
        .object([
            ("unit", .text(bars.unit.rawValue)),
            (
                "slots",
                .list(
                    bars.slots.map { slot in
                        .object([
                            ("start", .text(slot.start.rfc3339)), ("label", .text(slot.label)),
                            ("failure", .number(slot.failures)), ("other", .number(slot.others)),
                        ])
                    }
                )
            ),
        ])
    }
}

/// Counts of a time in equal slots.
package struct ReportBars: Sendable, Hashable {
    /// What one bar stands for.
    package enum Unit: String, Sendable {
        case hour, day, month, year
    }

    package struct Slot: Sendable, Hashable {
        package var start: Instant
        package var label: String
        package var failures: Int64 = 0
        /// What succeeded, or of which neither is known.
        package var others: Int64 = 0

        package var total: Int64 { failures + others }
    }

    package let unit: Unit
    package private(set) var slots: [Slot]
    package var most: Int64 { slots.map(\.total).max() ?? 0 }

    /// - Parameter hours: in their order; one that begins before the period (zones off by half an hour) belongs to its
    ///   first slot.
    init(_ hours: [HourTotal], _ period: ReportPeriod) {
        // As fine as the period lets a page stay a page.
        switch period.end.seconds - period.start.seconds {
        case ...(50 * 3600): unit = .hour
        case ...(92 * 86_400): unit = .day
        case ...(1900 * 86_400): unit = .month
        default: unit = .year
        }
        slots = ReportBars.emptySlots(unit, period)
        var place = 0
        for hour in hours {
            if unit == .month || unit == .year {
                // There may be thousands of years without anything.
                let label = ReportBars.label(of: hour.start, unit, period)
                if slots.last?.label != label { slots.append(Slot(start: hour.start, label: label)) }
                place = slots.count - 1
            }
            while place + 1 < slots.count, slots[place + 1].start <= hour.start { place += 1 }
            guard slots.indices.contains(place) else { break }
            if hour.outcome == .failure {
                slots[place].failures += hour.count
            } else {
                slots[place].others += hour.count
            }
        }
    }

    /// 23, 24 or 25 hours to a day.
    private static func emptySlots(_ unit: Unit, _ period: ReportPeriod) -> [Slot] {
        switch unit {
        case .hour:
            return stride(from: period.start.seconds, to: period.end.seconds, by: 3600).map { second in
                let start = Instant(seconds: second)
                return Slot(start: start, label: label(of: start, unit, period))
            }
        case .day:
            return period.days.map { day in
                Slot(start: period.day(day).start, label: CivilDate(dayNumber: day).description)
            }
        case .month, .year: return []
        }
    }

    private static func label(of start: Instant, _ unit: Unit, _ period: ReportPeriod) -> String {
        let day = CivilDate(dayNumber: period.zone.day(atUTC: start.seconds)).description
        return switch unit {
        case .hour: hourLabel(start, period)
        case .day: day
        case .month: String(day.dropLast(3))
        case .year: String(day.dropLast(6))
        }
    }

    /// The clock at the hour's beginning; with its offset from UTC where that changes, since one hour is there twice.
    private static func hourLabel(_ start: Instant, _ period: ReportPeriod) -> String {
        let zone = period.zone
        let offset = zone.offset(atUTC: start.seconds)
        let clock = start.clockText(offset: offset)
        let label = String((period.isOneDay ? clock.dropFirst(11) : clock.dropFirst(5)).dropLast(3))
        let isChanging = zone.offset(atUTC: period.start.seconds) != zone.offset(atUTC: period.end.seconds - 1)
        return isChanging ? label + " " + Age.offset(offset) : label
    }
}
