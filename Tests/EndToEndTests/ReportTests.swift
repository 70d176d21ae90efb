import FootfallTesting
import Testing

/// `footfall report` on days that are not ordinary.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct ReportTests {
    @Test func `a day on which thirty thousand names were tried is reported at once`() async throws {
        let store = Store()
        let lines = SignIn.lines(0..<30_000).replacing("Accepted", with: "Failed")
        let log = try TemporaryDirectory.current.write("auth.log", lines)
        try await store.collect("--timezone", "UTC", log)
        let report = try await Program.footfall.start(
            ["report", "daily", "--store", store.path, "--date", "2026-11-21"]
        ).wait()
        #expect(report.status == 0)
        #expect(report.output.contains(/\nEvents +30,000\b/))
        // Names that somebody tried are no people.
        #expect(report.output.contains(/\nPeople +0\b/))
        #expect(report.output.contains(/\nFailed sign-ins +30,000\b/))
        #expect(report.output.contains(/\nand 29,990 more +29,990\n/))
    }

    @Test func `a password that is guessed after an ordinary sign-in of the same address is told`() async throws {
        func line(_ clock: String, _ what: String) -> String {
            "Nov 21 \(clock) web1 sshd[8]: \(what) from 198.51.100.9 port 4000 ssh2\n"
        }
        var lines = line("08:00:00", "Accepted password for alice")
        for second in 10..<17 { lines += line("22:00:\(second)", "Failed password for dave") }
        lines += line("22:05:00", "Accepted password for dave")
        let store = Store()
        let log = try TemporaryDirectory.current.write("auth.log", lines)
        try await store.collect("--timezone", "UTC", "--reference-time", "2026-11-22T00:00:00Z", log)
        let report = try await Program.footfall.run("report", "daily", "--store", store.path, "--date", "2026-11-21")
        let told = "198.51.100.9 failed to sign in 7 times, then got in as dave on web1 at 22:05:00"
        #expect(report.output.contains(told))
    }

    @Test func `a new account shows however many other changes fill the day`() async throws {
        var lines = ""
        for number in 0..<12_000 {
            lines += "Nov 21 10:00:00 web1 chage[9]: changed password expiry for user\(number)\n"
        }
        lines += "Nov 21 23:00:00 web1 useradd[9]: new user: name=evil, UID=0, GID=0, home=/root, shell=/bin/sh\n"
        let store = Store()
        let log = try TemporaryDirectory.current.write("auth.log", lines)
        try await store.collect("--timezone", "UTC", "--reference-time", "2026-11-22T00:00:00Z", log)
        let report = try await Program.footfall.run("report", "daily", "--store", store.path, "--date", "2026-11-21")
        #expect(report.output.contains(" ! evil on web1: created at 23:00:00"))
        #expect(report.output.contains("and 11,961 more"))
    }

    @Test func `a day without events`() async throws {
        let store = Store()
        try await store.collect(Samples.time + [Samples.path("network.log")])
        let report = try await Program.footfall.run("report", "daily", "--store", store.path, "--date", "2020-02-29")
        #expect(report.status == 0)
        #expect(report.output.contains("2020-02-29"))
    }
}
