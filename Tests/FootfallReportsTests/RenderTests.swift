import FootfallQuery
import FootfallReports
import FootfallTesting
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

    @Test(
        arguments: ["footfall search", "footfall search --store 'my store.db'"],
        [0, 9, 21, 30, 34, 38, 40, 44, 70, 120]
    )
    func `a search is pasted into a shell as it stands, however long a name is`(_ command: String, length: Int)
        async throws
    {
        for end in [" Bc", " it's Bc", " a \"b\" Bc", " C:\\ \u{1b} Bc"] {
            try await paste(String(repeating: "n", count: length) + end, command)
        }
    }

    private func paste(_ name: String, _ command: String) async throws {
        let fixture = ReportFixture()
        fixture.add("locked_account", 12, user: name)
        fixture.add("create_user", 13, user: "root", target: name)
        var report = try fixture.report("needs-a-look")
        report.searchCommand = command
        let section = try #require(report.sections.first as? NeedsALookSection)
        let searches = section.findings.compactMap { $0.evidence?.search }
        let text = report.rendered(.text, ReportLimits(), style: TextStyle(width: 80, isUTF8: true))
        let lines = text.split(separator: "\n").filter { $0.hasPrefix("     ") }
        let shell = try #require(Program.system("bash"))
        let function = "footfall() { for last in \"$@\"; do :; done; printf '%s\\0' \"$last\"; }\n"
        let script = function + lines.joined(separator: "\n")
        let pasted = try await shell.run("-c", script).output.split(separator: "\0").map(String.init)
        #expect(!searches.isEmpty && pasted.count == searches.count)
        for (pasted, search) in zip(pasted, searches) {
            let read = try QueryParser.parse(pasted, now: berlinTime(12, 0, 0), zone: berlin)
            #expect(read == (try QueryParser.parse(search, now: berlinTime(12, 0, 0), zone: berlin)), "\(lines)")
        }
        withExtendedLifetime(fixture) {}
    }
}
