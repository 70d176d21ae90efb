import FootfallTesting
import Foundation
import Testing

/// Disks without room, and disks that may not be written.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct DiskTests {
    private let folder = TemporaryDirectory.current

    @Test func `a full disk pauses the collector, which goes on when there is room`() async throws {
        guard let (program, disk) = try await ownDisk("size=16m") else { return }
        let log = try folder.write("auth.log", SignIn.lines(0..<20_000))
        let store = disk + "/footfall.db"
        // What fills the disk until somebody makes room.
        let script = "head -c 15800000 /dev/zero > \(disk)/ballast; exec \"$0\" \"$@\""
        let collector = try #require(program(script)).start("collect", "--store", store, "--timezone", "UTC", log)
        let full = "warning: \(store): no room left on the disk; collecting waits for room\n"
        #expect(try await eventually { collector.errorsSoFar.contains(full) }, "\(collector.errorsSoFar)")
        #expect(!collector.hasEnded)
        // The disk is the collector's alone; this is the way into it.
        let outside = "/proc/\(collector.processID)/root\(disk)"
        try FileManager.default.removeItem(atPath: outside + "/ballast")
        let again = "\(store): the store can be written again; collecting goes on\n"
        #expect(try await eventually { collector.errorsSoFar.contains(again) }, "\(collector.errorsSoFar)")
        let nsenter = Program.footfall.run(by: "nsenter", "--mount", "-t", "\(collector.processID)")
        let inside = Store(at: store, try #require(nsenter))
        #expect(try await eventually { try await inside.count() == 20_000 })
        let ended = try await collector.end(SIGTERM)
        #expect(ended.status == 0)
        #expect(ended.errors.contains("read 20,000 lines, kept 20,000 events"))
    }

    @Test func `a disk that fills amid live lines and datagrams loses none that were received, and counts the others`()
        async throws
    {
        guard let (program, disk) = try await ownDisk("size=16m") else { return }
        let log = try folder.write("auth.log", SignIn.lines(0..<100))
        let store = disk + "/footfall.db"
        let port = try freePort()
        let collector = try #require(program("exec \"$0\" \"$@\"")).start(
            "collect",
            "--store",
            store,
            "--timezone",
            "UTC",
            "--udp",
            "127.0.0.1:\(port)",
            log
        )
        let nsenter = try #require(Program.footfall.run(by: "nsenter", "--mount", "-t", "\(collector.processID)"))
        let inside = Store(at: store, nsenter)
        #expect(try await eventually { try await inside.count() == 100 })
        // Somebody else's file takes what is left of the disk.
        let outside = "/proc/\(collector.processID)/root\(disk)"
        let filler = try #require(Program.system("dd"))
        _ = try await filler.run("if=/dev/zero", "of=\(outside)/ballast", "bs=64k")
        try folder.append("auth.log", SignIn.lines(100..<10_100))
        let full = "warning: \(store): no room left on the disk; collecting waits for room\n"
        #expect(try await eventually { collector.errorsSoFar.contains(full) }, "\(collector.errorsSoFar)")
        // More than the queues and the socket take.
        let sender = try DatagramSender(port: port)
        let text = "<86>" + SignIn.line(0).dropLast() + String(repeating: " ", count: 6000)
        var sent = 0
        let drops = try await eventually {
            for _ in 0..<500 { sender.send(text) }
            sent += 500
            return try sender.waiting().drops > 0
        }
        #expect(drops)
        let status = try await inside.report()
        #expect(status.exitStatus == 2)
        #expect(status.collector.waiting_for?.hasPrefix("no room left on the disk") == true)
        #expect(!collector.hasEnded)
        try FileManager.default.removeItem(atPath: outside + "/ballast")
        let source = "udp://127.0.0.1:\(port)"
        #expect(
            try await eventually {
                let counts = try await inside.report()[source]?.counts ?? [:]
                return (counts["datagrams"] ?? 0) + (counts["kernel_drops"] ?? 0) == sent
            }
        )
        #expect(try await eventually { try await inside.status()[log] == [10_100, 10_100, 0, 0, 0, 10_100] })
        let losing = try await inside.report()
        #expect(losing[source]?.state == "losing")
        #expect(losing[source]?.lost == losing[source]?.counts["kernel_drops"])
        #expect(losing.exitStatus == 2)
        #expect(losing.collector.waiting_for == nil)
        #expect(collector.errorsSoFar.ranges(of: "no room left").count == 1, "\(collector.errorsSoFar)")
        #expect(try await collector.end(SIGTERM).status == 0)
    }

    @Test func `with once a full disk is a failure, and what was stored is safe`() async throws {
        guard let (program, disk) = try await ownDisk("size=2m") else { return }
        let log = try folder.write("auth.log", SignIn.lines(0..<20_000))
        let store = disk + "/footfall.db"
        let script = """
            "$0" collect --once --timezone UTC --store \(store) \(log); echo "collect $?"
            "$0" search --count --store \(store); echo "search $?"
            """
        let outcome = try await #require(program(script)).run()
        #expect(
            outcome.errors.contains("error: \(store): no room left on the disk\n  hint: make room"),
            "\(outcome.errors)"
        )
        #expect(outcome.outputLines.first == "collect 1")
        #expect(outcome.outputLines.last == "search 0")
    }

    @Test func `a disk that may only be read`() async throws {
        guard let (program, disk) = try await ownDisk("size=2m") else { return }
        let log = try folder.write("auth.log", SignIn.lines(0..<10))
        let store = disk + "/footfall.db"
        let script = """
            "$0" collect --once --timezone UTC --store \(store) \(log) 2> /dev/null
            mount -o remount,ro \(disk)
            "$0" collect --once --store \(store) \(log); echo "collect $?"
            "$0" search --count --store \(store); echo "search $?"
            """
        let outcome = try await #require(program(script)).run()
        #expect(
            outcome.errors == """
                error: \(store): cannot be written (Read-only file system)
                  hint: make its folder writable for this user, or name another store

                """
        )
        #expect(outcome.output == "collect 1\n10\nsearch 0\n")
    }

    @Test func `a limit on the size of files is told as such, and nothing stored is lost`() async throws {
        let store = Store()
        let first = try folder.write("first.log", SignIn.lines(0..<100))
        #expect(try await store.collect("--timezone", "UTC", first).status == 0)
        var limited = store
        limited.program = try #require(Program.footfall.run(by: "prlimit", "--fsize=400000"))
        let log = try folder.write("auth.log", SignIn.lines(100..<20_000))
        let outcome = try await limited.collect("--timezone", "UTC", log)
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.contains("error: \(store.path): the file could not be read or written (disk I/O error)\n")
        )
        #expect(outcome.errors.contains("  hint: look for a quota, a limit on the size of files (ulimit -f) or a "))
        let kept = try await store.count()
        #expect(kept >= 100)
        #expect(try await store.collect("--timezone", "UTC", log).status == 0)
        #expect(try await store.count() == 20_000)
    }

    /// A disk that only the programs run here see, so that nothing of it is left.
    ///
    /// `nil`, with a message, where the tests may not mount. The function makes a program of a script, in which `$0` is
    /// footfall.
    private func ownDisk(_ options: String) async throws -> ((String) -> Program?, disk: String)? {
        let disk = try folder.folder("disk")
        let mount = "mount -t tmpfs -o \(options) none \(disk) || exit 99\n"
        func program(_ script: String) -> Program? {
            Program.footfall.run(by: "unshare", "--mount", "--propagation", "private", "sh", "-c", mount + script)
        }
        guard let probe = program("exit 0"), try await probe.run().status == 0 else {
            print("mounting is not allowed here: full and read-only disks were not tested")
            return nil
        }
        return (program, disk)
    }
}
