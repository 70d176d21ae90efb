import FootfallStore
import Testing

@testable import FootfallReports

/// The hours of the week, by shade and in words.
struct HeatMapTests {
    private static func map(_ counts: [(day: Int, hour: Int, count: Int64)]) -> ReportHeatMap {
        var all = [Int64](repeating: 0, count: 168)
        for one in counts { all[one.day * 24 + one.hour] = one.count }
        return ReportHeatMap(WeekHours(all))
    }

    @Test func `whatever happened has a shade, and one busy hour leaves the others theirs`() {
        let map = HeatMapTests.map([
            (0, 0, 1), (0, 1, 6249), (0, 2, 6250), (0, 3, 25_000), (0, 4, 57_000), (6, 23, 100_000),
        ])
        #expect((0..<6).map { map.shade(0, $0) } == [1, 1, 1, 2, 4, 0])
        #expect(map.shade(6, 23) == 4)
    }

    @Test func `in words: when most happened, and when nothing does`() {
        let office = HeatMapTests.map([(1, 8, 3), (1, 16, 7), (4, 9, 2)])
        let said = "Most on Tuesday from 16:00 to 17:00: 7 events. Of 168 hours of the week, 3 had any; "
        #expect(office.summary == said + "none before 08:00 or after 17:00.")
        #expect(HeatMapTests.map([(6, 0, 1), (6, 23, 1)]).summary.hasSuffix("2 had any."))
    }

    @Test(arguments: [
        (0 as Int64, "0"), (999, "999"), (1000, "1k"), (1234, "1.2k"), (9949, "9.9k"), (9960, "10k"), (46_400, "46k"),
        (999_499, "999k"), (999_500, "1M"), (3_210_000_000, "3.2G"),
    ])
    func `long counts are short in a cell`(count: Int64, short: String) {
        #expect(ReportHeatMap.short(count) == short)
    }

    @Test func `in a page it is a table that can be read out: whole numbers, and hours with their ends`() {
        let html = HeatMapTable(HeatMapTests.map([(2, 10, 1234), (3, 10, 5)])).html
        #expect(html.ranges(of: "<td class=\"s").count == 168 && html.ranges(of: "scope=\"row\"").count == 7)
        #expect(html.contains("title=\"Wednesday, 10:00 to 11:00: 1,234 events\""))
        #expect(html.contains("<span aria-hidden=\"true\">1.2k</span><span class=\"unseen\">1,234</span>"))
        #expect(html.contains("<td class=\"s0\" title=\"Monday, 00:00 to 01:00: 0 events\"><span>0</span></td>"))
    }
}
