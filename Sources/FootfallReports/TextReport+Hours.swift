import FootfallModel

extension TextReport {
    /// What one bar stands for.
    private enum BarUnit: String {
        case hour = "Hour"
        case day = "Day"
        case month = "Month"
        case year = "Year"
    }

    /// As fine as the period lets a page stay a page.
    private var barUnit: BarUnit {
        switch summary.end.seconds - summary.start.seconds {
        case ...(50 * 3600): .hour
        case ...(92 * 86_400): .day
        case ...(1900 * 86_400): .month
        default: .year
        }
    }

    /// A bar for every hour, day, month or year; three and more in which nothing happened are one line, and months and
    /// years are left out.
    var hours: [String] {
        let unit = barUnit
        let slots = slots(of: unit)
        guard let most = slots.map(\.total).max(), most > 0 else { return [] }
        let labels = slots.map { label(of: $0, unit) }
        let labelCells = labels.map(\.cells).max() ?? 0
        let numbers = slots.map { $0.total == 0 ? style.dot : $0.total.grouped }
        let numberCells = max(6, numbers.map(\.cells).max() ?? 0)
        let room = min(60, style.width - labelCells - numberCells - 4)
        var lines = [
            unit.rawValue.padded(to: labelCells) + "  " + "events".leftPadded(to: numberCells)
                + "  \(style.failureBar) failed  \(style.bar) succeeded or unknown"
        ]
        var index = 0
        while index < slots.count {
            let start = labels[index].padded(to: labelCells) + "  " + numbers[index].leftPadded(to: numberCells)
            let quiet = slots[index...].prefix { $0.total == 0 }.count
            if quiet >= 3 {
                index += quiet
                lines.append(start + "  until " + (index < slots.count ? labels[index] : "the end"))
            } else {
                let bar = bar(slots[index], most: most, room: room)
                lines.append(bar.isEmpty ? start : start + "  " + bar)
                index += 1
            }
        }
        return lines
    }

    /// Failures come first, since they are what one looks for; whatever happened at all is seen.
    private func bar(_ slot: DailySummary.Hour, most: Int64, room: Int) -> String {
        func length(_ count: Int64) -> Int {
            count == 0 ? 0 : max(1, Int((Double(count) / Double(most) * Double(room)).rounded()))
        }
        let failures = length(slot.failures)
        let rest = max(slot.total > slot.failures ? 1 : 0, length(slot.total) - failures)
        // Two shares that are both rounded up may be one longer than there is room.
        let shown = min(failures, room - min(rest, 1))
        return String(repeating: style.failureBar, count: shown)
            + String(repeating: style.bar, count: min(rest, room - shown))
    }

    /// The hours put together; one that begins before the period (zones off by half an hour) belongs to its first slot.
    private func slots(of unit: BarUnit) -> [DailySummary.Hour] {
        var found: [DailySummary.Hour] = []
        if unit == .hour { found = summary.emptyHours }
        if unit == .day {
            for number in summary.firstDay.dayNumber..<max(summary.firstDay.dayNumber, summary.lastDay.dayNumber + 1) {
                found.append(DailySummary.Hour(start: Instant(seconds: summary.zone.startOfDay(number))))
            }
        }
        var slot = 0
        for hour in summary.hours.sorted(by: { $0.start < $1.start }) {
            if unit == .month || unit == .year {
                if found.isEmpty || label(of: found[slot], unit) != label(of: hour, unit) {
                    found.append(DailySummary.Hour(start: hour.start))
                }
                slot = found.count - 1
            }
            while slot + 1 < found.count, found[slot + 1].start <= hour.start { slot += 1 }
            guard found.indices.contains(slot) else { break }
            found[slot].successes += hour.successes
            found[slot].failures += hour.failures
            found[slot].other += hour.other
        }
        return found
    }

    private func label(of slot: DailySummary.Hour, _ unit: BarUnit) -> String {
        let day = CivilDate(dayNumber: summary.zone.day(atUTC: slot.start.seconds)).description
        return switch unit {
        case .hour: hourLabel(slot)
        case .day: day
        case .month: String(day.dropLast(3))
        case .year: String(day.dropLast(6))
        }
    }

    /// The clock at the hour's beginning; with its offset from UTC where that changes, since one hour is there twice.
    private func hourLabel(_ slot: DailySummary.Hour) -> String {
        let offset = summary.zone.offset(atUTC: slot.start.seconds)
        let clock = slot.start.clockText(offset: offset)
        let label = String((summary.firstDay == summary.lastDay ? clock.dropFirst(11) : clock.dropFirst(5)).dropLast(3))
        let isChanging =
            summary.zone.offset(atUTC: summary.start.seconds)
            != summary.zone.offset(atUTC: summary.end.seconds - 1)
        guard isChanging else { return label }
        let minutes = abs(offset) / 60
        let parts = [minutes / 60, minutes % 60].map { ($0 < 10 ? "0" : "") + "\($0)" }
        return label + (offset < 0 ? " -" : " +") + parts.joined(separator: ":")
    }
}

extension String {
    fileprivate func padded(to cells: Int) -> String {
        self + String(repeating: " ", count: max(0, cells - self.cells))
    }

    fileprivate func leftPadded(to cells: Int) -> String {
        String(repeating: " ", count: max(0, cells - self.cells)) + self
    }
}
