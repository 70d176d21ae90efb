import FootfallTesting
import Testing

/// Packs of one's own that are wrong.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct BadPackTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        /// What takes the place of a line of the good pack.
        var replaced: (String, String)
        /// Of what is said: the place, and what is wrong.
        var says: [String]
        /// Only running the examples shows it.
        var needsExamples = false
    }

    static let good = """
        pack: door
        about: A door
        apps: [doord]
        patterns:
          - id: opened
            event: user_login
            regex: '^opened by (?<user>\\S+)$'
            examples:
              - line: 'Nov 22 10:00:01 web1 doord[1]: opened by alice'
                expect: { user_id: alice }
        """

    static let cases = [
        Case(
            testDescription: "wrong key",
            replaced: ("    regex:", "    regexp:"),
            says: ["door.yaml:7:5: error: unknown key 'regexp' in a pattern", "hint: did you mean 'regex'?"]
        ),
        Case(
            testDescription: "wrong expression",
            replaced: ("(?<user>\\S+)$", "(?<user>\\S+$"),
            says: ["door.yaml:7:", "missing closing parenthesis", "^"]
        ),
        Case(
            testDescription: "unknown event type",
            replaced: ("user_login", "user_logn"),
            says: ["door.yaml:6:12: error: there is no event type 'user_logn'", "hint: did you mean 'user_login'?"]
        ),
        Case(
            testDescription: "example that is not matched",
            replaced: ("opened by alice", "closed by alice"),
            says: ["door.yaml:9:", "door/opened: the example is not matched"],
            needsExamples: true
        ),
        Case(
            testDescription: "example that gives something else",
            replaced: ("user_id: alice", "user_id: bob"),
            says: ["door.yaml:10:", "door/opened: user_id is 'alice', expected 'bob'"],
            needsExamples: true
        ),
        Case(
            testDescription: "no YAML",
            replaced: ("patterns:", "patterns: ["),
            says: ["door.yaml:", "error: "]
        ),
    ]

    @Test func `a good pack holds and works`() async throws {
        let packs = try write(BadPackTests.good)
        let check = try await Program.footfall.run("patterns", "check", packs)
        #expect(check.status == 0, "\(check.errors)")
        let line = "Nov 22 10:00:01 web1 doord[1]: opened by carol\n"
        let parsed = try await Program.footfall.run(
            "parse",
            "--patterns",
            packs,
            input: .bytes(Array(line.utf8))
        )
        #expect(parsed.output.contains("\"user_id\":\"carol\""))
    }

    @Test(arguments: cases)
    func `a wrong pack is told with the place and what was meant`(wrong: Case) async throws {
        let text = BadPackTests.good.replacing(wrong.replaced.0, with: wrong.replaced.1)
        try #require(text != BadPackTests.good)
        let packs = try write(text)
        let check = try await Program.footfall.run("patterns", "check", packs)
        #expect(check.status == 1)
        for part in wrong.says { #expect(check.errors.contains(part), "\(check.errors)") }
        #expect(check.output.contains(/: \d mistakes?\n/), "\(check.output)")

        let store = Store()
        let log = try TemporaryDirectory.current.write("auth.log", SignIn.line(1))
        let outcome = try await store.collect("--patterns", packs, log)
        if wrong.needsExamples {
            // Examples are for whoever writes the pack; collecting does not run them.
            #expect(outcome.status == 0, "\(outcome.errors)")
        } else {
            #expect(outcome.status == 1)
            for part in wrong.says { #expect(outcome.errors.contains(part), "\(outcome.errors)") }
            #expect(
                outcome.errors.contains(/\nerror: \d mistakes? in the packs; nothing was read\n$/),
                "\(outcome.errors)"
            )
            #expect(try TemporaryDirectory.current.names == ["auth.log", "packs"], "no store was made")
        }
    }

    @Test func `every mistake is told at once`() async throws {
        let again = """

              - id: closed
                event: user_logout
                regex: '^closed by (?<user>\\S+$'
                examples:
                  - line: 'Nov 22 10:00:01 web1 doord[1]: closed by alice'
                    expect: { user_id: alice }
            """
        let text = BadPackTests.good.replacing("user_login", with: "user_logn") + again
        let check = try await Program.footfall.run("patterns", "check", try write(text))
        #expect(check.errors.contains("door.yaml:6:12: error: there is no event type 'user_logn'"))
        #expect(check.errors.contains("door.yaml:13:"), "\(check.errors)")
    }

    @Test func `a folder without packs`() async throws {
        let empty = try TemporaryDirectory.current.folder("empty")
        let check = try await Program.footfall.run("patterns", "check", empty)
        #expect(check.status == 1)
        #expect(
            check.errors
                == "error: \(empty): no pack is in this folder\n  hint: a pack is a file whose name ends in .yaml\n"
        )
    }

    private func write(_ text: String) throws -> String {
        let folder = TemporaryDirectory.current
        let packs = try folder.folder("packs")
        try folder.write("packs/door.yaml", text)
        return packs
    }
}
