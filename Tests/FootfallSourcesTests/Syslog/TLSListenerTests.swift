import FootfallTesting
import Foundation
import Testing

@testable import FootfallSources

/// Syslog over TLS, with certificates of the test's own.
@Suite(
    .temporaryDirectory,
    .enabled(if: Program.system("openssl") != nil, "openssl is not installed; scripts/setup test installs it")
)
struct TLSListenerTests {
    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `messages come through`(version: String) async throws {
        let certificates = try await Certificates.make()
        let running = try RunningSource.listener(identity: certificates.identity())
        let client = try connect(running.port, version)
        try client.send("9 <13>three8 <13>four")
        let lines = await running.source.lines(atLeast: 2)
        #expect(lines == ["<13>three", "<13>four"])
        try client.send("4 last")
        client.closeInput()
        await running.source.lines(atLeast: 3)
        try await running.source.stopAndFinish()
        #expect(running.source.sink.lines() == ["<13>three", "<13>four", "last"])
        #expect(running.source.sink.notices.isEmpty)
    }

    @Test func `versions before TLS 1_2 are refused`() async throws {
        let certificates = try await Certificates.make()
        let running = try RunningSource.listener(identity: certificates.identity())
        let client = try connect(running.port, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0")
        let isTold = await running.source.hasNotice("a TLS handshake failed, from 127.0.0.1: ")
        #expect(isTold)
        #expect(try await client.wait().status != 0)
        try await running.source.stopAndFinish()
    }

    @Test func `with authorities only their clients are let in`() async throws {
        let certificates = try await Certificates.make()
        let stranger = try await Certificates.make(in: "stranger")
        let running = try RunningSource.listener(identity: certificates.identity(forClients: true))
        let known = try connect(running.port, "-cert", certificates.client, "-key", certificates.clientKey)
        try known.send("<13>known\n")
        let lines = await running.source.lines(atLeast: 1)
        #expect(lines == ["<13>known"])
        for arguments in [[], ["-cert", stranger.client, "-key", stranger.clientKey]] {
            let client = try connect(running.port, arguments)
            try? client.send("<13>stranger\n")
            #expect(try await client.wait().status != 0)
        }
        let isTold = await running.source.hasNotice("a TLS handshake failed, from 127.0.0.1: it showed no certificate")
        #expect(isTold)
        try await running.source.stopAndFinish()
        #expect(running.source.sink.lines() == ["<13>known"])
    }

    @Test func `plain text at the TLS port is told of, and so is one who says nothing`() async throws {
        let certificates = try await Certificates.make()
        let running = try RunningSource.listener(identity: certificates.identity()) {
            $0.handshake = .milliseconds(200)
        }
        let plain = try TCPSender(port: running.port)
        plain.send("<13>hello\n")
        let isClosed = await waitUntil { plain.isClosed }
        #expect(isClosed)
        let isTold = await running.source.hasNotice("what came is no TLS; does it send plain text to this port?")
        #expect(isTold)
        let silent = try TCPSender(port: running.port)
        let isEnded = await waitUntil { silent.isClosed }
        #expect(isEnded)
        try await running.source.stopAndFinish()
        #expect(running.source.sink.notices.contains { $0.contains("not complete in time") })
        #expect(running.source.sink.lineCount == 0)
    }

    @Test func `certificates that cannot be used are errors that say why`() async throws {
        let certificates = try await Certificates.make()
        let other = try await Certificates.make(in: "other")
        let folder = TemporaryDirectory.current
        let empty = try folder.write("empty.pem", "")
        func error(_ identity: TLSIdentity) -> String? {
            let error = #expect(throws: SourceError.self) { try StreamListener("127.0.0.1:0", identity: identity) }
            return error?.description
        }
        let (certificate, key) = (certificates.server, certificates.serverKey)
        #expect(
            error(TLSIdentity(certificate: folder("none"), key: key))
                == folder("none") + ": no such file\n  hint: check the path"
        )
        #expect(error(TLSIdentity(certificate: empty, key: key))?.contains("no certificate in it") == true)
        #expect(error(TLSIdentity(certificate: certificate, key: empty))?.contains("no private key") == true)
        #expect(
            error(TLSIdentity(certificate: certificate, key: other.serverKey))?
                .contains("this key does not belong to the certificate in \(certificate)") == true
        )
        #expect(
            error(TLSIdentity(certificate: certificate, key: key, clientAuthorities: empty))?
                .hasPrefix(empty + ": no certificate in it") == true
        )
        let expired = try await certificates.expired()
        #expect(error(TLSIdentity(certificate: expired, key: key))?.contains("this certificate has expired") == true)
    }

    @Test func `a certificate that soon expires is told of`() async throws {
        let certificates = try await Certificates.make(days: 5)
        let running = try RunningSource.listener(identity: certificates.identity())
        let isTold = await running.source.hasNotice("expires in ")
        #expect(isTold)
        try await running.source.stopAndFinish()
    }

    private func connect(_ port: UInt16, _ arguments: String...) throws -> RunningProgram {
        try connect(port, arguments)
    }

    private func connect(_ port: UInt16, _ arguments: [String]) throws -> RunningProgram {
        let openssl = try #require(Program.system("openssl"))
        return try openssl.start(
            ["s_client", "-connect", "127.0.0.1:\(port)", "-quiet", "-verify_quiet", "-nocommands"] + arguments,
            input: .pipe
        )
    }
}

extension Certificates {
    func identity(forClients: Bool = false) -> TLSIdentity {
        TLSIdentity(certificate: server, key: serverKey, clientAuthorities: forClients ? authority : nil)
    }
}
