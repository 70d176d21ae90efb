import FootfallTesting
import Testing

/// `footfall report` on days that are not ordinary.
@Suite(.temporaryDirectory, .timeLimit(.minutes(5)))
struct ReportTests {
    @Test func `a day on which thirty thousand names were tried is reported at once`() async throws {
        let store = Store()
        let lines = SignIn.lines(0..<30_000).replacing("Accepted", with: "Failed")
        let log = try TemporaryDirectory.current.write("auth.log", lines)
        try await store.collect("--timezone", "UTC", log)
        let report = try await Program.footfall.start(
            ["report", "daily", "--store", store.path, "--date", "2026-11-21"]
        ).wait(within: .seconds(30))
        #expect(report.status == 0)
        #expect(report.output.contains("30,000 events · 30,000 users · 1 address · 30,000 failed sign-ins"))
        #expect(report.output.contains("and 29,990 more   29,990"))
    }

    @Test func `a day without events`() async throws {
        let store = Store()
        try await store.collect(Samples.time + [Samples.path("network.log")])
        let report = try await Program.footfall.run("report", "daily", "--store", store.path, "--date", "2020-02-29")
        #expect(report.status == 0)
        #expect(report.output.contains("2020-02-29"))
    }
}
