import FootfallTesting
import Foundation
import Testing

/// Syslog by UDP, from real senders.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct SyslogTests {
    private let store = Store()

    @Test(
        .enabled(
            if: Program.system("logger") != nil,
            "logger (bsdutils) is not installed; scripts/setup test installs it"
        ),
        arguments: ["--rfc3164", "--rfc5424"]
    )
    func `what logger sends is an event`(format: String) async throws {
        let (collector, port) = try await receive()
        let logger = try #require(Program.system("logger"))
        let sent = try await logger.run(
            "-n",
            "127.0.0.1",
            "-P",
            "\(port)",
            "-d",
            format,
            "-p",
            "auth.info",
            "-t",
            "sshd",
            "--id=811",
            "Failed password for invalid user admin from 192.0.2.7 port 50022 ssh2"
        )
        #expect(sent.status == 0, "\(sent.errors)")
        #expect(try await eventually { try await store.count() == 1 })
        #expect(try await collector.end(SIGTERM).status == 0)
        let event = try #require(try await store.events().first)
        #expect(event.type == "user_failed_login")
        #expect(event.user_id == "admin")
        #expect(event.ip == "192.0.2.7")
        #expect(event.app_id == "sshd")
        #expect(event.host?.isEmpty == false)
        #expect(event.source == "udp://127.0.0.1:\(port)")
        #expect(event.message == "Failed password for invalid user admin from 192.0.2.7 port 50022 ssh2")
    }

    @Test func `ten thousand datagrams are all in the store`() async throws {
        let count = 10_000
        let (collector, port) = try await receive()
        let sender = try DatagramSender(port: port)
        for number in 0..<count {
            sender.send("<86>" + SignIn.line(number).dropLast())
            // The buffer is what the machine grants; a sender that looks never overruns it.
            if number % 50 == 0 {
                #expect(try await eventually { try sender.waiting().bytes < 64 << 10 })
            }
        }
        #expect(try await eventually { try await store.count() == count })
        #expect(try sender.waiting().drops == 0)
        #expect(try await collector.end(SIGTERM).status == 0)
        #expect(try await store.events().map(\.user_id) == SignIn.users(0..<count))
        #expect(try await store.status()["udp://127.0.0.1:\(port)"]?.first == count)
    }

    @Test func `what was received before the stop is kept`() async throws {
        let (collector, port) = try await receive()
        let sender = try DatagramSender(port: port)
        for number in 0..<100 { sender.send("<86>" + SignIn.line(number).dropLast()) }
        // No waiting: what the kernel holds when the signal comes still counts.
        #expect(try await collector.end(SIGTERM).status == 0)
        #expect(try await store.count() == 100)
    }

    @Test func `the sender's address is the host where the header names none`() async throws {
        let (collector, port) = try await receive()
        let sender = try DatagramSender(port: port)
        sender.send("<86>sshd[811]: Accepted password for alice from 192.0.2.7 port 50022 ssh2")
        sender.send("<86>Nov 21 10:00:00 web1 sshd[811]: Accepted password for bob from 192.0.2.7 port 50022 ssh2")
        #expect(try await eventually { try await store.count() == 2 })
        #expect(try await collector.end(SIGTERM).status == 0)
        let hosts = try await store.events().map { [$0.user_id, $0.host] }
        #expect(Set(hosts) == [["alice", "127.0.0.1"], ["bob", "web1"]])
    }

    @Test func `odd datagrams are counted, and nothing stops`() async throws {
        let (collector, port) = try await receive()
        let sender = try DatagramSender(port: port)
        for text in ["", "\n", "\0", "<", "<999>x", "<13>", "\u{feff}", String(repeating: "x", count: 60_000)] {
            sender.send(text)
        }
        sender.send("<86>" + SignIn.line(1).dropLast())
        #expect(try await eventually { try await store.count() == 1 })
        #expect(try await collector.end(SIGTERM).status == 0)
        let numbers = try #require(try await store.status()["udp://127.0.0.1:\(port)"])
        #expect(numbers[0] == 9)
        #expect(numbers[0] == numbers[1...4].reduce(0, +))
    }

    private func receive() async throws -> (RunningProgram, UInt16) {
        let receiver = try await RunningReceiver("udp", store)
        return (receiver.program, receiver.port)
    }
}
