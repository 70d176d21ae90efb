import FootfallTesting
import Foundation
import Testing

/// `footfall report range`, `user`, `address`, `top`, and what is said to a slip.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct ReportSubjectTests {
    private static func json(_ outcome: Program.Outcome) throws -> [String: Any] {
        try #require(outcome.status == 0, "\(outcome.errors)")
        let value = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        return try #require(value as? [String: Any])
    }

    private static func section(_ name: String, _ report: [String: Any]) throws -> [String: Any] {
        let sections = try #require(report["sections"] as? [String: Any])
        return try #require(sections[name] as? [String: Any])
    }

    @Test func `a person is one under all names that the configuration has, whichever is asked for`() async throws {
        func line(_ clock: String, _ user: String, _ ip: String) -> String {
            "2026-11-21T\(clock)Z web1 sshd[8]: Accepted password for \(user) from \(ip) port 4000 ssh2\n"
        }
        let folder = TemporaryDirectory.current
        let log = try folder.write(
            "auth.log",
            line("08:00:00", "alice", "192.0.2.1") + line("09:00:00", "alice@corp.example", "192.0.2.2")
                + line("10:00:00", #"CORP\alice"#, "192.0.2.3") + line("11:00:00", "bob", "192.0.2.4")
        )
        let store = Store()
        try await store.collect("--timezone", "UTC", log)
        let text = "store: \(store.path)\npeople:\n  alice: [alice@corp.example, 'CORP\\alice']\n"
        let configuration = try folder.write("footfall.yaml", text)
        for name in ["alice", "alice@corp.example", #"CORP\alice"#] {
            let report = try ReportSubjectTests.json(
                try await Program.footfall.run("report", "user", name, "--config", configuration, "--format", "json")
            )
            let summary = try ReportSubjectTests.section("summary", report)
            let names = try #require(summary["names"] as? [String])
            #expect(names.first == name && names.count == 3)
            #expect((summary["sign_ins"] as? [String: Any])?["count"] as? Int == 3)
            #expect(summary["first"] as? String == "2026-11-21T08:00:00.000000Z")
            #expect(summary["last"] as? String == "2026-11-21T10:00:00.000000Z")
        }
        let bob = try ReportSubjectTests.json(
            try await Program.footfall.run("report", "user", "bob", "--config", configuration, "--format", "json")
        )
        let summary = try ReportSubjectTests.section("summary", bob)
        #expect((summary["events"] as? [String: Any])?["count"] as? Int == 1)
    }

    @Test func `failed attempts under somebody's name are not when and where they were seen`() async throws {
        let store = Store()
        try await store.collect(Samples.time + [Samples.folder])
        let outcome = try await Program.footfall.run(
            "report",
            "user",
            "dave",
            "--store",
            store.path,
            "--section",
            "summary,addresses",
            "--format",
            "json"
        )
        let report = try ReportSubjectTests.json(outcome)
        let summary = try ReportSubjectTests.section("summary", report)
        // Before it he mistyped.
        #expect(summary["first"] as? String == "2026-11-10T14:18:34.000000Z")
        let addresses = try ReportSubjectTests.section("addresses", report)
        let values = try #require(addresses["values"] as? [[String: Any]])
        let new = Dictionary(
            uniqueKeysWithValues: values.map { ($0["ip"] as? String ?? "", $0["new"] as? Bool ?? false) }
        )
        #expect(new["203.0.113.66"] == true && new["203.0.113.99"] == false && new["192.0.2.44"] == false)
    }

    @Test func `without days it is the whole store`() async throws {
        let store = Store()
        try await store.collect(Samples.time + [Samples.folder])
        for arguments in [["report"], ["report", "range"]] {
            let outcome = try await Program.footfall.start(arguments + ["--store", store.path, "--format", "json"])
                .wait()
            let report = try ReportSubjectTests.json(outcome)
            #expect(report["first_day"] as? String == "2026-10-30" && report["last_day"] as? String == "2026-11-22")
            let headline = try ReportSubjectTests.section("headline", report)
            let events = try #require((headline["events"] as? [String: Any])?["count"] as? Int)
            #expect(try await store.count("") == events)
        }
    }

    @Test(
        arguments: [
            (
                ["daily", "--section", "sign-in"],
                "--section: there is no section 'sign-in'\n  hint: did you mean 'sign-ins'?"
            ),
            (["daily", "--limit", "hurs=3"], "--limit: there is no section 'hurs'\n  hint: did you mean 'hours'?"),
            (["daily", "--limit", "many"], "--limit: 'many' is no number of rows"),
            (["top", "--by", "hots"], "--by: there is no field 'hots'\n  hint: did you mean 'host'?"),
            (["top", "--by", "ip", "since:today"], "the time stands in options here"),
            (["address", "web1"], "'web1' is no address"),
            (
                ["range", "--since", "2026-11-20", "--until", "2026-11-10"],
                "--until 2026-11-10 is before --since 2026-11-20"
            ),
        ] as [([String], String)]
    )
    func `a slip is answered with what was probably meant`(_ arguments: [String], says: String) async throws {
        let store = Store()
        try await store.collect(Samples.time + [Samples.path("network.log")])
        let outcome = try await Program.footfall.start(["report"] + arguments + ["--store", store.path]).wait()
        #expect(outcome.status == 64)
        #expect(outcome.errors.hasPrefix("error: " + says), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }
}
