import FootfallTesting
import Foundation
import Testing

/// `footfall search @NAME`.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct NamedSearchTests {
    private let configured = ConfiguredStore()
    private var store: Store { configured.store }

    private func search(_ arguments: String...) async throws -> Program.Outcome {
        try await store.program.start(["search", "--config", configured.path] + arguments).wait()
    }

    @Test func `a saved search finds what its query finds, and what is added narrows it`() async throws {
        try await store.collect(Samples.time + [Samples.folder])
        try configured.write(
            "searches:\n  refused: outcome:failure -user:admin\n  web: {query: 'host:web1'}\n  day: since:2026-11-21\n"
        )
        for (saved, plain) in [
            (["@refused"], ["outcome:failure", "-user:admin"]),
            (["@refused", "@web"], ["outcome:failure", "-user:admin", "host:web1"]),
            (["@refused", "--app", "sshd", "password"], ["outcome:failure", "-user:admin", "app:sshd", "password"]),
            (["@day", "since:2026-11-20", "@web"], ["since:2026-11-21", "host:web1"]),
        ] {
            let asked = try await store.program.start(["search", "--config", configured.path, "--count"] + saved).wait()
            let expected = try await store.program.start(["search", "--store", store.path, "--count"] + plain).wait()
            #expect(asked.output == expected.output, "\(saved)")
            #expect(expected.output != "0\n")
        }
    }

    @Test func `a report has a section of saved searches, whose figures are those of the searches`() async throws {
        try await store.collect(Samples.time + [Samples.folder])
        try configured.write(
            "searches:\n  refused: 'outcome:failure or type:locked_account'\n  own: since:2026-11-21T20:00:00Z\n"
                + "  none: user:nobody-at-all\n  again: evidence:only\n"
                + "  either: 'app:sshd or app:sudo evidence:yes'\n"
        )
        let arguments = [
            "report", "daily", "--config", configured.path, "--date", "2026-11-21", "--section", "searches",
        ]
        let report = try await store.program.start(arguments + ["--format", "json"]).wait()
        #expect(report.status == 0, "\(report.errors)")
        let json = try #require(try JSONSerialization.jsonObject(with: Data(report.output.utf8)) as? [String: Any])
        let sections = try #require(json["sections"] as? [String: [String: Any]])
        let rows = try #require(sections["searches"]?["searches"] as? [[String: Any]])
        #expect(rows.compactMap { $0["name"] as? String } == ["refused", "own", "none", "again", "either"])
        let figures = rows.compactMap { $0["times"] as? [String: Any] }
        for place in [0, 3, 4] {
            let query = try #require(figures[place]["search"] as? String)
            #expect(figures[place]["count"] as? Int == (try await store.count(query)), "\(query)")
            #expect(figures[place]["count"] as? Int ?? 0 > 0)
        }
        let own = try await store.count("since:2026-11-21T20:00:00Z", "until:2026-11-21")
        #expect(figures[1]["count"] as? Int == own)
        #expect(figures[2]["count"] as? Int == 0)
        let text = try await store.program.start(arguments).wait().output
        #expect(text.contains("@refused") && text.contains("outcome:failure or type:locked_account"))
    }

    @Test func `an unknown name is told with the nearest, a wrong query with its place, a missing file at all`()
        async throws
    {
        try await store.collect("--timezone", "UTC", try TemporaryDirectory.current.write("a.log", SignIn.line(1)))
        try configured.write("searches:\n  refused: outcome:failure\n  bad: 'ip:x'\n")
        let unknown = try await search("@refuse")
        #expect(unknown.status == 64)
        #expect(unknown.errors.contains("query:1:2: error: there is no saved search `refuse`"))
        #expect(unknown.errors.contains("hint: did you mean `@refused`?"))
        #expect(try await search("@other").errors.contains("hint: there are @refused, @bad"))
        let bad = try await search("@bad")
        #expect(bad.status == 64)
        #expect(bad.errors.contains("\(configured.path):5:"), "\(bad.errors)")
        let none = try await store.program.run("search", "--store", store.path, "@refused")
        #expect(none.status == 64)
        #expect(none.errors.contains("@refused is a search that a configuration names, and there is none"))
        // Words of a message that begin so are found in quotation marks.
        #expect(try await search("\"@refused\"").status == 0)
    }

    @Test func `a collector does not start with a wrong query, and lists no search that is not there`() async throws {
        try configured.write("sources: [{stdin: true}]\nsearches:\n  x: type:user_logn\n")
        let outcome = try await configured.start().wait()
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("footfall.yaml:5:11: error: search x: there is no event type `user_logn`"))
        try configured.write("")
        #expect(try await search("--saved").errors.hasPrefix("no search is saved"))
        #expect(try await search("--saved", "user:x").status == 64)
    }
}
