import FootfallReports
import Testing

/// What is logged is text in a report, whatever it looks like and whatever it is joined to.
struct RenderTests {
    private static let style = TextStyle(width: 100, isUTF8: true)
    private static let signs = ["<", ">", "&", "|", "[", "`", "*", "_", "\\"]

    @Test func `Markdown is escaped also where it is one character with what stands beside it`() throws {
        for sign in RenderTests.signs {
            for name in ["x\u{d4e}\(sign)y", "x\(sign)\u{301}y"] {
                var report = Report(kind: "daily", title: name, period: ReportPeriod(zone: berlin, firstDay: sunday))
                report.remarks = [name]
                let text = report.rendered(.markdown, ReportLimits(), style: RenderTests.style)
                #expect(!text.utf8.contains(name.utf8), "\(name.debugDescription)")
            }
        }
    }

    @Test(arguments: ["<", ">", "&", "\"", "'"]) func `so is HTML`(sign: String) throws {
        for name in ["x\u{d4e}\(sign)y", "x\(sign)\u{301}y"] {
            var report = Report(kind: "daily", title: name, period: ReportPeriod(zone: berlin, firstDay: sunday))
            report.remarks = [name]
            let text = report.rendered(.html, ReportLimits(), style: RenderTests.style)
            #expect(!text.utf8.contains(name.utf8), "\(name.debugDescription)")
        }
    }
}
