import FootfallTesting
import Foundation
import Testing

/// systemd's journal: its own files, its own journalctl, the built program.
@Suite(
    .fewAtOnce,
    .temporaryDirectory,
    .timeLimit(.minutes(60)),
    .enabled(if: JournalFiles.isAvailable, "\(JournalFiles.missing)")
)
struct JournalTests {
    private let store = Store()
    private let folder: String

    init() throws {
        folder = try TemporaryDirectory.current.folder("journal")
    }

    /// Sign-ins, each of its own user and second.
    private func append(_ numbers: Range<Int>, _ file: String = "system.journal") async throws {
        let entries = numbers.map { number in
            JournalEntry(
                realtime: 1_763_800_000_000_000 + Int64(number) * 1_000_000,
                message: "Accepted password for u\(number) from 192.0.2.7 port 50022 ssh2"
            )
        }
        try await JournalFiles.append(entries, to: folder + "/" + file)
    }

    /// The process ids of journalctl programs that read this test's folder.
    private func journalctls() -> [Int32] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.compactMap { Int32($0) }.filter { process in
            guard let data = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else { return false }
            let words = data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            return words.first == "journalctl" && words.contains("--directory=" + folder)
        }
    }

    @Test func `its entries are events, and each is one`() async throws {
        try await append(0..<50)
        for _ in 1...2 { #expect(try await store.collect("--journal-directory", folder).status == 0) }
        let events = try await store.events()
        #expect(events.map(\.user_id) == SignIn.users(0..<50))
        let first = try #require(events.first)
        #expect(first.source == "journal")
        #expect(first.host == "web1")
        #expect(first.app_id == "sshd")
        #expect(first.ip == "192.0.2.7")
        #expect(first.time == "2025-11-22T08:26:40.000000Z")
        #expect(try await store.status()["journal"]?.first == 50)
    }

    @Test func `a collector that is killed has every entry once, and leaves no journalctl`() async throws {
        var random = SeededGenerator(seed: 4)
        let rounds = 16
        let share = 600
        for round in 0..<rounds {
            // Files are rotated now and then, and grow while they are read.
            let half = round * share + share / 2
            try await append(round * share..<half)
            let collector = try store.follow("--journal-directory", folder)
            if round % 4 == 3 {
                try TemporaryDirectory.current.rename(
                    "journal/system.journal",
                    to: "journal/" + JournalFiles.archivedName(round)
                )
            }
            try await append(half..<(round + 1) * share)
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...300, using: &random)))
            #expect(try await collector.end(SIGKILL).status == 128 + SIGKILL)
            #expect(try await eventually { journalctls() == [] })
        }
        #expect(try await store.collect("--journal-directory", folder).status == 0)
        #expect(try await store.events().map(\.user_id) == SignIn.users(0..<rounds * share))
        #expect(try await store.status()["journal"]?.first == rounds * share)
    }

    @Test func `a stop ends journalctl and keeps what was read`() async throws {
        try await append(0..<20)
        let collector = try store.follow("--journal-directory", folder)
        #expect(try await eventually { try await store.count() == 20 })
        try await append(20..<30)
        #expect(try await eventually { try await store.count() == 30 })
        #expect(journalctls().count == 1)
        let outcome = try await collector.end(SIGTERM)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(journalctls() == [])
        #expect(try await store.collect("--journal-directory", folder).errors.contains("read 0 lines"))
    }

    @Test func `without journalctl it is said what is missing`() async throws {
        var program = Program.footfall
        program.environment["PATH"] = "/nonexistent"
        let outcome = try await program.run("collect", "--once", "--store", store.path, "--journal")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("journalctl is not there"))
        #expect(outcome.errors.contains("hint:"))
    }

    @Test func `without the right to read it the group is named`() async throws {
        try await append(0..<3)
        guard let program = try await unprivileged() else { return }
        try TemporaryDirectory.current.setMode("journal/system.journal", 0o600)
        let outcome = try await program.run("collect", "--store", store.path, "--journal-directory", folder)
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("group systemd-journal"), "\(outcome.errors)")
    }

    @Test func `a journalctl that fails is said to, and tried again`() async throws {
        // A program of that name which fails twice, then is the real one.
        let temporary = TemporaryDirectory.current
        try temporary.folder("bin")
        let real = try #require(Program.system("journalctl")).path
        let script = """
            #!/bin/sh
            echo x >> \(temporary("calls"))
            if [ $(wc -l < \(temporary("calls"))) -le 2 ]; then echo 'out of order' >&2; exit 1; fi
            exec \(real) "$@"

            """
        try temporary.write("bin/journalctl", script)
        try temporary.setMode("bin/journalctl", 0o755)
        try await append(0..<5)
        var program = Program.footfall
        program.environment["PATH"] = temporary("bin") + ":/usr/bin:/bin"
        let collector = try program.start(["collect", "--store", store.path, "--journal-directory", folder])
        #expect(try await eventually { try await store.count() == 5 })
        let outcome = try await collector.end(SIGTERM)
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("journalctl failed: out of order"), "\(outcome.errors)")
    }

    @Test func `a journalctl that fails again and again is trouble, until it works`() async throws {
        let temporary = TemporaryDirectory.current
        try temporary.folder("bin")
        let real = try #require(Program.system("journalctl")).path
        let works = temporary("works")
        let script = "#!/bin/sh\n[ -e \(works) ] && exec \(real) \"$@\"\necho 'out of order' >&2; exit 1\n"
        try temporary.write("bin/journalctl", script)
        try temporary.setMode("bin/journalctl", 0o755)
        try await append(0..<5)
        var program = Program.footfall
        program.environment["PATH"] = temporary("bin") + ":/usr/bin:/bin"
        let collector = try program.start(["collect", "--store", store.path, "--journal-directory", folder])
        #expect(try await eventually { (try? await store.report())?["journal"]?.state == "failing" })
        let failing = try await store.report()
        #expect(failing.exitStatus == 2)
        let problem = try #require(failing["journal"]?.problems.first)
        #expect(problem.text.hasPrefix("journal: again and again, journalctl failed: out of order, since "))
        #expect(problem.hint == "see what it says by itself: journalctl --lines=3")
        try temporary.write("works", "")
        #expect(try await eventually { try await store.report()["journal"]?.state == "ok" })
        #expect(try await store.report().exitStatus == 0)
        #expect(try await store.count() == 5)
        #expect(try await collector.end(SIGTERM).status == 0)
    }
}
