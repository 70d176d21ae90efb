import FootfallTesting
import Foundation
import Testing

/// Which file is which, and where it is begun.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct FileIdentityTests {
    private let folder = TemporaryDirectory.current
    private let store = Store()

    @Test(arguments: [[], ["--polling"]])
    func `rotation, truncation, a link pointed elsewhere and a late file, at once`(options: [String]) async throws {
        let day1 = try folder.write("app-1.txt", SignIn.lines(0..<10))
        try link("current.log", to: day1)
        let renamed = try folder.write("renamed.log", SignIn.lines(10..<20))
        let truncated = try folder.write("truncated.log", SignIn.lines(20..<30))
        let collector = try store.program.start(
            ["collect", "--store", store.path, "--timezone", "UTC"] + options
                + [folder("current.log"), renamed, truncated, folder("late.log")]
        )
        #expect(try await eventually { try await store.count() == 30 })
        try folder.append("renamed.log", SignIn.line(30))
        try folder.rename("renamed.log", to: "renamed.log.1")
        try folder.write("renamed.log", SignIn.line(31))
        try folder.append("app-1.txt", SignIn.line(32))
        try folder.write("app-2.txt", SignIn.line(33))
        try link("current.log", to: folder("app-2.txt"))
        try folder.append("app-2.txt", SignIn.line(34))
        try folder.write("late.log", SignIn.line(35))
        try await truncate(truncated, to: SignIn.line(36))
        #expect(try await eventually { try await store.count() == 37 })
        #expect(try await collector.end(SIGTERM).status == 0)
        #expect(Set(try await store.events().map(\.user_id)) == Set(SignIn.users(0..<37).map(Optional.some)))
        let again = try await store.collect(folder("current.log"), renamed, truncated, folder("late.log"))
        #expect(again.errors.contains("read 0 lines"), "\(again.errors)")
    }

    @Test func `the same file named from another folder is the same source`() async throws {
        let log = try folder.write("auth.log", SignIn.lines(0..<10))
        let shell = try #require(Program.system("sh"))
        let command = "cd '\(folder.path)' && exec '\(Program.footfall.path)' collect --once --store '\(store.path)' "
        #expect(try await shell.with(["TZ": "UTC"]).run("-c", command + "auth.log").status == 0)
        #expect(try await shell.with(["TZ": "UTC"]).run("-c", command + "./auth.log").status == 0)
        #expect(try await store.collect("--timezone", "UTC", log).status == 0)
        #expect(try await store.events().map(\.source) == [String](repeating: log, count: 10))
    }

    @Test func `a file that may not be read is read as soon as it may`() async throws {
        guard let program = try await unprivileged() else { return }
        let log = try folder.write("auth.log", SignIn.lines(0..<10))
        let store = Store(at: folder("own.db"), program)
        try folder.setMode("auth.log", 0o644)
        let collector = try store.follow(log)
        #expect(try await eventually { try await store.count() == 10 })
        // As after a rotation with other rights: what was written meanwhile is not lost.
        try folder.rename("auth.log", to: "auth.log.1")
        try folder.write("auth.log", "")
        try folder.setMode("auth.log", 0o600)
        try folder.append("auth.log", SignIn.lines(10..<15))
        #expect(try await eventually { collector.errorsSoFar.contains("\(log): permission denied") })
        #expect(collector.errorsSoFar.contains("run as a member of the group"))
        try folder.append("auth.log", SignIn.lines(15..<20))
        try folder.setMode("auth.log", 0o644)
        #expect(try await eventually { try await store.count() == 20 })
        #expect(collector.errorsSoFar.contains("\(log) can be read now"))
        #expect(try await collector.end(SIGTERM).status == 0)
    }

    @Test func `word that the kernel lost is made up for by looking`() async throws {
        let log = try folder.write("auth.log", SignIn.lines(0..<10))
        try folder.folder("busy")
        let collector = try store.follow(folder.path)
        #expect(try await eventually { try await store.count() == 10 })
        collector.signal(SIGSTOP)
        // More events than the kernel keeps (fs.inotify.max_queued_events, 16,384), the rotation behind them.
        let noise = try #require(Program.system("sh"))
        let made = try await noise.run(
            "-c",
            "cd '\(folder.path)' && i=0; while [ $i -lt 9000 ]; do : > .n$((i % 7)); mv .n$((i % 7)) .m; i=$((i+1)); done"
        )
        #expect(made.status == 0)
        try folder.append("auth.log", SignIn.line(10))
        try folder.rename("auth.log", to: "auth.log.1")
        try folder.write("auth.log", SignIn.line(11))
        collector.signal(SIGCONT)
        #expect(try await eventually { try await store.count() == 12 })
        #expect(try await collector.end(SIGTERM).status == 0)
        #expect(Set(try await store.events().map(\.source)) == [log])
    }

    @Test func `where the kernel watches no more files they are looked at each second`() async throws {
        // A user namespace has a limit of its own, so that nothing of this machine is changed.
        let limit = "echo 3 > /proc/sys/user/max_inotify_watches"
        guard let shell = Program.system("sh")?.run(by: "unshare", "--user", "--map-root-user"),
            try await shell.run("-c", limit).status == 0
        else { return print("no user namespace may be made here: the limit of watches was not tested") }
        for file in 0..<10 { try folder.write("f\(file).log", SignIn.lines(file * 10..<file * 10 + 5)) }
        let footfall = Program.footfall
        let command =
            "\(limit); exec '\(footfall.path)' collect --store '\(store.path)' --timezone UTC '\(folder.path)'"
        let collector = try shell.with(footfall.environment).start("-c", command)
        #expect(try await eventually { try await store.count() == 50 })
        #expect(try await eventually { collector.errorsSoFar.contains("fs.inotify.max_user_watches") })
        for file in 0..<10 { try folder.append("f\(file).log", SignIn.line(file * 10 + 5)) }
        #expect(try await eventually { try await store.count() == 60 })
        #expect(try await collector.end(SIGTERM).status == 0)
    }

    @Test(arguments: [("--from", "now", 0), ("--from", "2026-11-21 10:00:05", 5), ("--from", "all", 10)])
    func `from a time, from now, from the beginning`(name: String, from: String, count: Int) async throws {
        // SignIn's stamps count microseconds; these count seconds.
        let lines = (0..<10).map {
            "2026-11-21T10:00:0\($0)Z web1 sshd[811]: Accepted password for u\($0) from 192.0.2.7 port 50022 ssh2\n"
        }
        let log = try folder.write("auth.log", lines.joined())
        let outcome = try await store.collect("--timezone", "UTC", name, from, log)
        #expect(outcome.status == 0)
        #expect(try await store.count() == count)
        #expect(outcome.errors.contains("left out, as --from asks: ") == (count < 10), "\(outcome.errors)")
        try folder.append("auth.log", SignIn.line(20))
        #expect(try await store.collect("--timezone", "UTC", log).status == 0)
        #expect(try await store.count() == count + 1)
    }

    @Test func `a start that is no time is refused, with what was meant`() async throws {
        let outcome = try await store.collect("--from", "yesterdya", folder("auth.log"))
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("--from"))
        let other = try await store.collect("--record-timeout", "5", folder("auth.log"))
        #expect(other.status == 64)
        #expect(other.errors.contains("--record-timeout goes with --record-start"))
    }

    @Test func `history is read oldest first and joined with the live end while files are rotated`() async throws {
        for age in 1...6 {
            try folder.write("auth.log.\(age)", SignIn.lines((6 - age) * 4000..<(7 - age) * 4000))
            let program = ["gzip", "xz", "bzip2", "zstd"][age % 4]
            let arguments = program == "zstd" ? ["-q", "--rm"] : []
            if age > 1 {
                let packed = try #require(Program.system(program))
                #expect(try await packed.start(arguments + [folder("auth.log.\(age)")]).wait().status == 0)
            }
        }
        let log = try folder.write("auth.log", SignIn.lines(24_000..<24_500))
        let collector = try store.follow(log)
        let directory = folder
        for round in 0..<5 {
            let first = 24_500 + round * 100
            try directory.append("auth.log", SignIn.lines(first..<first + 50))
            for age in (1..<20).reversed() {
                for ending in ["", ".gz", ".xz", ".zst", ".bz2"] {
                    let old = "auth.log.\(age)\(ending)"
                    if FileManager.default.fileExists(atPath: directory(old)) {
                        try directory.rename(old, to: "auth.log.\(age + 1)\(ending)")
                    }
                }
            }
            try directory.rename("auth.log", to: "auth.log.1")
            try directory.append("auth.log", SignIn.lines(first + 50..<first + 100))
        }
        #expect(try await eventually { try await store.count() >= 25_000 })
        #expect(try await collector.end(SIGTERM).status == 0)
        #expect(try await store.events().map(\.user_id) == SignIn.users(0..<25_000))
    }

    private func link(_ name: String, to target: String) throws {
        try? FileManager.default.removeItem(atPath: folder(name + ".new"))
        try FileManager.default.createSymbolicLink(atPath: folder(name + ".new"), withDestinationPath: target)
        try folder.rename(name + ".new", to: name)
    }

    /// In place, as `: > file` and what is written then.
    private func truncate(_ path: String, to text: String) async throws {
        let shell = try #require(Program.system("sh"))
        #expect(try await shell.run("-c", "printf '%s' '\(text)' > '\(path)'").status == 0)
    }
}
