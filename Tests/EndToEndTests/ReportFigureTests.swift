import FootfallTesting
import Testing

/// What a report counts is what the search beside it finds.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct ReportFigureTests {
    @Test(
        arguments: [
            ["daily", "--date", "2026-11-21"], ["daily", "--date", "2026-11-20", "--limit", "4"],
            ["range", "--since", "2026-11-01", "--until", "2026-11-20", "--limit", "4"], ["user", "dave"],
            ["address", "203.0.113.66"], ["top", "--by", "host"],
            ["top", "--by", "user", "--type", "user_failed_login"],
            ["top", "--by", "category"], ["top", "--by", "ip", "app:sshd"],
            ["top", "--by", "user", "app:sshd or app:sudo"], ["top", "--by", "app", "evidence:only"],
            ["top", "--by", "type", "--type", "user_login,session*", "app:sshd or app:sudo", "and", "evidence:yes"],
        ]
    )
    func `every figure with a search equals what that search counts`(_ report: [String]) async throws {
        let store = Store()
        try await store.collect(Samples.time + [Samples.folder])
        let outcome = try await Program.footfall.start(
            ["report"] + report + ["--store", store.path, "--format", "json"]
        ).wait()
        try #require(outcome.status == 0, "\(outcome.errors)")
        let figures = try ReportJSON.figures(in: outcome.output)
        #expect(figures.count >= 4)
        for figure in figures {
            let count = try await store.count(figure.search)
            #expect(count == figure.count, "\(figure.search)")
        }
    }

    @Test(
        arguments: [
            ["app:sshd or app:sudo"], ["--type", "user_login", "app:sshd or app:sudo"], ["evidence:yes"],
            ["--type", "session_start", "--type", "auth*", "evidence:only"], ["--type", "User Login", "app:sshd"],
        ]
    )
    func `what top counts is what search finds`(_ asked: [String]) async throws {
        let store = Store()
        try await store.collect(Samples.time + [Samples.folder])
        let outcome = try await Program.footfall.start(
            ["report", "top", "--by", "type", "--limit", "100", "--store", store.path, "--format", "json"] + asked
        ).wait()
        try #require(outcome.status == 0, "\(outcome.errors)")
        let counts = try ReportJSON.figures(in: outcome.output).map(\.count)
        let found = try await store.program.start(["search", "--store", store.path, "--count"] + asked).wait()
        // That of all, and those of the types.
        #expect(counts.max() == Int(found.output.dropLast()) && found.output != "0\n")
        #expect(counts.reduce(0, +) == 2 * (counts.max() ?? 0))
    }

    @Test func `names longer than a query may be end no report`() async throws {
        let name = String(repeating: "n", count: 12_000)
        func line(_ clock: String, _ what: String, _ user: String) -> String {
            "2026-11-21T\(clock)Z web1 sshd[8]: \(what) password for \(user) from 203.0.113.9 port 4000 ssh2\n"
        }
        var lines = (0..<9).map { line("10:00:0\($0)", "Failed", name) }.joined()
        lines += line("10:01:00", "Accepted", name)
        lines +=
            "2026-11-21T11:00:00Z web1 useradd[8]: new user: name=\(name), UID=0, GID=0, home=/root, shell=/bin/sh\n"
        let store = Store()
        let log = try TemporaryDirectory.current.write("auth.log", lines)
        try await store.collect("--timezone", "UTC", log)
        for format in ["text", "markdown", "html", "json"] {
            let outcome = try await Program.footfall.start(
                ["report", "daily", "--date", "2026-11-21", "--store", store.path, "--format", format]
            ).wait()
            #expect(outcome.status == 0, "\(outcome.errors.prefix(500))")
            guard format == "json" else { continue }
            let findings = try ReportJSON(outcome.output).findings
            #expect(findings.map(\.kind) == ["guessed-password", "account-change"])
            #expect(findings.map { $0.evidence == nil } == [false, true])
            for figure in try ReportJSON.figures(in: outcome.output) {
                #expect(try await store.count(figure.search) == figure.count)
            }
        }
    }

    @Test func `names that steer terminals, pages and queries steer nothing`() async throws {
        let names = [
            "a\u{1b}[2Jb", "<script>alert(1)</script>", "x\"'y", "a|b*c_d`e", "日本語ユーザー", "back\\slash",
            String(repeating: "very-long-", count: 12) + "end", "a,b", "(or)", "-minus", "star*", "rtl\u{202e}name",
        ]
        var lines = ""
        for (number, name) in names.enumerated() {
            for round in 0..<3 {
                let ip = round == 0 ? "2001:db8:1234:5678:9abc:def0:1234:\(number + 1)" : "203.0.113.\(number + 1)"
                lines +=
                    "2026-11-21T10:\(10 + number):0\(round)Z web1 sshd[8]: "
                    + "Failed password for \(name) from \(ip) port 4000 ssh2\n"
            }
            lines +=
                "2026-11-21T11:\(10 + number):00Z web1 sshd[9]: "
                + "Accepted password for \(name) from 203.0.113.\(number + 1) port 4000 ssh2\n"
        }
        let store = Store()
        let log = try TemporaryDirectory.current.write("auth.log", lines)
        try await store.collect("--timezone", "UTC", log)
        func report(_ format: String) async throws -> String {
            var program = Program.footfall
            program.environment["COLUMNS"] = "80"
            let outcome = try await program.start(
                ["report", "daily", "--date", "2026-11-21", "--store", store.path, "--format", format, "--limit", "50"]
            ).wait()
            #expect(outcome.status == 0)
            return outcome.output
        }
        let text = try await report("text")
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            // A query whose words are longer than a line stays whole.
            let cells = line.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2e80 && $1.value < 0xa000 ? 2 : 1) }
            #expect(cells <= 80 || line.hasPrefix("     footfall search"), "\(line)")
            #expect(line.last != " ", "\(line)")
        }
        for format in ["text", "markdown", "html", "json"] {
            let text = try await report(format)
            #expect(
                text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control },
                "\(format)"
            )
            #expect(!text.contains("\u{202e}"), "\(format)")
            if format != "json", format != "text" { #expect(!text.contains("<script"), "\(format)") }
        }
        for figure in try ReportJSON.figures(in: await report("json")) {
            let count = try await store.count(figure.search)
            #expect(count == figure.count, "\(figure.search)")
        }
    }
}
