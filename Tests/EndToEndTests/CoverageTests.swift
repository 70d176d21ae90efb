import FootfallTesting
import Foundation
import Testing

/// Nobody is blinded quietly: what is missed is counted, and a source of which suddenly less is recognised is told.
@Suite(.fewAtOnce, .temporaryDirectory) struct CoverageTests {
    /// Sign-ins of a day, with as many lines that are no activity.
    private static func day(_ day: Int, _ daemon: String) -> String {
        (0..<60).map { number in
            let time = "2026-11-\(String(day + 100).dropFirst())T10:\(String(number + 100).dropFirst()):00+00:00"
            return
                "\(time) web1 \(daemon)[\(number)]: Accepted password for alice from 192.0.2.7 port \(50_000 + number) ssh2\n"
                + "\(time) web1 dhclient[7]: DHCPACK of 192.0.2.80 from 192.0.2.\(number)\n"
        }.joined()
    }

    @Test func `a renamed daemon is reported by status and on top of the daily report, and coverage shows its lines`()
        async throws
    {
        let store = Store()
        let log = try TemporaryDirectory.current.write("auth.log", (10...14).map { Self.day($0, "sshd") }.joined())
        try await store.collect("--timezone", "UTC", log)
        let before = try await Program.footfall.run("status", "--store", store.path)
        #expect(before.status == 0, "\(before.output)\(before.errors)")
        #expect(!before.output.contains("trouble"))

        let all = (10...14).map { Self.day($0, "sshd") }.joined() + Self.day(15, "ssh-server")
        _ = try TemporaryDirectory.current.write("auth.log", all)
        try await store.collect("--timezone", "UTC", log)
        let after = try await Program.footfall.with(["COLUMNS": "80"]).run("status", "--store", store.path)
        #expect(after.status == 2)
        let text = after.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(text.contains("auth.log: only 0 of 120 records (0%) were recognised on 2026-11-15"), "\(after.output)")
        #expect(text.contains("where 50% are usual"))
        #expect(text.contains("footfall patterns coverage --store \(store.path)"))

        let report = try await Program.footfall.run("report", "daily", "--date", "2026-11-15", "--store", store.path)
        #expect(report.status == 0)
        #expect(report.outputLines.prefix(5).contains { $0.hasPrefix("! ") && $0.contains("only 0 of 120 records") })
        let day = try await Program.footfall.run("report", "daily", "--date", "2026-11-14", "--store", store.path)
        #expect(!day.output.contains("only 0 of"))

        let coverage = try await Program.footfall.run("patterns", "coverage", "--store", store.path)
        #expect(coverage.status == 0)
        #expect(coverage.outputLines.first == "420 of 720 records were not recognised (58.3%): 2 shapes of 2 apps")
        let rows = coverage.outputLines.filter { $0.contains("<ip>") }
        #expect(rows.count == 2)
        #expect(rows.first?.contains("DHCPACK of <ip> from <ip>") == true)
        #expect(rows.last?.contains("Accepted password for <user> from <ip> port # ssh#") == true)

        // Files give the same as the store.
        let files = try await Program.footfall.run("patterns", "coverage", log)
        #expect(files.outputLines.prefix(3) == coverage.outputLines.prefix(3))
    }

    @Test func `what is drafted from a log is a pack that recognises it`() async throws {
        let lines = ["alice", "bob", "carol"].map {
            "Nov 22 10:00:01 gate1 acmevpn[402]: user \($0) connected from 192.0.2.7:51820\n"
        }
        let log = try TemporaryDirectory.current.write("acmevpn.log", lines.joined())
        let draft = try await Program.footfall.run("patterns", "new", log)
        #expect(draft.status == 0, "\(draft.errors)")
        let pack = try TemporaryDirectory.current.write("acmevpn.yaml", draft.output)
        let check = try await Program.footfall.run("patterns", "check", "--patterns", pack)
        #expect(check.status == 0, "\(check.errors)")
        let coverage = try await Program.footfall.run("patterns", "coverage", "--patterns", pack, log)
        #expect(coverage.output == "0 of 3 records were not recognised\n")
    }

    @Test func `coverage and new say what is wrong`() async throws {
        let both = try await Program.footfall.run("patterns", "coverage", "x.log", "--store", "x.db")
        #expect(both.status == 64)
        let missing = try await Program.footfall.run("patterns", "coverage", "/nonexistent.log")
        #expect(missing.status == 1)
        #expect(missing.errors.contains("/nonexistent.log"))
        let log = try TemporaryDirectory.current.write("quiet.log", "Nov 22 10:00:01 w app: cache flushed\n")
        let nothing = try await Program.footfall.run("patterns", "new", log)
        #expect(nothing.status == 1)
        #expect(nothing.errors.contains("footfall patterns coverage"))
        #expect(nothing.output.isEmpty)
    }
}
