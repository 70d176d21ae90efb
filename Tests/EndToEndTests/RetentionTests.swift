import FootfallTesting
import Foundation
import Testing

/// What `retention` and `footfall prune` drop.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct RetentionTests {
    private let folder = TemporaryDirectory.current
    private let configured = ConfiguredStore()
    private var store: Store { configured.store }

    /// Events of the first two segments of a store, whose ids begin at 1.
    private static let dropped = 2 * 16_384 - 1

    /// Sign-ins of more than two segments in 2001, and some of today.
    private func writeLog() throws -> String {
        let old = SignIn.lines(0..<40_000).replacing("2026-11-21", with: "2001-11-21")
        let time = ISO8601DateFormatter().string(from: Date())
        let new = (40_000..<40_010).map {
            "\(time) web1 sshd[811]: Accepted password for u\($0) from 192.0.2.7 port 50022 ssh2\n"
        }
        return try folder.write("auth.log", old + new.joined())
    }

    private func prune(_ arguments: String...) async throws -> Program.Outcome {
        try await store.program.start(["prune", "--store", store.path] + arguments).wait()
    }

    private func integrity() async throws {
        guard let sqlite = Program.system("sqlite3") else { return }
        let checked = try await sqlite.run(store.path, "pragma integrity_check")
        #expect(checked.output == "ok\n")
    }

    @Test func `prune drops whole segments where nobody collects, and says what`() async throws {
        try await store.collect("--timezone", "UTC", try writeLog())
        let before = store.sizes[0]
        let dry = try await prune("--max-age", "400d", "--dry-run")
        #expect(dry.status == 0, "\(dry.errors)")
        #expect(dry.outputLines.first == "would drop  32,767 events in 2 segments")
        #expect(try await store.count() == 40_010)
        let done = try await prune("--max-age", "400d")
        #expect(done.status == 0, "\(done.errors)")
        #expect(done.outputLines.count == 4)
        #expect(done.outputLines.first == "dropped     32,767 events in 2 segments")
        #expect(done.outputLines[1] == "from        2001-11-21 10:00 to 2001-11-21 10:00 (UTC)")
        #expect(done.outputLines[2].hasSuffix(" given back"))
        #expect(done.outputLines[3].wholeMatch(of: /pause       \d+ ms at the most, in which .*/) != nil)
        #expect(try await store.count() == 40_010 - Self.dropped)
        #expect(store.sizes[0] < before / 2)
        let again = try await prune("--max-age", "400d")
        #expect(again.outputLines.first == "no event was dropped")
        try await integrity()
        // How far the file is read is not forgotten with its events.
        try await store.collect("--timezone", "UTC", folder("auth.log"))
        #expect(try await store.count() == 40_010 - Self.dropped)
        let source = try #require(try await store.report()[folder("auth.log")])
        #expect(source.closes)
        #expect(source.counts["records"] == 40_010)
    }

    @Test func `a collector that is asked prunes while it goes on collecting`() async throws {
        let log = try writeLog()
        let collector = try store.follow(log)
        #expect(try await eventually { try await store.count() == 40_010 })
        let asked = try store.program.start(["prune", "--store", store.path, "--max-age", "400d"])
        for number in 0..<20 { try folder.append("auth.log", SignIn.line(50_000 + number)) }
        let done = try await asked.wait()
        #expect(done.status == 0, "\(done.errors)")
        #expect(done.outputLines.first == "dropped     32,767 events in 2 segments")
        #expect(try await eventually { try await store.count("user:u5*") >= 20 })
        #expect(try await eventually { try await store.count() == 40_030 - Self.dropped })
        #expect(collector.errorsSoFar.contains("'footfall prune' had dropped 2 segments with 32767 events"))
        #expect(try await collector.end(SIGTERM).status == 0)
        #expect(try folder.names.filter { $0.hasPrefix("footfall.db") } == ["footfall.db"])
        try await integrity()
    }

    @Test func `what the configuration says is done by the collector, also once it is changed`() async throws {
        let log = try writeLog()
        try configured.write("sources: [{files: \(log)}]\n")
        let collector = try configured.start()
        #expect(try await eventually { try await store.count() == 40_010 })
        try configured.write("sources: [{files: \(log)}]\nretention: {max_age: 400d}\n")
        try await collector.reload()
        #expect(try await eventually { try await store.count() == 40_010 - Self.dropped })
        #expect(try await eventually { collector.errorsSoFar.contains("retention dropped 2 segments") })
        #expect(try await collector.end(SIGTERM).status == 0)
        // By the configuration, too.
        let pruned = try await store.program.start(["prune", "--config", configured.path]).wait()
        #expect(pruned.outputLines.first == "no event was dropped", "\(pruned.errors)")
    }

    @Test func `a run with an end keeps within the limits, in the configuration's store alone`() async throws {
        try configured.write("sources: [{files: \(try writeLog())}]\nretention: {max_age: 400d}\n")
        let once = try await configured.start("--once").wait()
        #expect(once.errors.contains("retention dropped 2 segments"), "\(once.errors)")
        #expect(try await store.count() == 40_010 - Self.dropped)
        let other = Store("other.db")
        let kept = try await configured.start("--once", "--store", other.path).wait()
        #expect(
            kept.errors.contains("\(other.path): keeps everything; the configuration's retention is for its own store")
        )
        #expect(try await other.count() == 40_010)
        let refused = try await store.program
            .start(["prune", "--config", configured.path, "--store", other.path]).wait()
        #expect(refused.status == 64)
        #expect(refused.errors.contains("are not meant for \(other.path)"))
    }

    @Test func `a store of a path that is too long for a socket is pruned all the same`() async throws {
        let deep = try folder.folder(Array(repeating: "a-folder-of-a-long-name", count: 6).joined(separator: "/"))
        let far = Store(at: deep + "/footfall.db", .footfall)
        let collector = try far.follow(try writeLog())
        #expect(try await eventually { try await far.count() == 40_010 })
        let done = try await far.program.start(["prune", "--store", far.path, "--max-age", "400d"]).wait()
        #expect(done.outputLines.first == "dropped     32,767 events in 2 segments", "\(done.errors)")
        #expect(collector.hasEnded == false)
        _ = try await collector.end(SIGTERM)
    }

    @Test func `what is killed in the middle leaves a whole store`() async throws {
        try await store.collect("--timezone", "UTC", try writeLog())
        for delay in [0, 20, 60, 120, 200] {
            let pruning = try store.program.start(["prune", "--store", store.path, "--max-age", "400d"])
            // At some point of what it does; whichever that is, the store must be whole.
            try await Task.sleep(for: .milliseconds(delay))
            pruning.signal(SIGKILL)
            _ = try await pruning.wait()
            try await integrity()
            let left = try await store.count()
            #expect([0, 16_383, Self.dropped].contains(40_010 - left), "\(left)")
        }
        #expect(try await prune("--max-age", "400d").status == 0)
        #expect(try await store.count() == 40_010 - Self.dropped)
    }

    @Test(
        arguments: [
            ([], 64, "nothing says what may go: no --max-age, no --max-size, and no retention configured"),
            (["--max-age", "400"], 64, "--max-age: '400' has no unit\n  hint: write hours, days, weeks or years"),
            (["--max-size", "20"], 64, "--max-size: '20' has no unit\n  hint: write a size with its unit"),
            (["--max-age", "18m"], 64, "--max-age: '18m' is not understood"),
            (["--max-age", "3d", "--store", "/nowhere/x.db"], 1, "/nowhere/x.db: there is no store here"),
            (["--max-aeg", "3d"], 64, "Did you mean '--max-age'?"),
        ] as [([String], Int32, String)]
    )
    func `a wrong word is answered, and drops nothing`(arguments: [String], status: Int32, says: String) async throws {
        try await store.collect("--timezone", "UTC", try folder.write("auth.log", SignIn.lines(0..<3)))
        let known = arguments.contains("--store") ? [] : ["--store", store.path]
        let outcome = try await store.program.start(["prune"] + known + arguments).wait()
        #expect(outcome.status == status)
        #expect(outcome.errors.contains(says), "\(outcome.errors)")
        #expect(outcome.output == "")
        #expect(try await store.count() == 3)
    }

    @Test func `a collector that takes no requests is named`() async throws {
        let running = try store.follow(try folder.write("auth.log", SignIn.lines(0..<3)))
        #expect(try await eventually { try await store.count() == 3 })
        let socket = store.path + ".socket"
        #expect(try await eventually { FileManager.default.fileExists(atPath: socket) })
        try FileManager.default.removeItem(atPath: socket)
        let outcome = try await prune("--max-age", "400d")
        #expect(outcome.status == 1)
        let said = "another Footfall is writing to this store (process \(running.processID)) and takes no requests at"
        #expect(outcome.errors.contains(said), "\(outcome.errors)")
        _ = try await running.end(SIGTERM)
    }
}
