import FootfallModel
import FootfallStore
import Testing

@testable import FootfallReports

/// What one bar stands for.
struct ReportBarsTests {
    private static func bars(
        _ first: CivilDate,
        _ last: CivilDate? = nil,
        _ hours: [HourTotal] = []
    ) -> ReportBars {
        ReportBars(hours, ReportPeriod(zone: berlin, firstDay: first, lastDay: last))
    }

    @Test(arguments: [(11 as Int32, 22 as Int32, 24), (3, 29, 23), (10, 25, 25)])
    func `days have the hours they have`(month: Int32, day: Int32, hours: Int) {
        let bars = ReportBarsTests.bars(CivilDate(year: 2026, month: month, day: day))
        #expect(bars.unit == .hour && bars.slots.count == hours)
        #expect(Set(bars.slots.map(\.label)).count == hours)
    }

    @Test func `the hour that is there twice is told apart by its offset`() {
        let labels = ReportBarsTests.bars(CivilDate(year: 2026, month: 10, day: 25)).slots.map(\.label)
        #expect(Array(labels[1...4]) == ["01:00 +02:00", "02:00 +02:00", "02:00 +01:00", "03:00 +01:00"])
    }

    @Test func `an hour that straddles the day's beginning counts at its beginning`() {
        let start = berlinTime(0, 0, 0).advanced(bySeconds: -1800)
        let bars = ReportBarsTests.bars(sunday, nil, [HourTotal(start: start, outcome: .failure, count: 5)])
        #expect(bars.slots[0].failures == 5 && bars.slots.dropFirst().allSatisfy { $0.total == 0 })
    }

    @Test func `a month has a bar for each day, and the whole span of years is still a page`() {
        let hours = [
            HourTotal(start: berlinTime(-24 * 21, 30, 0), outcome: .success, count: 3),
            HourTotal(start: berlinTime(9, 0, 0), outcome: .failure, count: 4),
        ]
        let month = ReportBarsTests.bars(CivilDate(year: 2026, month: 11, day: 1), sunday, hours)
        #expect(month.unit == .day && month.slots.count == 22)
        #expect(month.slots[0].others == 3 && month.slots[21].failures == 4)
        let all = ReportBarsTests.bars(
            CivilDate(year: 1, month: 1, day: 1),
            CivilDate(year: 9999, month: 12, day: 31),
            hours
        )
        #expect(all.unit == .year && all.slots.map(\.label) == ["2026"] && all.slots[0].total == 7)
    }
}
