import FootfallTesting
import Testing

/// A month of ordinary days with a few stories in them (`footfall-bench stories`): what the daily reports make of it.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct StoriesTests {
    /// The store of the month.
    private static func month() async throws -> Store {
        let bench = Program(Program.builtProducts + "/footfall-bench")
        let written = try await bench.run("stories", TemporaryDirectory.current("october"))
        try #require(written.status == 0, "\(written.errors)")
        let store = Store()
        try await store.collect("--timezone", "Europe/Berlin", TemporaryDirectory.current("october"))
        return store
    }

    private static func report(_ day: Int, of store: Store, _ arguments: String...) async throws -> Program.Outcome {
        let date = "2026-10-" + (day < 10 ? "0" : "") + String(day)
        let outcome = try await Program.footfall.start(
            ["report", "daily", "--date", date, "--store", store.path] + arguments
        ).wait()
        try #require(outcome.status == 0, "\(outcome.errors)")
        return outcome
    }

    /// What must be told of a day, before any noise.
    private struct Story {
        var day: Int
        var kind: String
        var severity: String
        var users: [String] = []
        var addresses: [String] = []
        var hosts: [String] = []
        var count: Int
    }

    private static let stories = [
        Story(day: 8, kind: "spray", severity: "high", addresses: ["203.0.113.200"], count: 40),
        Story(
            day: 13,
            kind: "new-place",
            severity: "high",
            users: ["kerstin"],
            addresses: ["2001:db8:bad::/48"],
            hosts: ["web2"],
            count: 1
        ),
        Story(day: 15, kind: "account-change", severity: "medium", hosts: ["web1"], count: 12),
        Story(day: 16, kind: "account-change", severity: "high", users: ["helper"], hosts: ["web2"], count: 2),
        Story(day: 20, kind: "silent-host", severity: "medium", hosts: ["db1"], count: 0),
        Story(
            day: 28,
            kind: "guessed-password",
            severity: "high",
            users: ["martin"],
            addresses: ["203.0.113.77"],
            hosts: ["bastion"],
            count: 41
        ),
        Story(day: 30, kind: "many-addresses", severity: "medium", users: ["anna"], count: 24),
    ]
    private static let quietDay = 18

    @Test func `each story is told first on its day, a quiet day tells none, and the others no more than three`()
        async throws
    {
        let store = try await StoriesTests.month()
        let arguments = ["--section", "needs-a-look", "--format", "json"]
        for day in 1...31 {
            let outcome = try await StoriesTests.report(day, of: store, arguments[0], arguments[1], "--format", "json")
            let report = try ReportJSON(outcome.output)
            let told = report.findings.map(\.text)
            #expect(report.sections.needsALook?.more == 0)
            if day == StoriesTests.quietDay { #expect(told == []) }
            if let story = StoriesTests.stories.first(where: { $0.day == day }) {
                let first = try #require(report.findings.first, "\(day)")
                #expect(first.kind == story.kind && first.severity == story.severity, "\(day): \(told)")
                if !story.users.isEmpty { #expect(first.users == story.users, "\(day): \(told)") }
                if !story.addresses.isEmpty { #expect(first.addresses == story.addresses, "\(day): \(told)") }
                if !story.hosts.isEmpty { #expect(first.hosts == story.hosts, "\(day): \(told)") }
                if story.count > 0 { #expect(first.evidence?.count == story.count, "\(day): \(told)") }
            } else if day != 21 {
                // On the 21st the host is silent for the second day.
                #expect(told.count <= 3, "\(day): \(told)")
                #expect(report.findings.allSatisfy { $0.severity != "high" }, "\(day): \(told)")
            }
            // The searches find exactly what was counted.
            for finding in report.findings {
                let evidence = try #require(finding.evidence)
                let count = try await store.count(evidence.search)
                #expect(count == evidence.count, "\(day): \(evidence.search)")
            }
            #expect(report.remarks == (day == 25 ? ["The clocks went back: this day has 25 hours."] : []))
            #expect(report.complete == (day != 21), "\(day): \(report.gaps)")
        }
    }

    @Test func `a report of a week and one of a month tell the stories of all their days`() async throws {
        let store = try await StoriesTests.month()
        let outcome = try await Program.footfall.start(
            [
                "report", "range", "--store", store.path, "--since", "2026-10-12", "--until", "2026-10-31", "--format",
                "json",
            ]
        ).wait()
        let report = try ReportJSON(outcome.output)
        let kinds = report.findings.map(\.kind)
        for kind in ["guessed-password", "account-change", "new-place"] { #expect(kinds.contains(kind), "\(kinds)") }
        #expect(report.findings.contains { $0.users.contains("kerstin") })
        #expect(report.findings.contains { $0.users == ["helper"] })
    }

    @Test(arguments: [("text", "txt"), ("markdown", "md"), ("html", "html"), ("json", "json")])
    func `the report of a day looks as its golden does`(_ format: String, ending: String) async throws {
        let store = try await StoriesTests.month()
        let footfall = Program.footfall
        var shell = Program("/bin/sh")
        shell.environment = footfall.environment
        shell.environment["COLUMNS"] = "80"
        shell.environment["FOOTFALL_STORE"] = store.path
        // Sources are named as seen from the folder: where that is, is the test's own business.
        let command = "cd '\(TemporaryDirectory.current.path)' && exec '\(footfall.path)' report daily"
        let outcome = try await shell.run("-c", command + " --date 2026-10-13 --format \(format)")
        #expect(outcome.status == 0)
        let actual = outcome.output.replacing(TemporaryDirectory.current.path, with: "/var/log")
        #expect(try actual == Golden.expected("daily-report/2026-10-13.\(ending)", for: actual))
    }
}
