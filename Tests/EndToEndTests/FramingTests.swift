import FootfallTesting
import Testing

/// Records that are not lines: JSON documents, and records of several lines.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct FramingTests {
    private let folder = TemporaryDirectory.current

    private static let document = """
        {"Records": [
          {"activity": "user_login", "user_id": "alice",
           "timestamp": "2026-11-22T01:20:23.000Z", "ip": "192.0.2.7"},
          {"activity": "user_logout", "user_id": "bob {", "timestamp": "2026-11-22T01:20:24.000Z"}
        ], "next": "none"}

        """

    @Test func `the objects of a JSON document are records, and know their lines`() async throws {
        let file = try folder.write("trail.json", FramingTests.document)
        let result = try await Program.footfall.run("parse", file)
        #expect(result.status == 0)
        let events = result.output.split(separator: "\n")
        #expect(events.count == 2)
        #expect(events.first?.contains("\"user_id\":\"alice\"") == true)
        #expect(events.first?.contains("\"line\":2,") == true || events.first?.contains("\"line\":2}") == true)
        #expect(events.last?.contains("\"user_id\":\"bob {\"") == true)
        #expect(events.last?.contains("\"line\":4") == true)
    }

    @Test func `a JSON document that grows is read on behind its last object`() async throws {
        let store = Store()
        let first = "[\n{\"activity\":\"user_login\",\"user_id\":\"a\",\"timestamp\":\"2026-11-22T01:00:00Z\"}"
        let file = try folder.write("stream.json", first)
        for (rest, count) in [
            ("", 1), (",\n{\"activity\":\"user_logout\",\"timestamp\":\"2026-11-22T02:00:00Z\"}\n]\n", 2),
        ] {
            try folder.append("stream.json", rest)
            #expect(try await store.collect(file).status == 0)
            #expect(try await store.count() == count)
        }
    }

    @Test func `a record goes on until the next one begins`() async throws {
        let log = """
            Nov 22 10:00:01 web1 sshd[811]: Accepted password for alice
             from 192.0.2.7 port 50022 ssh2
            Nov 22 10:00:02 web1 sshd[812]: Accepted password for bob from 192.0.2.8 port 50022 ssh2

            """
        let file = try folder.write("auth.log", log)
        let result = try await Program.footfall.run("parse", "--record-start", "^[A-Z][a-z]{2} ", file)
        let events = result.outputLines
        #expect(events.count == 2)
        #expect(events.first?.contains("for alice\\n from 192.0.2.7 port") == true)
        #expect(events.first?.contains("\"line\":1") == true)
        #expect(events.last?.contains("\"line\":3") == true)
    }

    @Test func `a wrong expression for a record's start is shown with its place`() async throws {
        let result = try await Program.footfall.run("parse", "--record-start", "^(x", "/dev/null")
        #expect(result.status == 64)
        #expect(
            result.errors == """
                error: --record-start: missing closing parenthesis
                  ^(x
                     ^
                  hint: PCRE2 syntax, as in packs

                """
        )
    }
}
