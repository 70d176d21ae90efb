internal import Foundation
internal import Testing

/// An authority, and a server's and a client's certificate of it, made with openssl in the test's folder.
package struct Certificates: Sendable {
    private static let extensions = """
        [req]
        distinguished_name = name
        [name]
        [authority]
        basicConstraints = critical,CA:TRUE
        keyUsage = critical,keyCertSign,cRLSign
        subjectKeyIdentifier = hash
        [leaf]
        basicConstraints = CA:FALSE
        keyUsage = critical,digitalSignature
        subjectAltName = DNS:localhost,IP:127.0.0.1
        """

    private let folder: String

    /// - Parameters:
    ///   - name: a folder of its own, for a second authority.
    ///   - days: how long they are valid.
    package static func make(in name: String = "certificates", days: Int = 30) async throws -> Certificates {
        let certificates = Certificates(folder: try TemporaryDirectory.current.folder(name))
        try TemporaryDirectory.current.write(name + "/openssl.cnf", extensions)
        try await certificates.request("authority", ["-subj", "/CN=Authority", "-extensions", "authority"], days)
        for leaf in ["server", "client"] { try await certificates.sign(leaf, days) }
        return certificates
    }

    package var authority: String { folder + "/authority.pem" }
    /// Valid for `localhost` and 127.0.0.1.
    package var server: String { folder + "/server.pem" }
    package var serverKey: String { folder + "/server.key" }
    package var client: String { folder + "/client.pem" }
    package var clientKey: String { folder + "/client.key" }

    /// A certificate of the server's key that is valid no more; its path.
    package func expired() async throws -> String {
        let path = folder + "/expired.pem"
        // Of its own making: req refuses to sign what is over.
        try await run([
            "openssl", "x509", "-new", "-subj", "/CN=server", "-days", "-1", "-key", serverKey, "-out", path,
        ])
        return path
    }

    private func sign(_ name: String, _ days: Int) async throws {
        let arguments = ["-subj", "/CN=" + name, "-extensions", "leaf"]
        try await request(name, arguments + ["-CA", authority, "-CAkey", folder + "/authority.key"], days)
    }

    private func request(_ name: String, _ arguments: [String], _ days: Int) async throws {
        try await run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
                + ["-config", folder + "/openssl.cnf", "-days", String(days)]
                + ["-keyout", "\(folder)/\(name).key", "-out", "\(folder)/\(name).pem"] + arguments
        )
    }

    private func run(_ words: [String]) async throws {
        let program = try #require(Program.system(words[0]))
        let outcome = try await program.start(Array(words.dropFirst())).wait()
        guard outcome.status == 0 else { throw Failure(description: outcome.errors) }
    }

    private struct Failure: Error, CustomStringConvertible {
        var description: String
    }
}
