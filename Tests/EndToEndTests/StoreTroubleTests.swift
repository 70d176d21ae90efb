import FootfallTesting
import Foundation
import Testing

/// A store that is in trouble while it is written: collecting waits, or ends with a clear word, and nothing is lost.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct StoreTroubleTests {
    private let folder = TemporaryDirectory.current
    private let store = Store()

    /// Another program that may write and does not, which also had to wait for its turn.
    private func holdStore() async throws -> RunningProgram {
        let shell = try #require(Program.system("sqlite3"))
        let holder = try shell.start("-bail", "-cmd", ".timeout 30000", store.path, input: .pipe)
        try holder.send("begin immediate; select 'held';\n")
        #expect(try await eventually { holder.outputSoFar.contains("held") })
        return holder
    }

    private func occurrences(of part: String, in text: String) -> Int { text.ranges(of: part).count }

    @Test(.enabled(if: Program.system("sqlite3") != nil, "sqlite3 is not installed"))
    func `a store that another program holds is waited for, and told of once`() async throws {
        let log = try folder.write("auth.log", SignIn.lines(0..<10))
        let collector = try store.follow(log)
        #expect(try await eventually { try await store.count() == 10 })
        let holder = try await holdStore()
        try folder.append("auth.log", SignIn.lines(10..<500))
        // Said when the five seconds are over that SQLite waits by itself.
        let waits =
            "warning: \(store.path): another program keeps the store from being written; collecting waits for it\n"
        #expect(try await eventually { collector.errorsSoFar.contains(waits) }, "\(collector.errorsSoFar)")
        try folder.append("auth.log", SignIn.lines(500..<1000))
        let report = try await store.report()
        #expect(report.collector.waiting_for?.hasPrefix("another program keeps the store") == true)
        #expect(report.exitStatus == 2)
        try holder.send("rollback;\n")
        holder.closeInput()
        let goesOn = "\(store.path): the store can be written again; collecting goes on\n"
        #expect(try await eventually { collector.errorsSoFar.contains(goesOn) }, "\(collector.errorsSoFar)")
        #expect(try await eventually { try await store.count() == 1000 })
        #expect(occurrences(of: "another program keeps", in: collector.errorsSoFar) == 1)
        #expect(try await store.report().exitStatus == 0)
        #expect(try await collector.end(SIGTERM).status == 0)
        #expect(try await store.events().map(\.user_id) == SignIn.users(0..<1000))
    }

    @Test(.enabled(if: Program.system("sqlite3") != nil, "sqlite3 is not installed"))
    func `a store that cannot be written slows the senders of a connection, and each message is stored once`()
        async throws
    {
        let receiver = try await RunningReceiver("tcp", store)
        let holder = try await holdStore()
        let sender = try StreamSender(port: receiver.port)
        // More than the kernel, the listener and the queues hold together.
        let number = 100_000
        let padding = String(repeating: "x", count: 400)
        let text = (0..<number).map { "<86>" + SignIn.line($0).dropLast() + ": " + padding + "\n" }.joined()
        let bytes = Array(text.utf8)
        let taken = try sender.send(bytes[...], patience: .seconds(8))
        #expect(taken < bytes.count)
        #expect(try await eventually { receiver.program.errorsSoFar.contains("another program keeps the store") })
        try holder.send("rollback;\n")
        holder.closeInput()
        #expect(try sender.send(bytes[taken...], patience: .seconds(60)) == bytes.count - taken)
        #expect(try await receiver.hasStored(records: number, of: receiver.name("tcp")))
        try await receiver.stop()
        #expect(try await store.status()[receiver.name("tcp")] == [number, number, 0, 0, 0, number])
        let users = try await store.program.run(
            "sql",
            "--store",
            store.path,
            "--output",
            "csv",
            "SELECT count(DISTINCT user_id) FROM activity"
        )
        #expect(users.outputLines.last == "\(number)")
    }

    @Test(.enabled(if: Program.system("faketime") != nil, "faketime is not installed"))
    func `a clock that is set back while lines come, and before a restart, loses none and doubles none`() async throws {
        let log = try folder.write("auth.log", SignIn.lines(0..<10))
        let clock = try folder.write("clock", "+0")
        let clocked = store.program.run(
            by: "env",
            "LD_PRELOAD=/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
            "FAKETIME_TIMESTAMP_FILE=\(clock)",
            "FAKETIME_CACHE_DURATION=1",
            // A clock that is set does not move what counts from the machine's start.
            "FAKETIME_DONT_FAKE_MONOTONIC=1",
            // In the first program the library adds to the environment, after which Swift finds no arguments.
            "/usr/bin/env"
        )
        var shifted = store
        shifted.program = try #require(clocked)
        let collector = try shifted.follow(log)
        #expect(try await eventually { try await store.count() == 10 }, "\(collector.errorsSoFar)")
        for (part, shift) in ["-3h", "-400d", "+1d"].enumerated() {
            // In its place and at once: the collector reads it all the time.
            try folder.write("clock.new", shift)
            try folder.rename("clock.new", to: "clock")
            let first = 10 + part * 100
            try folder.append("auth.log", SignIn.lines(first..<first + 100))
            #expect(try await eventually { try await store.count() == first + 100 })
        }
        #expect(try await collector.end(SIGKILL).status == 128 + SIGKILL)
        try folder.write("clock", "-400d")
        try folder.append("auth.log", SignIn.lines(310..<400))
        let again = try shifted.follow(log)
        #expect(try await eventually { try await store.count() == 400 })
        // What it says of itself by the wrong clock may be odd; that it can be asked may not.
        #expect([0, 2].contains(try await shifted.program.run("status", "--store", store.path).status))
        #expect(try await again.end(SIGTERM).status == 0)
        #expect(try await store.events().map(\.user_id) == SignIn.users(0..<400))
    }

    @Test(.enabled(if: Program.system("prlimit") != nil, "prlimit is not installed"))
    func `writes that fail as a quota's do are tried again until they go`() async throws {
        let prlimit = try #require(Program.system("prlimit"))
        let log = try folder.write("auth.log", SignIn.lines(0..<10))
        let collector = try store.follow(log)
        #expect(try await eventually { try await store.count() == 10 })
        let process = "\(collector.processID)"
        #expect(try await prlimit.run("--pid", process, "--fsize=100000:unlimited").status == 0)
        try folder.append("auth.log", SignIn.lines(10..<20_000))
        let waits = "warning: \(store.path): writing to the store fails (disk I/O error); collecting waits: "
        #expect(try await eventually { collector.errorsSoFar.contains(waits) }, "\(collector.errorsSoFar)")
        #expect(try await store.count() < 20_000)
        #expect(try await prlimit.run("--pid", process, "--fsize=unlimited:unlimited").status == 0)
        #expect(try await eventually { try await store.count() == 20_000 })
        #expect(occurrences(of: "warning:", in: collector.errorsSoFar) == 1, "\(collector.errorsSoFar)")
        #expect(try await collector.end(SIGTERM).status == 0)
        #expect(try await store.events().map(\.user_id) == SignIn.users(0..<20_000))
    }

    /// What is left when the collector is killed before each of its first writes.
    @Test(.enabled(if: Program.system("strace") != nil, "strace is not installed"), arguments: ["pwrite64", "unlink"])
    func `a store whose making was cut off anywhere is finished by the next collector`(call: String) async throws {
        let log = try folder.write("auth.log", SignIn.lines(0..<3))
        for number in 1...(call == "unlink" ? 2 : 14) {
            let store = Store("\(call)-\(number).db")
            let cut = store.program.run(
                by: "strace",
                "--follow-forks",
                "--output=/dev/null",
                "--trace=" + call,
                "--inject=\(call):signal=KILL:when=\(number)"
            )
            let killed = try #require(cut)
            #expect(try await killed.run("collect", "--once", "--store", store.path, log).status == 128 + SIGKILL)
            let asked = try await store.program.run("search", "--store", store.path)
            #expect(asked.status == 1 && asked.errors.contains("there is no store here"), "\(number): \(asked)")
            #expect(try await store.collect(log).status == 0, "\(number)")
            #expect(try await store.events().map(\.user_id) == SignIn.users(0..<3), "\(number)")
        }
    }

    @Test(arguments: ["removed", "replaced", "busy"])
    func `a store that is taken away ends the collector with a clear word`(how: String) async throws {
        let log = try folder.write("auth.log", SignIn.lines(0..<10))
        let collector = try store.follow(log)
        #expect(try await eventually { try await store.count() == 10 })
        switch how {
        case "removed":
            try FileManager.default.removeItem(atPath: store.path)
        case "replaced":
            try folder.rename("footfall.db", to: "old.db")
            let other = Store("other.db")
            try await other.collect("--timezone", "UTC", try folder.write("other.log", SignIn.lines(100..<103)))
            try folder.rename("other.db", to: "footfall.db")
        default:
            try FileManager.default.removeItem(atPath: store.path)
            try folder.append("auth.log", SignIn.lines(10..<5000))
        }
        let ended = try await collector.wait()
        #expect(ended.status == 1)
        let said = "error: \(store.path): the store was removed or replaced while Footfall was writing to it\n  hint: "
        #expect(occurrences(of: said, in: ended.errors) == 1, "\(ended.errors)")
        // What a restart finds is what stands at the path, unharmed by what the old collector left.
        let expected = how == "replaced" ? 13 : how == "busy" ? 5000 : 10
        #expect(try await store.collect("--timezone", "UTC", log).status == 0)
        #expect(try await store.count() == expected)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `a power cut anywhere in the write-ahead log loses no line and doubles none`(seed: UInt64) async throws {
        // The collector is killed while the log has many transactions; then the log is cut, as if its end had not
        // reached the disk, or torn, as if it had reached it in part.
        var random = SeededGenerator(seed: seed)
        let log = folder("auth.log")
        let collector = try store.follow(try folder.write("auth.log", ""))
        for part in 0..<12 {
            try folder.append("auth.log", SignIn.lines(part * 500..<(part + 1) * 500))
            #expect(try await eventually { try await store.count() == (part + 1) * 500 })
        }
        #expect(try await collector.end(SIGKILL).status == 128 + SIGKILL)
        let whole = try Data(contentsOf: URL(filePath: store.path))
        let journal = try Data(contentsOf: URL(filePath: store.path + "-wal"))
        #expect(journal.count > 100_000)
        var counts: Set<Int> = []
        for _ in 0..<8 {
            let cut = Int.random(in: 0...journal.count, using: &random)
            var kept = Array(journal.prefix(cut))
            if Bool.random(using: &random), cut > 4096 {
                for index in cut - 4096..<cut { kept[index] = UInt8.random(in: 0...255, using: &random) }
            }
            try folder.write("footfall.db", bytes: Array(whole))
            try folder.write("footfall.db-wal", bytes: kept)
            try? FileManager.default.removeItem(atPath: store.path + "-shm")
            // What is stored, and how far the file is read, are of the same moment.
            let before = try? await store.report()
            if let source = before?[log] {
                let records = source.counts["records"] ?? 0
                #expect(source.closes)
                #expect(source.read_bytes == SignIn.lines(0..<records).utf8.count)
                #expect(try await store.count() == records)
                counts.insert(records)
            }
            #expect(try await store.collect("--timezone", "UTC", log).status == 0)
            #expect(try await store.count() == 6000)
            #expect(try await store.status()[log] == [6000, 6000, 0, 0, 0, 6000])
            #expect(try await store.events().map(\.user_id) == SignIn.users(0..<6000))
        }
        #expect(counts.count > 1, "the cuts fell at different transactions")
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `flipped bytes never crash or hang a command`(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let log = try folder.write("auth.log", SignIn.lines(0..<4500))
        try await store.collect("--timezone", "UTC", log)
        let whole = try Array(Data(contentsOf: URL(filePath: store.path)))
        let more = try folder.write("more.log", SignIn.lines(5000..<5010))
        for _ in 0..<6 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...40, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            // Torn pages: a stretch that never reached the disk.
            if Bool.random(using: &random) {
                let start = Int.random(in: 0..<bytes.count - 8192, using: &random) / 512 * 512
                for index in start..<start + 4096 { bytes[index] = 0 }
            }
            try folder.write("footfall.db", bytes: bytes)
            for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: store.path + suffix) }
            for arguments in [
                ["search", "--limit", "0", "--output", "jsonl"], ["search", "--count", "user:u7"],
                ["search", "--limit", "0", "ip:192.0.2.0/24"], ["status"], ["status", "--output", "json"],
                ["report", "daily", "--date", "2026-11-21"], ["patterns", "coverage"],
                ["collect", "--once", "--timezone", "UTC", more],
            ] {
                let outcome = try await store.program.start(arguments + ["--store", store.path]).wait()
                #expect(
                    [0, 1, 2].contains(outcome.status),
                    "\(seed) \(arguments): \(outcome.status) \(outcome.errors)"
                )
                if outcome.status == 1 {
                    #expect(
                        // What `collect` could not store is told of before.
                        outcome.errors.hasPrefix("error: ") || outcome.errors.contains("\nerror: ")
                            || outcome.errors.hasPrefix("no event"),
                        "\(outcome.errors)"
                    )
                }
            }
        }
    }

    @Test func `after a crash a damaged store is refused before anything is written to it`() async throws {
        let log = try folder.write("auth.log", SignIn.lines(0..<4500))
        try await store.collect("--timezone", "UTC", log)
        var bytes = try Array(Data(contentsOf: URL(filePath: store.path)))
        // The head of a page in the middle of the events' table: its cells no longer are where they were.
        let page = bytes.count / 8192 / 2
        for index in page * 8192..<page * 8192 + 200 { bytes[index] = 0xa5 }
        try folder.write("footfall.db", bytes: bytes)
        // What a process that was killed leaves.
        try folder.write("footfall.db.lock", "999999\n")
        let outcome = try await store.collect("--timezone", "UTC", log)
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("error: \(store.path): the store is damaged ("), "\(outcome.errors)")
        #expect(outcome.errors.contains("\n  hint: put back a backup, or save what can be read: sqlite3 "))
        #expect(try Array(Data(contentsOf: URL(filePath: store.path))) == bytes)
    }
}
