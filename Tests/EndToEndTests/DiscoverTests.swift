import FootfallTesting
import Foundation
import Testing

/// From an unknown host to its first report: `discover`, `collect --once`, `report`.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct DiscoverTests {
    private var folder: TemporaryDirectory { .current }

    /// A month of a host that never was, with a break-in.
    private func makeHost() async throws {
        let script = try #require(Program.system("python3"))
        let made = try await script.run(
            Program.package + "/scripts/make-host",
            folder("web1"),
            "--megabytes",
            "2",
            "--end",
            "2026-11-22"
        )
        #expect(made.status == 0, "\(made.errors)")
    }

    @Test func `three commands name the break-in, and nothing on the host is changed`() async throws {
        try await makeHost()
        let before = try await fingerprint()
        let program = Program.footfall
        let config = folder("web1.yaml")
        let found = try await program.run("discover", "--root", folder("web1"), "--write", "--config", config)
        #expect(found.status == 0, "\(found.errors)")
        #expect(found.output.contains(#/\n\/var\/log\/auth\.log +5 .*100 %.*openssh/#), "\(found.output)")
        #expect(found.output.contains(#/\n\/srv\/shop\/logs\/app\.json .*generic-json/#))
        #expect(found.output.contains("Nothing recognised in /var/log/dpkg.log."))
        #expect(found.output.contains("wrote \(config). Next:\n"))

        let collected = try await program.run("collect", "--once", "--config", config)
        #expect(collected.status == 0)
        let records = try #require(collected.errors.firstMatch(of: #/records +([\d,]+) = (.*)\n/#))
        func number(_ text: Substring) -> Int { Int(text.replacing(",", with: "")) ?? -1 }
        let parts = records.2.matches(of: #/(\d[\d,]*) [a-z]/#).map { number($0.1) }
        #expect(number(records.1) == parts.reduce(0, +), "the sum closes")
        #expect(!collected.errors.contains("Next:"), "nobody reads that in a script")

        let report = try await program.run("report", "--config", config)
        #expect(report.status == 0)
        #expect(report.output.contains("203.0.113.77 failed to sign in 40 times, then got in as dave on web1"))
        #expect(report.output.contains("sysupdate on web1: created at"))
        #expect(try await fingerprint() == before)
    }

    @Test func `what was interrupted goes on`() async throws {
        try await makeHost()
        // Long enough to be interrupted in the middle of it.
        try folder.write("web1/var/log/bastion.log", SignIn.lines(0..<150_000))
        let program = Program.footfall
        let config = folder("web1.yaml")
        _ = try await program.run("discover", "--root", folder("web1"), "--write", "--config", config)
        func count() async throws -> Int {
            let counted = try await program.run("search", "--config", config, "--count")
            return Int(counted.output.replacing("\n", with: "")) ?? 0
        }
        let first = try program.start(["collect", "--once", "--config", config])
        let hasBegun = try await eventually {
            // It does not go on, let alone come to its end, while it is looked at.
            first.signal(SIGSTOP)
            defer { first.signal(SIGCONT) }
            return try await count() > 0
        }
        #expect(hasBegun)
        let interrupted = try await first.end(SIGINT)
        #expect(
            interrupted.errors.contains("interrupted; the same command goes on from here\n"),
            "\(interrupted.errors)"
        )
        let some = try await count()
        let second = try await program.run("collect", "--once", "--config", config)
        #expect(second.status == 0)
        #expect(!second.errors.contains("interrupted"))
        let all = try await count()
        #expect(some > 0 && some < all, "\(some) of \(all)")
        try FileManager.default.removeItem(atPath: folder("footfall.db"))
        _ = try await program.run("collect", "--once", "--config", config)
        #expect(try await count() == all)
    }

    @Test func `a log that is gone since does not keep the others from being read`() async throws {
        let log = try folder.write("auth.log", SignIn.lines(0..<3))
        let config = try folder.write(
            "footfall.yaml",
            "store: footfall.db\nsources: [{files: [\(log), \(folder("gone.log")), '\(folder("none"))/*.log']}]\n"
        )
        let collected = try await Program.footfall.run("collect", "--once", "--config", config)
        #expect(collected.status == 0, "\(collected.errors)")
        #expect(collected.errors.contains("read 3 lines, kept 3 events"), "\(collected.errors)")
        #expect(collected.errors.contains("warning: \(folder("gone.log")): no such file\n"), "\(collected.errors)")
        #expect(collected.errors.contains("/none/*.log: nothing matches this pattern"))
        // Who names a file means it.
        let named = try await Program.footfall.run("collect", "--once", "--config", config, log, folder("gone.log"))
        #expect(named.status == 1)
    }

    @Test func `without rights the answer names what is missing, and the group that helps`() async throws {
        guard let program = try await unprivileged() else { return }
        let logs = try folder.folder("host/var/log")
        try folder.folder("host/etc")
        try folder.write("host/etc/group", "root:x:0:\nadm:x:4:\n")
        try folder.write("host/var/log/auth.log", SignIn.lines(0..<3))
        _ = unsafe chown(logs + "/auth.log", 0, 4)
        try folder.setMode("host/var/log/auth.log", 0o640)
        try folder.write("host/var/log/secret.log", SignIn.lines(0..<3))
        try folder.setMode("host/var/log/secret.log", 0o600)
        try folder.folder("host/var/log/hidden")
        try folder.setMode("host/var/log/hidden", 0o700)
        let nothing = try await program.run("discover", "--root", folder("host"))
        #expect(nothing.status == 1)
        #expect(nothing.errors.contains("error: nothing was found that Footfall reads\n"))

        try folder.write("host/var/log/user.log", SignIn.lines(0..<3))
        let found = try await program.run("discover", "--root", folder("host"))
        #expect(found.status == 0, "\(found.errors)")
        let shown = found.output.replacing("\n", with: " ")
        #expect(found.output.contains(#/\n\/var\/log\/user\.log /#))
        #expect(shown.contains("but for the group adm: /var/log/auth.log."), "\(found.output)")
        #expect(found.output.contains(#/sudo usermod -aG adm \S+ +then sign in anew/#))
        #expect(shown.contains("Not readable but for root: /var/log/hidden, /var/log/secret.log."))
    }

    @Test func `a folder of logs is no copy of a host`() async throws {
        try folder.folder("host/var/log")
        try folder.write("host/var/log/auth.log", SignIn.lines(0..<3))
        let found = try await Program.footfall.run("discover", "--root", folder("host/var/log"))
        #expect(found.status == 1)
        #expect(found.errors.hasSuffix("  hint: --root names the folder that holds a host's etc and var\n"))
    }

    @Test func `a file whose name is not UTF-8 is told of`() async throws {
        let logs = try folder.folder("host/var/log")
        try folder.write("host/var/log/auth.log", SignIn.lines(0..<3))
        let file = unsafe creat(Array((logs + "/b").utf8CString.dropLast()) + [-1, 0], 0o644)
        try #require(file >= 0)
        close(file)
        let found = try await Program.footfall.run("discover", "--root", folder("host"))
        #expect(found.status == 0, "\(found.errors)")
        let shown = found.output.replacing("\n", with: " ")
        #expect(
            shown.contains("1 file or folder whose name is not UTF-8 was not looked at: /var/log/b\u{fffd}."),
            "\(shown)"
        )
    }

    @Test func `a configuration that is there stays as it is`() async throws {
        let config = try folder.write("footfall.yaml", "store: mine.db\n")
        let refused = try await Program.footfall.run("discover", "--write", "--config", config)
        #expect(refused.status == 1)
        #expect(refused.errors.contains("\(config): is there already, and is left as it is"))
        #expect(refused.output.isEmpty, "nobody waits for what is refused then")
        #expect(try String(contentsOfFile: config, encoding: .utf8) == "store: mine.db\n")
    }

    @Test(
        arguments: [
            (["--root", "/nonexistent"], 1, "/nonexistent: there is no such folder"),
            (["--root", "/", "--write"], 64, "--write with --root needs --config FILE"),
            (["--seconds", "0"], 64, "--seconds is a number from 1 to 3600"),
        ] as [([String], Int32, String)]
    )
    func `wrong words are told`(words: [String], status: Int32, text: String) async throws {
        let outcome = try await Program.footfall.start(["discover"] + words).wait()
        #expect(outcome.status == status)
        #expect(outcome.errors.contains(text), "\(outcome.errors)")
    }

    @Test func `one's own configuration is found by the other commands`() async throws {
        guard var program = try await unprivileged() else { return }
        try folder.folder("home/logs")
        program.environment["HOME"] = folder("home")
        _ = unsafe chmod(folder("home"), 0o777)
        try folder.write("home/logs/app.log", SignIn.lines(0..<3))
        let found = try await program.run("discover", "--write", folder("home/logs"))
        #expect(found.status == 0, "\(found.errors)")
        #expect(found.output.contains("wrote \(folder("home/.config/footfall/footfall.yaml"))"))
        let check = try await program.run("collect", "--check")
        #expect(check.output.contains("configuration  \(folder("home/.config/footfall/footfall.yaml")): no mistakes"))
        #expect(check.output.contains("home/logs/app.log"))
    }

    /// Names, sizes and times of the host's files.
    private func fingerprint() async throws -> String {
        let find = try #require(Program.system("find"))
        return try await find.run(folder("web1"), "-printf", "%P %s %T@ %C@ %m\n").output
    }
}
