import FootfallTesting
import Testing

/// Command lines that are wrong: what is said, and the exit status.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct BadWordTests {
    struct Case: CustomTestStringConvertible {
        var arguments: [String]
        var status: Int32
        /// The beginning of what is said.
        var says: String

        /// - Parameter line: words parted by blanks; `''` is an empty one.
        init(_ line: String, status: Int32 = 64, says: String) {
            arguments = line.split(separator: " ").map { $0 == "''" ? "" : String($0) }
            self.status = status
            self.says = says
        }

        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let cases = [
        Case(
            "report yesterday",
            says:
                "error: there is no report 'yesterday'\n  hint: did you mean 'footfall report daily --date yesterday'?\n"
        ),
        Case(
            "report dayly",
            says: "error: there is no report 'dayly'\n  hint: did you mean 'footfall report daily'?\n"
        ),
        Case(
            "report dave",
            says: "error: there is no report 'dave'\n  hint: did you mean 'footfall report user dave'?\n"
        ),
        Case(
            "report 192.0.2.7",
            says: "error: there is no report '192.0.2.7'\n  hint: did you mean 'footfall report address 192.0.2.7'?\n"
        ),
        Case(
            "report daily yesterday",
            says: "error: 'yesterday' has no option before it\n  hint: did you mean '--date yesterday'?\n"
        ),
        Case(
            "report user dave 7d",
            says: "error: '7d' has no option before it\n  hint: did you mean '--since 7d'?\n"
        ),
        Case(
            "report range --from 7d",
            says: "error: there is no option '--from'\n  hint: did you mean '--since'?\n"
        ),
        Case("search x --from 7d", says: "Error: unknown option '--from'; did you mean '--since'?\n"),
        Case("search x --last=7d", says: "Error: unknown option '--last=7d'; did you mean '--since'?\n"),
        Case(
            "search x since yesterday",
            status: 0,
            says: "no event matches\n  hint: `since` was looked for as a word; did you mean `since:yesterday`?\n"
        ),
        Case(
            "search user=x",
            status: 0,
            says: "no event matches\n  hint: this was looked for as a word; did you mean `user:x`?\n"
        ),
        Case(
            "search --type login_failed",
            status: 0,
            says: "no event matches\n  hint: no event has the type `login_failed`; `footfall events` lists them\n"
        ),
        Case(
            "search type:failed_login",
            status: 0,
            says: "no event matches\n  hint: no event has the type `failed_login`; did you mean `user_failed_login`?\n"
        ),
        Case(
            "collect",
            says: "error: nothing to read: name files, folders or '-', --journal, "
                + "or where to receive with --udp, --tcp, --tls or --unix\n"
        ),
        Case(
            "collect --tls 127.0.0.1:0",
            says: "Error: --tls needs --tls-certificate and --tls-key: this machine's certificate and its key\n"
        ),
        Case(
            "collect --tls-key x y",
            says: "Error: a certificate is of use only with --tls, which says where to receive\n"
        ),
        Case("collect ''", says: "Error: a path is empty; is a variable of a script not set?\n"),
        Case("collect --onc x", says: "Error: Unknown option '--onc'. Did you mean '--once'?\n"),
        Case(
            "collect --once --timezone Europe/Berln x",
            says: "error: there is no time zone 'Europe/Berln'\n  hint: names look like Europe/Berlin, UTC or +01:00\n"
        ),
        Case(
            "collect --once --reference-time 2026-13-01 x",
            says: """
                --reference-time:1:6: error: the month cannot be 13
                  2026-13-01
                       ^
                  hint: it goes from 1 to 12

                """
        ),
        Case(
            "collect --once --enable openssh/closed-by-invlid-user x",
            says: "error: --enable: there is no pattern 'openssh/closed-by-invlid-user'\n  hint: did you mean "
        ),
        Case(
            "collect --once --enable opensh/* x",
            says: "error: --enable: there is no pack 'opensh'\n  hint: did you mean 'openssh/*'?\n"
        ),
        Case(
            "search --hosts web1",
            says: "Error: unknown option '--hosts'; did you mean '--host'?\n"
        ),
        Case(
            "search usr:alice",
            says: """
                query:1:1: error: there is no field `usr`
                  usr:alice
                  ^
                  hint: did you mean `user:`?
                """
        ),
        Case(
            "search since:yesterdy",
            says: """
                query:1:7: error: `yesterdy` is no time
                  since:yesterdy
                        ^
                  hint: did you mean `yesterday`?

                """
        ),
        Case(
            "search --since 2026-02-30",
            says:
                "--since:1:9: error: there is no 2026-02-30\n  2026-02-30\n          ^\n  hint: that month has 28 days\n"
        ),
        Case(
            "search --type user_logn",
            says:
                "--type:1:1: error: there is no event type `user_logn`\n  user_logn\n  ^\n  hint: did you mean `user_login`?\n"
        ),
        Case("search (user:alice", says: "query:1:"),
        Case("search \"alice", says: "query:1:"),
        Case("search ip:300.1.1.1", says: "query:1:"),
        Case("search ip:10.0.0.0/33", says: "query:1:"),
        Case("search --output xml", says: "Error: The value 'xml' is invalid for '--output <output>'"),
        Case("search --limit many", says: "Error: The value 'many' is invalid for '--limit <limit>'"),
        Case(
            "search --since 2026-11-22 --until 2026-11-21",
            says: "error: --until is not after --since, so nothing can be found\n"
        ),
        Case(
            "search since:2026-11-22 --until 2026-11-21",
            says: "error: --until is not after since:, so nothing can be found\n"
        ),
        Case(
            "search --since 2026-11-22 until:2026-11-21",
            says: "error: until: is not after --since, so nothing can be found\n"
        ),
        Case("search --count --limit 3", says: "Error: --count counts all that is found: leave out --limit\n"),
        Case("search --count --output csv", says: "Error: --count prints a number: leave out --output\n"),
        Case("search --saved --count", says: "Error: --saved lists the saved searches and finds nothing: leave out --"),
        Case("search -- --hosts", says: "query:1:1: error: one `-` excludes; two mean nothing\n"),
        Case(
            "report daily --date 2026-11-22T10:00",
            says: "error: --date takes a day, and '2026-11-22T10:00' is none\n"
        ),
        Case("report daily --date 2h", says: "error: --date takes a day, and '2h' is none\n"),
        Case("report daily --date someday", says: "--date:1:1: error: `someday` is no time\n"),
        Case("instal", says: "error: there is no command 'instal'\n  hint: did you mean 'footfall install'?\n"),
        Case("serch x", says: "error: there is no command 'serch'\n  hint: did you mean 'footfall search'?\n"),
        Case("docter", says: "error: there is no command 'docter'\n  hint: did you mean 'footfall doctor'?\n"),
        Case("nonsense", says: "Error: Unexpected argument 'nonsense'\n"),
        Case(
            "events --category Hostactivty",
            says: "error: there is no category 'Hostactivty'\n  hint: did you mean 'Host activity'?\n"
        ),
        Case("patterns list opensh", says: "error: there is no pack 'opensh'\n  hint: did you mean 'openssh'?\n"),
        Case(
            "patterns check /nonexistent",
            status: 1,
            says: "error: /nonexistent: there is no such file or folder\n"
        ),
        Case(
            "collect --once --patterns /nonexistent x",
            status: 1,
            says: "error: /nonexistent: there is no such file or folder\n"
        ),
    ]

    @Test(arguments: cases)
    func `a wrong word is answered with what is wrong and what was meant`(wrong: Case) async throws {
        let store = Store()
        try await store.collect(Samples.time + [Samples.path("network.log")])
        let program = Program.footfall.with(["FOOTFALL_STORE": store.path])
        let outcome = try await program.start(wrong.arguments).wait()
        #expect(outcome.status == wrong.status)
        #expect(outcome.errors.hasPrefix(wrong.says), "\(outcome.errors)")
        #expect(outcome.output == "")
    }

    @Test func `results that cannot be written are a failure`() async throws {
        let store = Store()
        try await store.collect(Samples.time + [Samples.path("network.log")])
        let shell = try #require(Program.system("sh"))
        for command in ["search --output csv", "search --count", "status", "report daily --date 2026-11-21"] {
            let outcome = try await shell.run(
                "-c",
                "\(Program.footfall.path) \(command) --store \(store.path) > /dev/full"
            )
            #expect(outcome.status == 1, "\(command)")
            #expect(outcome.errors == "error: standard output: No space left on device\n", "\(command)")
        }
    }

    @Test func `a reader that has enough is no failure`() async throws {
        let store = Store()
        try await store.collect(Samples.time + [Samples.folder])
        let shell = try #require(Program.system("sh"))
        let outcome = try await shell.run(
            "-c",
            "\(Program.footfall.path) search --limit 0 --store \(store.path) | head -n 1"
        )
        #expect(outcome.output.hasPrefix("TIME "))
        #expect(outcome.errors == "")
    }
}
