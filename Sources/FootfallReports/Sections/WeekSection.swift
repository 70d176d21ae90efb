internal import FootfallModel
package import FootfallStore

/// On which days of the week, and at which hours.
package struct WeekSection: ReportSection {
    package static let name = "week"
    package var title: String { "By weekday and hour" }

    private let map: ReportHeatMap

    /// - Parameters:
    ///   - period: may be longer than the report's.
    ///   - deadline: when to give up counting.
    package init(
        of store: EventStore,
        _ subject: ReportSubject,
        _ period: ReportPeriod,
        deadline: ContinuousClock.Instant? = nil
    ) throws {
        let query = subject.query(period)
        map = ReportHeatMap(try store.weekHours(query, zone: period.zone, deadline: deadline))
    }

    package func blocks(limit: Int) -> [ReportBlock] {
        guard map.most > 0 else { return [] }
        let note = map.isComplete ? [] : [ReportBlock.sentence("Counted as far as time allowed, the newest first.")]
        return [.heatMap(map), .sentence(map.summary)] + note
    }

    package func json(limit: Int) -> JSONValue {
        .object([
            ("complete", .bool(map.isComplete)),
            (
                "days",
                .list(
                    ReportHeatMap.weekdays.indices.map { day in
                        .object([
                            ("day", .text(ReportHeatMap.weekdays[day])),
                            ("hours", .list((0..<24).map { .number(map.count(day, $0)) })),
                        ])
                    }
                )
            ),
        ])
    }
}

/// Counts of the hours of a week, the busier the darker.
package struct ReportHeatMap: Sendable, Hashable {
    static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    /// Shades beside none.
    static let shades = 4

    private let week: WeekHours
    let most: Int64

    init(_ week: WeekHours) {
        self.week = week
        most = week.counts.max() ?? 0
    }

    var isComplete: Bool { week.isComplete }

    func count(_ weekday: Int, _ hour: Int) -> Int64 { week[weekday, hour] }

    /// From 0, nothing; one very busy hour leaves the others their shades, since each begins at the square of its share.
    func shade(_ weekday: Int, _ hour: Int) -> Int {
        let count = count(weekday, hour)
        if count == 0 { return 0 }
        let share = Double(count) / Double(most)
        return (1...ReportHeatMap.shades).first { share * 16 <= Double($0 * $0) } ?? ReportHeatMap.shades
    }

    /// What the shades say, in words.
    var summary: String {
        let busiest = (0..<7 * 24).first { week.counts[$0] == most } ?? 0
        let (day, hour) = (busiest / 24, busiest % 24)
        let hours = (0..<24).filter { hour in (0..<7).contains { count($0, hour) > 0 } }
        let active = (0..<7 * 24).count { week.counts[$0] > 0 }
        var text = "Most on \(ReportHeatMap.weekdays[day]) from \(ReportHeatMap.span(hour)): "
        text += "\(Listing.count(most, "event")). Of 168 hours of the week, \(active) had any"
        let bounds = [
            hours.first.flatMap { $0 > 0 ? "before \(ReportHeatMap.clock($0))" : nil },
            hours.last.flatMap { $0 < 23 ? "after \(ReportHeatMap.clock($0 + 1))" : nil },
        ].compactMap { $0 }
        if !bounds.isEmpty { text += "; none " + bounds.joined(separator: " or ") }
        return text + "."
    }

    static func clock(_ hour: Int) -> String { (hour < 10 ? "0" : "") + "\(hour):00" }

    static func span(_ hour: Int) -> String { "\(clock(hour)) to \(clock(hour + 1))" }

    /// A count in three characters or little more: 999, 1.2k, 46k, 3M.
    static func short(_ count: Int64) -> String {
        var (value, unit) = (Double(count), "")
        for next in ["k", "M", "G", "T"] where value >= 999.5 { (value, unit) = (value / 1000, next) }
        if unit.isEmpty || value >= 9.95 { return "\(Int64(value.rounded()))\(unit)" }
        let tenths = Int64((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)\(unit)" : "\(tenths / 10).\(tenths % 10)\(unit)"
    }
}
