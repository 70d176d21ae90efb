import FootfallTesting
import Foundation
import Testing

/// What syslog-ng forwards, and what its loggen pours out.
@Suite(
    .fewAtOnce,
    .temporaryDirectory,
    .timeLimit(.minutes(60)),
    .enabled(if: SyslogNG.program != nil && SyslogNG.loggen != nil, SyslogNG.isMissing)
)
struct SyslogNGTests {
    private static let count = 2000

    private let store = Store()

    struct Way: CustomTestStringConvertible, Sendable {
        var scheme: String
        /// The destination; `PORT` and `TLS` stand for what is known later.
        var destination: String
        var testDescription: String { destination }
    }

    @Test(arguments: [
        Way(scheme: "udp", destination: #"network("127.0.0.1" port(PORT) transport("udp"))"#),
        Way(scheme: "tcp", destination: #"network("127.0.0.1" port(PORT) transport("tcp"))"#),
        Way(scheme: "tcp", destination: #"syslog("127.0.0.1" port(PORT) transport("tcp"))"#),
        Way(scheme: "tls", destination: #"syslog("127.0.0.1" port(PORT) transport("tls") TLS)"#),
        Way(scheme: "tls", destination: #"network("127.0.0.1" port(PORT) transport("tls") TLS)"#),
    ])
    func `what it forwards is stored once`(way: Way) async throws {
        let certificates = way.scheme == "tls" ? try await Certificates.make() : nil
        let receiver = try await RunningReceiver(way.scheme, store, certificates?.arguments ?? [])
        let folder = TemporaryDirectory.current
        let lines = (0..<SyslogNGTests.count).map { "<86>" + SignIn.line($0) }
        let input = try folder.write("input.log", lines.joined())
        let tls = certificates.map { certificates in
            """
            tls(ca-file("\(certificates.authority)") cert-file("\(certificates.client)")
            key-file("\(certificates.clientKey)") peer-verify(yes))
            """
        }
        let destination = way.destination.replacing("PORT", with: "\(receiver.port)").replacing("TLS", with: tls ?? "")
        let configuration = try folder.write(
            "syslog-ng.conf",
            """
            @version: 3.38
            options { stats-freq(0); keep-hostname(yes); use-dns(no); };
            source s { file("\(input)" follow-freq(1)); };
            destination d { \(destination); };
            log { source(s); destination(d); };
            """
        )
        let sender = try #require(SyslogNG.program).start(
            ["-F", "--no-caps", "-f", configuration, "-R", folder("persist"), "-p", folder("pid"), "-c", folder("ctl")]
        )
        let isComplete = try await eventually { try await store.count() == SyslogNGTests.count }
        #expect(isComplete, "\(sender.errorsSoFar)\n\(receiver.program.errorsSoFar)")
        _ = try await sender.end(SIGTERM)
        try await receiver.stop()
        let events = try await store.events()
        #expect(events.map(\.user_id) == SignIn.users(0..<SyslogNGTests.count))
        #expect(events.allSatisfy { $0.host == "web1" && $0.source == receiver.name(way.scheme) })
    }

    struct Load: CustomTestStringConvertible, Sendable {
        var scheme: String
        var options: [String]
        var connections = 1
        /// Of each connection.
        var number = 2000
        var testDescription: String { scheme + " " + options.joined(separator: " ") }
    }

    @Test(arguments: [
        Load(scheme: "udp", options: ["--inet", "--dgram"]),
        Load(scheme: "tcp", options: ["--inet", "--stream"]),
        Load(scheme: "tcp", options: ["--inet", "--stream", "--syslog-proto"]),
        Load(scheme: "tcp", options: ["--inet", "--stream", "--active-connections=50"], connections: 50, number: 200),
        Load(scheme: "tls", options: ["--use-ssl"]),
    ])
    func `what loggen pours out is counted to the message`(load: Load) async throws {
        let certificates = load.scheme == "tls" ? try await Certificates.make() : nil
        let identity = certificates.map { ["--tls-certificate", $0.server, "--tls-key", $0.serverKey] }
        let receiver = try await RunningReceiver(load.scheme, store, identity ?? [])
        let loggen = try #require(SyslogNG.loggen)
        let arguments = ["--quiet", "--rate=2000", "--size=200", "--interval=60"]
        let outcome = try await loggen.start(
            arguments + ["--number=\(load.number)"] + load.options + ["127.0.0.1", "\(receiver.port)"]
        ).wait()
        #expect(outcome.status == 0, "\(outcome.errors)")
        // "count=2000": per connection it sends as many as were asked for, or one more.
        let sent = try #require(outcome.errors.firstMatch(of: /count=(\d+)/).flatMap { Int($0.1) }, "\(outcome.errors)")
        #expect(sent >= load.number * load.connections)
        #expect(try await receiver.hasStored(records: sent, of: receiver.name(load.scheme)))
        try await receiver.stop()
        let numbers = try #require(try await store.status()[receiver.name(load.scheme)])
        #expect(numbers[0] == sent)
    }
}
