import FootfallTesting
import Foundation
import Testing

/// What util-linux's logger sends, over everything it can send over.
@Suite(
    .fewAtOnce,
    .temporaryDirectory,
    .timeLimit(.minutes(60)),
    .enabled(if: Program.system("logger") != nil, "logger (bsdutils) is not installed; scripts/setup test installs it")
)
struct LoggerTests {
    private let store = Store()
    private let message = "Failed password for invalid user admin from 192.0.2.7 port 50022 ssh2"

    @Test(arguments: [["--rfc3164"], ["--rfc5424"], ["--octet-count"], ["--octet-count", "--rfc3164"]])
    func `over TCP`(format: [String]) async throws {
        let receiver = try await RunningReceiver("tcp", store)
        try await log(["-n", "127.0.0.1", "-P", "\(receiver.port)", "-T"] + format)
        #expect(try await eventually { try await store.count() == 1 })
        try await receiver.stop()
        try await expectEvent(from: receiver.name("tcp"))
    }

    @Test func `many lines over one connection`() async throws {
        let lines = (0..<500).map { "Accepted password for u\($0) from 192.0.2.7 port 50022 ssh2\n" }.joined()
        let file = try TemporaryDirectory.current.write("lines", lines)
        let receiver = try await RunningReceiver("tcp", store)
        let logger = try #require(Program.system("logger"))
        let arguments = ["-n", "127.0.0.1", "-P", "\(receiver.port)", "-T", "-t", "sshd", "--id=811", "-f", file]
        for format in ["--rfc5424", "--octet-count"] {
            #expect(try await logger.start(arguments + [format]).wait().status == 0)
        }
        #expect(try await eventually { try await store.count() == 1000 })
        try await receiver.stop()
        let users = try await store.events().map(\.user_id)
        #expect(users.sorted { ($0 ?? "") < ($1 ?? "") } == (SignIn.users(0..<500) + SignIn.users(0..<500)).sorted())
    }

    @Test func `over IPv6`() async throws {
        let receiver = try await RunningReceiver("udp", store, host: "[::1]")
        try await log(["-n", "::1", "-P", "\(receiver.port)", "-d", "--rfc5424"])
        #expect(try await eventually { try await store.count() == 1 })
        try await receiver.stop()
        try await expectEvent(from: receiver.name("udp", host: "[::1]"))
    }

    @Test func `to a socket of this machine`() async throws {
        let path = TemporaryDirectory.current("log")
        let collector = try store.follow("--unix", path)
        #expect(try await eventually { collector.errorsSoFar.contains("unix://\(path): receiving") })
        try await log(["-u", path])
        #expect(try await eventually { try await store.count() == 1 })
        #expect(try await collector.end(SIGTERM).status == 0)
        try await expectEvent(from: "unix://" + path)
        let event = try #require(try await store.events().first)
        // The message does not say where it comes from: from here.
        #expect(event.host == ProcessInfo.processInfo.hostName)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    private func log(_ arguments: [String]) async throws {
        let logger = try #require(Program.system("logger"))
        let sent = try await logger.start(arguments + ["-p", "auth.info", "-t", "sshd", "--id=811", message]).wait()
        #expect(sent.status == 0, "\(sent.errors)")
    }

    private func expectEvent(from source: String) async throws {
        let event = try #require(try await store.events().first)
        #expect(event.type == "user_failed_login")
        #expect(event.user_id == "admin")
        #expect(event.ip == "192.0.2.7")
        #expect(event.app_id == "sshd")
        #expect(event.host?.isEmpty == false)
        #expect(event.source == source)
        #expect(event.message == message)
    }
}
