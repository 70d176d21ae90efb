import FootfallTesting
import Foundation
import Testing

/// Where syslog is received by `footfall.yaml`, and what is wrong with it there and on the command line.
@Suite(
    .fewAtOnce,
    .temporaryDirectory,
    .timeLimit(.minutes(60)),
    .enabled(if: Program.system("openssl") != nil, "openssl is not installed; scripts/setup test installs it")
)
struct ConfiguredSyslogTests {
    private let store = Store()
    private let folder = TemporaryDirectory.current

    @Test func `a configuration receives by all four ways`() async throws {
        let certificates = try await Certificates.make()
        let socket = folder("log")
        let configuration = try folder.write(
            "footfall.yaml",
            """
            store: \(store.path)
            sources:
              - syslog: [udp://127.0.0.1:0, tcp://127.0.0.1:0, unix://\(socket)]
              - syslog: tls://127.0.0.1:0
                certificate: \(certificates.server)
                key: \(certificates.serverKey)
                client_ca: \(certificates.authority)
            """
        )
        let check = try await Program.footfall.run("collect", "--config", configuration, "--check")
        #expect(check.status == 0, "\(check.output)\(check.errors)")
        #expect(!FileManager.default.fileExists(atPath: socket))
        let collector = try Program.footfall.start("collect", "--config", configuration)
        let isReceiving = try await eventually {
            collector.errorsSoFar.split(separator: "\n").count { $0.contains(": receiving") } == 4
        }
        #expect(isReceiving, "\(collector.errorsSoFar)")
        let logger = try #require(Program.system("logger"))
        #expect(
            try await logger.run("-u", socket, "-t", "sshd", "Accepted password for alice from 192.0.2.7 port 1 ssh2")
                .status == 0
        )
        #expect(try await eventually { try await store.count() == 1 })
        #expect(try await collector.end(SIGTERM).status == 0)
    }

    struct Mistake: CustomTestStringConvertible, Sendable {
        var source: String
        var says: String
        var testDescription: String { source }
    }

    @Test(arguments: [
        Mistake(source: "syslog: tls://127.0.0.1:0", says: "tls:// needs a certificate and its key"),
        Mistake(
            source: "{ syslog: tcp://127.0.0.1:0, key: x }",
            says: "is of use only where something is received over tls"
        ),
        Mistake(source: "syslog: unix://log", says: "'unix://log' names no absolute path"),
        Mistake(source: "syslog: relp://127.0.0.1:0", says: "there is no protocol 'relp'"),
        Mistake(source: "syslog: tcp://localhost:514", says: "localhost is no address; names are not looked up"),
    ])
    func `a mistake is told with its place`(mistake: Mistake) async throws {
        let text = "store: \(store.path)\nsources:\n  - \(mistake.source)\n"
        let configuration = try folder.write("footfall.yaml", text)
        let outcome = try await Program.footfall.run("collect", "--config", configuration)
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains(mistake.says), "\(outcome.errors)")
        #expect(outcome.errors.contains(configuration + ":3:"), "\(outcome.errors)")
    }

    @Test func `what cannot be opened ends the program before there is a store`() async throws {
        let arguments = [
            "--tls", "127.0.0.1:0", "--tls-certificate", folder("none.pem"), "--tls-key", folder("none.key"),
        ]
        let outcome = try await Program.footfall.start(["collect", "--store", store.path] + arguments).wait()
        #expect(outcome.status == 1)
        #expect(outcome.errors == "error: \(folder("none.pem")): no such file\n  hint: check the path\n")
        #expect(!FileManager.default.fileExists(atPath: store.path))
    }
}
