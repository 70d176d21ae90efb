import FootfallTesting
import Foundation
import Testing

/// What rsyslog forwards: a file's lines, by omfwd.
@Suite(
    .fewAtOnce,
    .temporaryDirectory,
    .timeLimit(.minutes(60)),
    .enabled(if: Program.system("rsyslogd") != nil, "rsyslog is not installed; scripts/setup test installs it")
)
struct RsyslogTests {
    private static let count = 2000
    private static let hasTLS = FileManager.default.fileExists(
        atPath: "/usr/lib/\(architecture)-linux-gnu/rsyslog/lmnsd_gtls.so"
    )

    private let store = Store()

    struct Way: CustomTestStringConvertible, Sendable {
        var scheme: String
        var action: String
        var testDescription: String { scheme + " " + action }
    }

    @Test(arguments: [
        Way(scheme: "udp", action: #"protocol="udp""#),
        Way(scheme: "tcp", action: #"protocol="tcp""#),
        Way(scheme: "tcp", action: #"protocol="tcp" TCP_Framing="octet-counted""#),
        Way(scheme: "tcp", action: #"protocol="tcp" template="RSYSLOG_SyslogProtocol23Format""#),
    ])
    func `what it forwards is stored once`(way: Way) async throws {
        try await forward(way.scheme, action: way.action)
    }

    @Test(
        .enabled(if: hasTLS, "rsyslog-gnutls is not installed; scripts/setup test installs it"),
        arguments: ["traditional", "octet-counted"]
    )
    func `over TLS with a certificate of its own`(framing: String) async throws {
        let certificates = try await Certificates.make()
        let globals = """
            DefaultNetstreamDriver="gtls" DefaultNetstreamDriverCAFile="\(certificates.authority)"
            DefaultNetstreamDriverCertFile="\(certificates.client)" DefaultNetstreamDriverKeyFile="\(certificates.clientKey)"
            """
        let action = """
            protocol="tcp" TCP_Framing="\(framing)" StreamDriver="gtls" StreamDriverMode="1"
            StreamDriverAuthMode="x509/name" StreamDriverPermittedPeers="localhost"
            """
        try await forward("tls", action: action, globals: globals, certificates.arguments)
    }

    private func forward(_ scheme: String, action: String, globals: String = "", _ arguments: [String] = [])
        async throws
    {
        let receiver = try await RunningReceiver(scheme, store, arguments)
        let folder = TemporaryDirectory.current
        let lines = (0..<RsyslogTests.count).map { "Accepted password for u\($0) from 192.0.2.7 port 50022 ssh2\n" }
        let input = try folder.write("input.log", lines.joined())
        let work = try folder.folder("rsyslog")
        let configuration = try folder.write(
            "rsyslog.conf",
            """
            global(workDirectory="\(work)" \(globals))
            module(load="imfile")
            input(type="imfile" file="\(input)" tag="sshd[811]:" facility="auth" severity="info" ruleset="forward")
            ruleset(name="forward") {
              action(type="omfwd" target="127.0.0.1" port="\(receiver.port)" \(action))
            }
            """
        )
        let rsyslog = try #require(Program.system("rsyslogd"))
        let sender = try rsyslog.start("-n", "-f", configuration, "-i", folder("rsyslog.pid"))
        let isComplete = try await eventually { try await store.count() == RsyslogTests.count }
        #expect(isComplete, "\(sender.errorsSoFar)\n\(receiver.program.errorsSoFar)")
        _ = try await sender.end(SIGTERM)
        try await receiver.stop()
        let events = try await store.events()
        #expect(Set(events.compactMap(\.user_id)).count == RsyslogTests.count)
        #expect(events.count == RsyslogTests.count)
        #expect(events.allSatisfy { $0.app_id == "sshd" && $0.source == receiver.name(scheme) })
    }

    private static var architecture: String {
        #if arch(arm64)
            "aarch64"
        #else
            "x86_64"
        #endif
    }
}

extension Certificates {
    /// What `footfall collect` is given to use them, and to let in only its own clients.
    var arguments: [String] {
        ["--tls-certificate", server, "--tls-key", serverKey, "--tls-client-ca", authority]
    }
}
