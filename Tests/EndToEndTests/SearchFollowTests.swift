import FootfallTesting
import Foundation
import Testing

/// `footfall search --follow`.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct SearchFollowTests {
    private let folder = TemporaryDirectory.current
    private let store = Store()

    private func follow(_ arguments: String...) throws -> RunningProgram {
        try store.program.start(["search", "--follow", "--store", store.path] + arguments)
    }

    /// The users of the events that were shown as JSON.
    private func users(_ program: RunningProgram) throws -> [String] {
        // Without a line that is still being written.
        let lines = program.outputSoFar.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        return try lines.map { try JSONDecoder().decode(Event.self, from: Data($0.utf8)).user_id ?? "" }
    }

    @Test func `the newest events come first, oldest of them on top, then what is written, within seconds`()
        async throws
    {
        let log = try folder.write("auth.log", SignIn.lines(0..<20))
        let collector = try store.follow(log)
        #expect(try await eventually { try await store.count() == 20 })
        let search = try follow("--limit", "5", "--output", "jsonl")
        #expect(try await eventually { try users(search) == SignIn.users(15..<20) }, "\(search.errorsSoFar)")
        var fastest = Duration.seconds(60)
        for number in 20..<30 {
            let written = ContinuousClock.now
            try folder.append("auth.log", SignIn.line(number))
            #expect(try await eventually { try users(search) == SignIn.users(15..<(number + 1)) })
            fastest = min(fastest, ContinuousClock.now - written)
        }
        #expect(fastest < .seconds(5), "\(fastest)")
        #expect(try await search.end(SIGINT).status == 0)
        #expect(search.errorsSoFar == "")
        #expect(try await collector.end(SIGTERM).status == 0)
    }

    @Test func `an event whose time is long past is shown when it comes, another query's and evidence are not`()
        async throws
    {
        let log = try folder.write("auth.log", SignIn.lines(1000..<1001))
        let collector = try store.follow(log)
        #expect(try await eventually { try await store.count() == 1 })
        let search = try follow("--user", "u*", "--limit", "0", "--output", "jsonl")
        #expect(try await eventually { try users(search) == ["u1000"] })
        let old = SignIn.line(7).replacing("2026-11-21", with: "2026-10-01")
        let evidence =
            "2026-11-21T10:00:00.001000+00:00 web1 sshd[811]: "
            + "pam_unix(sshd:session): session opened for user u1000(uid=1000) by (uid=0)\n"
        let other = SignIn.line(9).replacing("for u9", with: "for somebody")
        try folder.append("auth.log", other + evidence + old + SignIn.line(1001))
        #expect(try await eventually { try await store.count("evidence:yes") == 5 })
        #expect(try await store.count() == 4)
        #expect(try await eventually { try users(search).count == 3 })
        #expect(Set(try users(search)) == ["u1000", "u7", "u1001"])
        #expect(try await search.end(SIGTERM).status == 0)
        #expect(try users(search).count == 3)
        _ = try await collector.end(SIGTERM)
    }

    @Test func `it goes on over the end of a collector and the start of another`() async throws {
        let log = try folder.write("auth.log", SignIn.lines(0..<2))
        try await store.collect("--timezone", "UTC", log)
        let search = try follow("--output", "jsonl")
        #expect(try await eventually { try users(search) == SignIn.users(0..<2) })
        #expect(search.errorsSoFar.contains("warning: no collector writes to \(store.path) now"))
        for number in 2..<5 {
            try folder.append("auth.log", SignIn.line(number))
            let collector = try store.follow(log)
            #expect(try await eventually { try users(search) == SignIn.users(0..<(number + 1)) })
            #expect(try await collector.end(SIGTERM).status == 0)
        }
        #expect(try await search.end(SIGTERM).status == 0)
    }

    @Test func `who may only read sees what a collector adds that starts later`() async throws {
        guard let nobody = Program.footfall.run(by: "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
            try await nobody.run("--version").status == 0
        else { return print("setpriv is not allowed here: following as another user was not tested") }
        let log = try folder.write("auth.log", SignIn.lines(0..<1))
        try folder.setMode("", 0o755)
        try await store.collect("--timezone", "UTC", log)
        try folder.setMode("footfall.db", 0o644)
        let search = try nobody.start("search", "--follow", "--store", store.path, "--output", "jsonl")
        #expect(try await eventually { try users(search) == ["u0"] }, "\(search.errorsSoFar)")
        let collector = try store.follow(log)
        try folder.append("auth.log", SignIn.line(1))
        #expect(try await eventually { try users(search) == ["u0", "u1"] }, "\(search.errorsSoFar)")
        #expect(try await search.end(SIGTERM).status == 0)
        _ = try await collector.end(SIGTERM)
    }

    @Test(arguments: ["table", "jsonl", "csv"])
    func `every output comes line by line`(output: String) async throws {
        let log = try folder.write("auth.log", "")
        let collector = try store.follow(log)
        #expect(try await eventually { try await store.search().status == 0 })
        let search = try follow("--output", output)
        let heading = output == "jsonl" ? 0 : 1
        for number in 0..<3 {
            try folder.append("auth.log", SignIn.line(number))
            let lines = heading + number + 1
            #expect(
                try await eventually {
                    let shown = search.outputSoFar
                    return shown.hasSuffix("\n") && shown.split(separator: "\n").count == lines
                }
            )
            #expect(search.outputSoFar.split(separator: "\n").last?.contains("u\(number)") == true)
        }
        #expect(try await search.end(SIGINT).status == 0)
        _ = try await collector.end(SIGTERM)
    }

    @Test func `it ends when nobody reads any more, though nothing comes`() async throws {
        try await store.collect("--timezone", "UTC", try folder.write("auth.log", SignIn.lines(0..<3)))
        let script = #"("$0" "$@"; echo "ended with $?" >&2) | head -n 1"#
        let command = [
            "-c", script, Program.footfall.path, "search", "--follow", "--output", "jsonl", "--store", store.path,
        ]
        let shell = try #require(Program.system("sh"))
        let outcome = try await shell.start(command).wait()
        #expect(outcome.outputLines.count == 1)
        #expect(outcome.errorLines.last == "ended with 0")
    }

    @Test func `a signal ends it also while its reader does not read`() async throws {
        try await store.collect("--timezone", "UTC", try folder.write("auth.log", SignIn.lines(0..<3000)))
        let script = #"("$0" "$@" & echo $! > "$PID"; wait $!; echo "ended with $?" >&2) | (read line; read _ < "$GO")"#
        let go = folder("go")
        guard let shell = Program.system("sh"), let mkfifo = Program.system("mkfifo") else { return }
        #expect(try await mkfifo.run(go).status == 0)
        let command = [
            "-c", script, Program.footfall.path, "search", "--follow", "--limit", "0", "--output", "jsonl", "--store",
            store.path,
        ]
        let running = try shell.with(["PID": folder("pid"), "GO": go]).start(command)
        // Full of events, the pipe takes no more: by then it hangs in its write.
        var process: Int32?
        #expect(
            try await eventually {
                let text = (try? String(contentsOfFile: folder("pid"), encoding: .utf8)) ?? ""
                process = Int32(text.dropLast())
                guard let process else { return false }
                let state = try? String(contentsOfFile: "/proc/\(process)/wchan", encoding: .utf8)
                return state?.contains("pipe") == true
            }
        )
        kill(try #require(process), SIGTERM)
        #expect(try await eventually { running.errorsSoFar.contains("ended with 0") }, "\(running.errorsSoFar)")
        try folder.write("go", "\n")
        _ = try await running.wait()
    }

    @Test func `a store that is taken away ends it with a clear word`() async throws {
        try await store.collect("--timezone", "UTC", try folder.write("auth.log", SignIn.lines(0..<3)))
        let search = try follow("--output", "jsonl")
        #expect(try await eventually { try users(search).count == 3 })
        try folder.rename("footfall.db", to: "elsewhere.db")
        let outcome = try await search.wait()
        #expect(outcome.status == 1)
        #expect(outcome.errorLines.last?.contains("the store was removed or replaced while it was followed") == true)
    }

    @Test(
        arguments: [
            (["--count"], 64, "leave out --count"), (["--explain"], 64, "leave out --explain"),
            (["--until", "today"], 64, "--follow has no end, and the query has one (until)"),
            (["until:today"], 64, "--follow has no end, and the query has one (until)"),
            (["--store", "/nowhere/footfall.db"], 1, "/nowhere/footfall.db: there is no store here"),
        ] as [([String], Int32, String)]
    )
    func `what does not go together is said`(arguments: [String], status: Int32, says: String) async throws {
        try await store.collect("--timezone", "UTC", try folder.write("auth.log", SignIn.lines(0..<1)))
        let known = arguments.contains("--store") ? [] : ["--store", store.path]
        let outcome = try await store.program.start(["search", "--follow"] + known + arguments).wait()
        #expect(outcome.status == status)
        #expect(outcome.errors.contains(says), "\(outcome.errors)")
        #expect(outcome.output == "")
    }
}
