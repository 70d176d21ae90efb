import FootfallModel

extension TextReport {
    /// A bar for every hour, or for every day where there are more than two.
    var hours: [String] {
        let slots = summary.end.seconds - summary.start.seconds > 50 * 3600 ? days : summary.hours
        guard let most = slots.map(\.total).max(), most > 0 else { return [] }
        let labels = slots.map(slots.count == summary.hours.count ? hourLabel : dayLabel)
        let labelCells = labels.map(\.cells).max() ?? 0
        let numbers = slots.map { $0.total == 0 ? style.dot : $0.total.grouped }
        let numberCells = max(6, numbers.map(\.cells).max() ?? 0)
        let room = style.width - labelCells - numberCells - 4
        let title = slots.count == summary.hours.count ? "Hour" : "Day"
        var lines = [
            title.padded(to: labelCells) + "  " + "events".leftPadded(to: numberCells)
                + "  \(style.failureBar) failed  \(style.bar) succeeded or unknown"
        ]
        for (slot, (label, number)) in zip(slots, zip(labels, numbers)) {
            let bar = bar(slot, most: most, room: room)
            let start = label.padded(to: labelCells) + "  " + number.leftPadded(to: numberCells)
            lines.append(bar.isEmpty ? start : start + "  " + bar)
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

    private var days: [DailySummary.Hour] {
        var found: [DailySummary.Hour] = []
        for number in summary.firstDay.dayNumber...max(summary.firstDay.dayNumber, summary.lastDay.dayNumber) {
            found.append(DailySummary.Hour(start: Instant(seconds: summary.zone.startOfDay(number))))
        }
        for hour in summary.hours {
            let index = Int(summary.zone.day(atUTC: hour.start.seconds) - summary.firstDay.dayNumber)
            guard found.indices.contains(index) else { continue }
            found[index].successes += hour.successes
            found[index].failures += hour.failures
            found[index].other += hour.other
        }
        return found
    }

    private func dayLabel(_ slot: DailySummary.Hour) -> String {
        CivilDate(dayNumber: summary.zone.day(atUTC: slot.start.seconds)).description
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
