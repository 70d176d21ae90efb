import FootfallTesting
import Foundation
import Testing

/// `collect --check`: what would be read, and what is in the way.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct CheckTests {
    private let configured = ConfiguredStore()
    private var folder: TemporaryDirectory { configured.folder }

    @Test func `files, addresses, what is passed over and what is read already`() async throws {
        let logs = try folder.folder("logs")
        try folder.write("logs/auth.log", SignIn.lines(0..<10))
        try folder.write("logs/auth.log.1", SignIn.lines(10..<20))
        try folder.write("logs/app.debug", "x\n")
        let port = try freePort()
        try configured.write(
            """
            sources:
              - files: \(logs)
                exclude: ['*.debug']
              - files: \(folder("later.log"))
              - syslog: udp://127.0.0.1:\(port)
            """
        )
        let fresh = try await configured.check()
        #expect(fresh.status == 0, "\(fresh.output)\(fresh.errors)")
        #expect(fresh.output.contains("configuration  \(configured.path): no mistakes\n"))
        #expect(fresh.output.contains("store          \(configured.store.path): made when collecting begins\n"))
        #expect(fresh.output.contains(#/logs\/auth\.log +2 +\d.* 0 % /#), "\(fresh.output)")
        #expect(fresh.output.contains(#/later\.log .*not there yet\n/#))
        #expect(fresh.output.contains(#/udp:\/\/127\.0\.0\.1:\d+ +ready to listen\n/#))
        #expect(fresh.output.contains("note: \(logs): not read: app.debug (excluded)\n"))
        #expect(fresh.output.hasSuffix("\nall can be read\n"))
        #expect(!FileManager.default.fileExists(atPath: configured.store.path), "nothing is made")

        #expect(try await configured.store.collect(logs + "/auth.log").status == 0)
        let again = try await configured.check()
        #expect(again.output.contains(#/auth\.log +2 +\d.* 100 % /#), "\(again.output)")
        #expect(again.output.contains(": 20 events, days in"))
    }

    @Test func `while the collector runs its own addresses are no trouble`() async throws {
        let port = try freePort()
        try configured.write("sources: [{syslog: \"udp://127.0.0.1:\(port)\"}]\n")
        let collector = try configured.start()
        #expect(try await eventually { collector.errorsSoFar.contains("receiving") })
        #expect(try await eventually { FileManager.default.fileExists(atPath: configured.store.path + "-wal") })
        let checked = try await configured.check()
        #expect(checked.status == 0, "\(checked.output)\(checked.errors)")
        #expect(checked.output.contains("in use by the collector (process \(collector.processID))"))
        #expect(try await collector.end(SIGTERM).status == 0)
    }

    @Test func `what cannot be read or listened at, and what two sources name`() async throws {
        guard let program = try await unprivileged() else { return }
        var checked = configured
        checked.program = program
        try folder.folder("logs")
        let secret = try folder.write("logs/secret.log", SignIn.line(1))
        try folder.setMode("logs/secret.log", 0o600)
        let log = try folder.write("logs/auth.log", SignIn.line(2))
        let holder = try UDPHolder()
        try configured.write(
            """
            sources:
              - files: [\(secret), \(log)]
              - files: \(folder("logs"))/auth*
              - syslog: udp://127.0.0.1:\(holder.port)
            """
        )
        let outcome = try await checked.check()
        #expect(outcome.status == 1)
        #expect(outcome.output.contains("trouble: \(secret): permission denied\n  hint: run as a member of the group "))
        #expect(outcome.output.contains("trouble: udp://127.0.0.1:\(holder.port): the port is in use\n"))
        #expect(outcome.output.contains("overlap: \(log) is named by two sources"), "\(outcome.output)")
        #expect(outcome.output.hasSuffix("\n2 things to mend\n"))
    }

    @Test func `mistakes of the configuration are all told, and it fails`() async throws {
        try configured.write("sorces: []\nsources: [{files: a.log, histroy: no}]\n")
        let checked = try await configured.check()
        #expect(checked.status == 1)
        #expect(checked.errors.contains("footfall.yaml:3:1: error: unknown key 'sorces' in the configuration"))
        #expect(checked.errors.contains("footfall.yaml:4:26: error: unknown key 'histroy' in a source"))
        #expect(checked.errors.contains("did you mean 'history'?"))
        let collected = try await configured.start().wait()
        #expect(collected.status == 1)
        #expect(collected.errors.hasSuffix("error: 2 mistakes in the configuration; nothing was read\n"))
    }

    @Test func `the configuration names the store for every command, and options win`() async throws {
        let log = try folder.write("auth.log", SignIn.line(1))
        try configured.write("sources: [{files: \(log)}]\n")
        #expect(try await configured.start("--once").wait().status == 0)
        let other = try folder.write("other.log", SignIn.line(2))
        let given = try await configured.start("--once", "--store", folder("b.db"), other).wait()
        #expect(given.errors.contains("kept 1 event in \(folder("b.db"))"))
        let footfall = Program.footfall
        #expect(try await footfall.run("search", "--count", "--config", configured.path).output == "1\n")
        let byEnvironment = footfall.with(["FOOTFALL_CONFIG": configured.path])
        #expect(try await byEnvironment.run("search", "user:u1", "--count").output == "1\n")
        #expect(try await byEnvironment.run("search", "user:u2", "--count").output == "0\n")
        let missing = try await footfall.run("status", "--config", folder("none.yaml"))
        #expect(missing.status == 1)
        #expect(missing.errors.contains("none.yaml: the configuration cannot be read (No such file or directory)"))
    }
}
