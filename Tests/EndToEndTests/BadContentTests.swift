import FootfallTesting
import Foundation
import Testing

/// Files that hold what no log should.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct BadContentTests {
    private let folder = TemporaryDirectory.current
    private let store = Store()

    @Test func `invalid UTF-8 is kept, and shown as such`() async throws {
        let line = "2026-11-21T10:00:00Z web1 sshd[811]: Accepted password for ren\u{1}e from 192.0.2.7 port 1 ssh2\n"
        let bytes = Array(line.utf8).map { $0 == 1 ? 0xe9 : $0 }
        let log = try folder.write("auth.log", bytes: bytes + Array(SignIn.line(1).utf8))
        #expect(try await store.collect(log).status == 0)
        #expect(try await store.events().map(\.user_id) == ["ren\u{fffd}e", "u1"])
        #expect(try await store.search().status == 0)
        #expect(try await store.search("--output", "csv").status == 0)
        #expect(try await store.status()[log]?.first == 2)
    }

    @Test func `NUL bytes are kept, and the lines around them are read`() async throws {
        let line = "2026-11-21T10:00:00Z web1 sshd[811]: Accepted password for a\0b from 192.0.2.7 port 1 ssh2\n"
        // The hole that a crash leaves in a file.
        let hole = [UInt8](repeating: 0, count: 5000)
        let log = try folder.write(
            "auth.log",
            bytes: Array(SignIn.line(1).utf8) + Array(line.utf8) + hole + Array(SignIn.line(2).utf8)
        )
        #expect(try await store.collect("--timezone", "UTC", log).status == 0)
        let users = Set(try await store.events().map(\.user_id))
        #expect(users.contains("u1"))
        let numbers = try #require(try await store.status()[log])
        #expect(numbers[0] == 3)
        #expect(numbers[0] == numbers[1...4].reduce(0, +))
    }

    @Test func `a line of ten megabytes is cut, counted, and nothing after it is lost`() async throws {
        let long = String(repeating: "x", count: 10 << 20)
        let log = try folder.write(
            "auth.log",
            SignIn.line(1) + "2026-11-21T10:00:00Z web1 app: \(long)\n" + SignIn.line(2)
        )
        #expect(try await store.collect("--timezone", "UTC", log).status == 0)
        #expect(try await store.events().map(\.user_id) == ["u1", "u2"])
        #expect(try await store.status()[log] == [3, 2, 1, 0, 0, 2])
        let status = try await Program.footfall.run("status", "--store", store.path)
        #expect(status.output.contains("auth.log: 1 line was longer than 64 KiB and cut\n"), "\(status.output)")
    }

    @Test func `an empty file is nothing, and no failure`() async throws {
        let log = try folder.write("auth.log", "")
        let outcome = try await store.collect(log)
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("read 0 lines, kept 0 events"))
        let status = try await Program.footfall.run("status", "--store", store.path)
        #expect(status.output.contains("events     0\n"))
        #expect(try await store.search().errors.hasPrefix("no event matches\n"))
        #expect(try await Program.footfall.run("report", "daily", "--store", store.path).status == 0)
    }

    @Test func `empty lines are skipped and counted`() async throws {
        let log = try folder.write("auth.log", "\n\n" + SignIn.line(1) + "\r\n \n")
        #expect(try await store.collect("--timezone", "UTC", log).status == 0)
        let numbers = try #require(try await store.status()[log])
        #expect(numbers[0] == 5)
        #expect(numbers[1] == 1)
        #expect(numbers[4] >= 2)
        #expect(numbers[0] == numbers[1...4].reduce(0, +))
    }

    @Test func `a last line without its newline is taken once, also when the newline comes later`() async throws {
        let log = try folder.write("auth.log", SignIn.line(1) + SignIn.line(2).dropLast())
        try rest("auth.log")
        #expect(try await store.collect("--timezone", "UTC", log).status == 0)
        #expect(try await store.events().map(\.user_id) == ["u1", "u2"])
        try folder.append("auth.log", "\n")
        #expect(try await store.collect("--timezone", "UTC", log).status == 0)
        #expect(try await store.events().map(\.user_id) == ["u1", "u2"])
        try folder.append("auth.log", SignIn.line(3))
        #expect(try await store.collect("--timezone", "UTC", log).status == 0)
        #expect(try await store.events().map(\.user_id) == ["u1", "u2", "u3"])
    }

    @Test func `a line in two halves is one line while following`() async throws {
        let log = try folder.write("auth.log", SignIn.line(1))
        let collector = try store.follow(log)
        #expect(try await eventually { try await store.count() == 1 })
        let line = SignIn.line(2)
        try folder.append("auth.log", String(line.prefix(60)))
        try folder.append("auth.log", String(line.dropFirst(60)))
        #expect(try await eventually { try await store.count() == 2 })
        #expect(try await collector.end(SIGTERM).status == 0)
        #expect(try await store.events().map(\.user_id) == ["u1", "u2"])
        #expect(try await store.status()[log]?.first == 2)
    }

    @Test func `control characters of a log never reach the terminal`() async throws {
        let line =
            "2026-11-21T10:00:00Z web1 sshd[811]: Failed password for \u{1b}[31mred\u{7} from 192.0.2.7 port 1 ssh2\n"
        let log = try folder.write("auth.log", line)
        #expect(try await store.collect(log).status == 0)
        let table = try await store.search()
        #expect(table.output.contains("red"))
        #expect(!table.output.contains("\u{1b}") && !table.output.contains("\u{7}"))
        let report = try await Program.footfall.run("report", "daily", "--store", store.path, "--date", "2026-11-21")
        #expect(!report.output.contains("\u{1b}") && !report.output.contains("\u{7}"))
    }

    @Test func `a broken JSON object is counted as such`() async throws {
        let log = try folder.write("mosaic.jsonl", "{\"activity\":\"user_login\",\n{\"activity\"\n[1,2\n{}\n")
        #expect(try await store.collect(log).status == 0)
        let numbers = try #require(try await store.status()[log])
        #expect(numbers[0] == numbers[1...4].reduce(0, +))
        #expect(numbers[5] == 0)
    }

    /// Makes a file look as if nobody had written to it for a while.
    private func rest(_ name: String) throws {
        let date = Date(timeIntervalSinceNow: -60)
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: folder(name))
    }
}
