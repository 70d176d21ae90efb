import FootfallTesting
import Foundation
import Testing

/// `footfall sql` and `footfall backup`.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct SQLTests {
    private let folder = TemporaryDirectory.current
    private let store = Store()

    private func run(_ arguments: String..., input: Program.Input = .nothing) async throws -> Program.Outcome {
        try await store.program.start([arguments[0], "--store", store.path] + arguments.dropFirst(), input: input)
            .wait()
    }

    private func fill() async throws {
        try await store.collect("--timezone", "UTC", try folder.write("auth.log", SignIn.lines(0..<3)))
    }

    @Test func `an answer comes as a table, as JSON and as csv`() async throws {
        try await fill()
        let query = "SELECT user_id, sum(count) AS n, NULL AS \"no,thing\" FROM activity GROUP BY 1 ORDER BY 1"
        #expect(
            try await run("sql", query).outputLines.map { $0.split(separator: " ").joined(separator: " ") }
                == ["user_id n no,thing", "u0 1", "u1 1", "u2 1"]
        )
        #expect(
            try await run("sql", "--output", "csv", query).output == "user_id,n,\"no,thing\"\nu0,1,\nu1,1,\nu2,1,\n"
        )
        let json = try await run("sql", "--output", "jsonl", query)
        #expect(json.outputLines.first == #"{"user_id":"u0","n":1,"no,thing":null}"#)
        let piped = try await run("sql", "-", input: .bytes(Array("SELECT id FROM posted('user','u1')\n;\n".utf8)))
        #expect(piped.output == "id\n2\n")
    }

    @Test func `it reads while a collector writes`() async throws {
        let log = try folder.write("auth.log", SignIn.lines(0..<3))
        let collector = try store.follow(log)
        #expect(try await eventually { try await store.count() == 3 })
        #expect(try await run("sql", "--output", "csv", "SELECT count(*) AS n FROM activity").output == "n\n3\n")
        try folder.append("auth.log", SignIn.line(3))
        #expect(
            try await eventually {
                try await run("sql", "--output", "csv", "SELECT count(*) AS n FROM posted('user','u*')").output
                    == "n\n4\n"
            }
        )
        #expect(try await collector.end(SIGTERM).status == 0)
    }

    @Test func `a slip is shown with a caret under it, in the line where it stands`() async throws {
        try await fill()
        let wrong = try await run("sql", "SELECT time,\n  usr_id FROM activity")
        #expect(wrong.status == 64)
        #expect(
            wrong.errors == """
                query:2:3: error: no such column: usr_id
                    usr_id FROM activity
                    ^
                  hint: did you mean user_id?

                """
        )
        #expect(wrong.output == "")
        let refused = try await run("sql", "DELETE FROM event")
        #expect(refused.status == 64)
        #expect(
            refused.errors
                == "query: error: DELETE from event would change the store\n  hint: this command only reads\n"
        )
        let endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"
        let slow = try await run("sql", "--timeout", "0.3", endless)
        #expect(slow.status == 1)
        #expect(slow.errors.hasPrefix("error: query: stopped after 0.3 s\n  hint: "))
        #expect(slow.output == "")
    }

    // MARK: Backups

    @Test func `a copy made while a collector writes is whole, private and can be gone on with`() async throws {
        let log = try folder.write("auth.log", SignIn.lines(0..<20_000))
        let collector = try store.follow(log)
        #expect(try await eventually { try await store.count() >= 1 })
        let copy = Store("copy.db")
        let copying = try store.program.start(["backup", "--store", store.path, copy.path])
        try folder.append("auth.log", SignIn.lines(20_000..<20_500))
        let done = try await copying.wait()
        #expect(done.status == 0, "\(done.errors)")
        #expect(done.errors.hasPrefix("copied \(store.path) to \(copy.path): "))
        #expect(try folder.names.filter { $0.hasPrefix("copy") } == ["copy.db"])
        let attributes = try FileManager.default.attributesOfItem(atPath: copy.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try await eventually { try await store.count() == 20_500 })
        #expect(try await collector.end(SIGTERM).status == 0)
        // Its checkpoints are those of its events: what is missing is read, and nothing twice.
        try await copy.collect("--timezone", "UTC", log)
        #expect(try await copy.events().map { $0.user_id ?? "" } == SignIn.users(0..<20_500))
    }

    @Test func `what is there is not replaced unless it is asked for`() async throws {
        try await fill()
        try folder.write("copy.db", "precious")
        let refused = try await run("backup", folder("copy.db"))
        #expect(refused.status == 1)
        #expect(refused.errors.hasPrefix("error: \(folder("copy.db")): the file is there already\n  hint: "))
        #expect(try String(contentsOfFile: folder("copy.db"), encoding: .utf8) == "precious")
        #expect(try await run("backup", "--force", folder("copy.db")).status == 0)
        #expect(try await Store("copy.db").count() == 3)
        for (target, says) in [
            (store.path, "this is the store itself"), (folder.path, "is a folder"),
            (folder("none/copy.db"), "there is no such folder"), ("/dev/null", "is no file that a copy could replace"),
        ] {
            let refused = try await run("backup", "--force", target)
            #expect(refused.status == 1)
            #expect(refused.errors.contains(says), "\(target): \(refused.errors)")
        }
        #expect(try await store.count() == 3)
        let names = try folder.names.filter { $0.contains("partial") }
        #expect(names == [])
    }

    @Test func `a damaged store gives no copy, and a full disk leaves nothing behind`() async throws {
        try await store.collect("--timezone", "UTC", try folder.write("auth.log", SignIn.lines(0..<20_000)))
        guard let limited = store.program.run(by: "prlimit", "--fsize=100000") else { return }
        let full = try await limited.start(["backup", "--store", store.path, folder("copy.db")]).wait()
        #expect(full.status == 1)
        #expect(full.errors.contains(folder("copy.db")), "\(full.errors)")
        #expect(try folder.names.filter { $0.hasPrefix("copy") } == [])

        let file = try FileHandle(forUpdating: URL(filePath: store.path))
        try file.seek(toOffset: 20 * 8192)
        try file.write(contentsOf: Data(repeating: 0xa5, count: 40 * 8192))
        try file.close()
        let damaged = try await run("backup", folder("copy.db"))
        #expect(damaged.status == 1)
        #expect(damaged.errors.contains("damaged"), "\(damaged.errors)")
        #expect(try folder.names.filter { $0.hasPrefix("copy") } == [])
    }
}
