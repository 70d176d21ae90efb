import FootfallTesting
import Foundation
import Testing

/// Paths and addresses in which there is nothing to read.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct BadFileTests {
    private let folder = TemporaryDirectory.current
    private let store = Store()

    @Test func `a missing file`() async throws {
        let outcome = try await store.collect(folder("missing.log"))
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("error: \(folder("missing.log")): no such file\n  hint: check the path\n"))
    }

    @Test func `with once a missing file among others is told before anything is read`() async throws {
        let log = try folder.write("auth.log", SignIn.lines(0..<3))
        let outcome = try await store.collect(log, folder("one.log"))
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.hasPrefix("error: \(folder("one.log")): no such file\n  hint: check the path\nread 0 lines")
        )
        #expect(try await store.count() == 0)
    }

    @Test func `while following a missing file is waited for, and the others are read`() async throws {
        let log = try folder.write("auth.log", SignIn.lines(0..<3))
        let collector = try store.follow(log, folder("one.log"), folder("*.txt"))
        #expect(try await eventually { try await store.count() == 3 })
        #expect(collector.errorsSoFar.contains("warning: \(folder("one.log")): no such file\n  hint: check the path\n"))
        #expect(collector.errorsSoFar.contains("warning: \(folder("*.txt")): nothing matches this pattern\n"))
        try folder.write("two.txt", SignIn.line(3))
        #expect(try await eventually { try await store.count() == 4 })
        #expect(try await collector.end(SIGTERM).status == 0)
    }

    @Test func `parse goes on with the files that can be read`() async throws {
        let log = try folder.write("auth.log", SignIn.lines(0..<3))
        let outcome = try await Program.footfall.run("parse", folder("missing.log"), log)
        #expect(outcome.status == 1)
        #expect(outcome.outputLines.count == 3)
        #expect(outcome.errors == "error: \(folder("missing.log")): no such file\n  hint: check the path\n")
    }

    @Test func `a folder without logs`() async throws {
        let empty = try folder.folder("empty")
        let outcome = try await store.collect(empty)
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.hasPrefix(
                """
                error: \(empty): no log files in this folder: it is empty
                  hint: name the files, or the folder that holds them; sub-folders are not searched

                """
            )
        )
        try folder.folder("empty/nginx")
        try folder.write("empty/core", bytes: [0, 1, 2, 3])
        let others = try await store.collect(empty)
        #expect(others.status == 1)
        #expect(others.errors.contains("no log files in this folder: it holds only core (binary), nginx (folder)"))
    }

    @Test func `a glob that nothing matches`() async throws {
        let outcome = try await store.collect(folder("*.log"))
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.hasPrefix(
                "error: \(folder("*.log")): nothing matches this pattern\n  hint: try it with ls\n"
            )
        )
    }

    @Test func `a file that may not be read is told with what to do, and the others are read`() async throws {
        guard let program = try await unprivileged() else { return }
        let secret = try folder.write("secret.log", SignIn.line(0))
        let other = try folder.write("other.log", SignIn.line(1))
        let log = try folder.write("auth.log", SignIn.line(2))
        try folder.setMode("secret.log", 0o000)
        try folder.setMode("other.log", 0o000)
        var store = Store()
        store.program = program
        let outcome = try await store.collect(secret, other, log)
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("error: \(secret): permission denied\n  hint: run as "), "\(outcome.errors)")
        #expect(outcome.errors.contains("warning: \(other): permission denied\n  hint: run as "))
        #expect(try await store.count() == 1)

        let collector = try store.follow(secret)
        #expect(try await eventually { collector.errorsSoFar.contains("it is tried again each second") })
        #expect(collector.errorsSoFar.contains("warning: \(secret): permission denied\n  hint: run as "))
        try folder.setMode("secret.log", 0o644)
        #expect(try await eventually { try await store.count() == 2 })
        #expect(collector.errorsSoFar.contains("\(secret) can be read now\n"))
        #expect(try await collector.end(SIGTERM).status == 0)
    }

    @Test func `something that is no file`() async throws {
        let outcome = try await store.collect("/dev/null")
        #expect(outcome.errors.contains("/dev/null: no regular file\n  hint: send what a pipe gives to standard input"))
    }

    @Test func `a damaged archive is read as far as it goes`() async throws {
        try folder.write("auth.log", SignIn.lines(0..<20_000))
        let gzip = try #require(Program.system("gzip"))
        #expect(try await gzip.run("-1", folder("auth.log")).status == 0)
        let whole = try Data(contentsOf: URL(filePath: folder("auth.log.gz")))
        try folder.write("cut.log.gz", bytes: Array(whole.prefix(whole.count / 2)))
        let outcome = try await store.collect("--timezone", "UTC", folder("cut.log.gz"))
        let kept = try await store.count()
        #expect(kept > 0 && kept < 20_000)
        #expect(outcome.errors.contains("the compressed data end too early; what could be read was taken: "))
        #expect(outcome.errors.contains("\n  hint: check it with gzip -t\n"))
    }

    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1: the port is missing\n  hint: write ADDRESS:PORT, as in 0.0.0.0:5514"),
        ("127.0.0.1:99999", "127.0.0.1:99999: the port is no number from 0 to 65535\n  hint: write ADDRESS:PORT"),
        ("2001:db8::1:514", "2001:db8::1:514: an IPv6 address stands in brackets\n  hint: "),
        (":514", ":514: the address is missing\n  hint: "),
        ("999.0.0.1:5514", "udp://999.0.0.1:5514: 999.0.0.1 is no IPv4 address\n  hint: write a number as in "),
        ("localhost:5514", "udp://localhost:5514: localhost is no IPv4 address\n  hint: write a number as in "),
        ("192.0.2.1:5514", "udp://192.0.2.1:5514: this machine has no such address\n  hint: 0.0.0.0 and [::] stand "),
    ])
    func `an address that cannot be listened on`(address: String, says: String) async throws {
        let outcome = try await Program.footfall.run("collect", "--store", store.path, "--udp", address)
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("error: " + says), "\(outcome.errors)")
    }

    @Test func `a port in use`() async throws {
        let port = try freePort()
        let first = try store.follow("--udp", "127.0.0.1:\(port)")
        #expect(try await eventually { first.errorsSoFar.contains("receiving") })
        let other = TemporaryDirectory.current("other.db")
        let second = try await Program.footfall.run("collect", "--store", other, "--udp", "127.0.0.1:\(port)")
        #expect(second.status == 1)
        #expect(
            second.errors == """
                error: udp://127.0.0.1:\(port): the port is in use
                  hint: another syslog server may hold it (ss -ulpn shows which); stop it, or choose another port

                """
        )
        #expect(!FileManager.default.fileExists(atPath: other), "a failed start leaves no store behind")
        #expect(try await first.end(SIGTERM).status == 0)
    }

    @Test func `an address has no end at which to stop`() async throws {
        let outcome = try await store.collect("--udp", "127.0.0.1:5514")
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("leave out --once or --udp"))
    }

    @Test func `a port that needs a right`() async throws {
        let start = try String(contentsOfFile: "/proc/sys/net/ipv4/ip_unprivileged_port_start", encoding: .utf8)
        guard start == "1024\n", let program = try await unprivileged() else {
            return print("every user may listen on any port here: the right was not tested")
        }
        let outcome = try await program.run("collect", "--store", store.path, "--udp", "127.0.0.1:514")
        #expect(outcome.status == 1)
        #expect(
            outcome.errors == """
                error: udp://127.0.0.1:514: ports below 1024 need a right that this process lacks
                  hint: give it CAP_NET_BIND_SERVICE, or choose a port above 1023

                """
        )
    }
}
