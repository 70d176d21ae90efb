import FootfallTesting
import Foundation
import Testing

/// What a newcomer is told who asks before there is anything to ask about.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct FirstStepsTests {
    private let folder = TemporaryDirectory.current

    /// A command, and with what it ends where nothing is there yet.
    struct Case: CustomTestStringConvertible {
        var words: String
        var status: Int32
        var says: [String]

        init(_ words: String, _ status: Int32, _ says: String...) {
            (self.words, self.status, self.says) = (words, status, says)
        }

        var testDescription: String { words }
    }

    private static let asking = [
        "search", "search user:alice --count", "search --explain", "search --follow", "report", "report daily",
        "report user alice", "report address 192.0.2.7", "report top --by user", "status", "patterns coverage",
        "serve", "backup copy.db", "prune --max-age 30d",
    ]

    private func run(_ words: String, store: String? = nil) async throws -> Program.Outcome {
        var arguments = words.split(separator: " ").map(String.init)
        if let store { arguments += ["--store", store] }
        return try await Program.footfall.with(["HOME": folder.path, "FOOTFALL_CONFIG": folder("none.yaml")])
            .start(arguments).wait()
    }

    @Test(arguments: asking + ["sql SELECT"])
    func `without a store: how to make one`(_ words: String) async throws {
        var arguments = words.split(separator: " ").map(String.init)
        arguments += ["--store", folder("none.db")]
        let outcome = try await Program.footfall.start(arguments).wait()
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        #expect(
            outcome.errors.hasPrefix(
                """
                error: \(folder("none.db")): there is no store here; nothing has been collected yet
                  hint: begin with `footfall collect --once --store \(folder("none.db")) /var/log`; \
                `footfall discover` tells what this host logs

                """
            ),
            "\(outcome.errors)"
        )
    }

    @Test(
        arguments: asking.filter {
            $0 != "serve" && !$0.hasPrefix("backup") && !$0.contains("--explain") && !$0.contains("--follow")
        }
    )
    func `with an empty store: how to fill it`(_ words: String) async throws {
        let store = Store()
        try await store.collect(folder.write("empty.log", ""))
        let outcome = try await Program.footfall.start(
            words.split(separator: " ").map(String.init) + ["--store", store.path]
        ).wait()
        #expect(outcome.status == 0)
        #expect(
            outcome.errors.hasSuffix(
                """
                \(store.path): has no events, as nothing has been collected into it yet
                  hint: begin with `footfall collect --once --store \(store.path) /var/log`

                """
            ),
            "\(outcome.errors)"
        )
    }

    @Test func `with a store of nothing that was recognised: how to see what it was`() async throws {
        let store = Store()
        try await store.collect(folder.write("odd.log", "it rained\nit snowed\n"))
        for words in [["search"], ["report"], ["status"]] {
            let outcome = try await Program.footfall.start(words + ["--store", store.path]).wait()
            #expect(outcome.status == 0)
            #expect(
                outcome.errors.contains(
                    "has no events; of the 2 records read, none was recognised\n  hint: `footfall patterns coverage --store \(store.path)`"
                ),
                "\(outcome.errors)"
            )
        }
    }

    @Test func `while a collector runs, nobody is told to begin`() async throws {
        let store = Store()
        let collector = try store.follow(folder.write("empty.log", ""))
        #expect(try await eventually { (try? await store.report())?.collector.running == true })
        let outcome = try await Program.footfall.run("search", "--store", store.path)
        let told = "\(store.path): has no events yet; the collector that runs (process \(collector.processID))"
        #expect(outcome.errors.contains(told), "\(outcome.errors)")
        #expect(!outcome.errors.contains("hint:"))
        #expect(try await collector.end(SIGTERM).status == 0)
    }

    @Test func `nobody of a name, and who may be meant`() async throws {
        let store = Store()
        try await store.collect("--timezone", "UTC", folder.write("auth.log", SignIn.lines(0..<3)))
        let cases = [
            "U1": "no event names 'U1'\n  hint: did you mean u1?\n", "somebody": "no event names 'somebody'\n",
            "u1": "",
        ]
        for (name, said) in cases {
            let outcome = try await Program.footfall.run("report", "user", name, "--store", store.path)
            #expect(outcome.status == 0)
            #expect(outcome.errors == said)
        }
    }

    @Test func `with events, nothing is said of first steps`() async throws {
        let store = Store()
        try await store.collect("--timezone", "UTC", folder.write("auth.log", SignIn.line(1)))
        for words in [["search", "user:nobody"], ["report"], ["status"]] {
            let outcome = try await Program.footfall.start(words + ["--store", store.path]).wait()
            #expect(!outcome.errors.contains("hint:"), "\(outcome.errors)")
        }
    }

    @Test(
        arguments: [
            Case(
                "collect",
                64,
                "nothing to read",
                "begin with `footfall collect --once /var/log`",
                "`footfall discover`"
            ),
            Case("collect --once", 64, "nothing to read", "begin with `footfall collect --once /var/log`"),
            Case("collect --check", 1, "no sources: nothing would be read", "`footfall collect --check /var/log`"),
            Case("search --saved", 0, "no search is saved", "searches: {refused: 'outcome:failure'}"),
            Case("search @refused", 64, "is a search that a configuration names, and there is none", "--config FILE"),
            Case("prune", 64, "nothing says what may go", "footfall prune --max-age 400d"),
            Case("report user", 64, "Missing expected argument '<name>'", "footfall report user --help"),
            Case("patterns explain", 64, "Missing expected argument '<line>'", "footfall patterns explain --help"),
            Case("patterns new", 64, "Missing expected argument '<files> ...'", "footfall patterns new --help"),
            Case(
                "doctor",
                0,
                "there is none; commands go by their options alone",
                "sudo footfall discover",
                "footfall collect --once /var/log"
            ),
        ]
    )
    func `without a configuration: what to name`(_ example: Case) async throws {
        let store = Store()
        try await store.collect("--timezone", "UTC", folder.write("auth.log", SignIn.line(1)))
        let outcome = try await Program.footfall.with(["FOOTFALL_STORE": store.path])
            .start(example.words.split(separator: " ").map(String.init)).wait()
        // What is wrong with this machine is not this test's.
        if example.words != "doctor" { #expect(outcome.status == example.status) }
        for text in example.says {
            #expect((outcome.output + outcome.errors).contains(text), "\(text)\n\(outcome.output)\(outcome.errors)")
        }
    }

    @Test func `without rights: who may`() async throws {
        guard let program = try await unprivileged() else { return }
        let store = Store()
        try await store.collect("--timezone", "UTC", folder.write("auth.log", SignIn.line(1)))
        guard geteuid() == 0 else { return }
        try folder.setMode("footfall.db", 0o640)
        _ = unsafe chown(store.path, 0, 4)
        let asked = try await program.run("search", "--store", store.path)
        #expect(asked.status == 1)
        #expect(
            asked.errors.contains("hint: be a member of the group adm (usermod -aG adm USER), or root"),
            "\(asked.errors)"
        )
        try folder.setMode("footfall.db", 0o600)
        let refused = try await program.run("search", "--store", store.path)
        #expect(refused.errors.contains("hint: ask for the right to read it"), "\(refused.errors)")
        try folder.write("closed.log", SignIn.line(2))
        try folder.setMode("closed.log", 0o640)
        for words in [["collect", "--once"], ["parse"], ["patterns", "coverage"]] {
            let arguments =
                words + (words[0] == "collect" ? ["--store", folder("own.db")] : []) + [folder("closed.log")]
            let outcome = try await program.start(arguments).wait()
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("run as a member of the group root"), "\(outcome.errors)")
        }
    }
}
