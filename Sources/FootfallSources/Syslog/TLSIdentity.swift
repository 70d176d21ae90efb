internal import FootfallModel
internal import Glibc
internal import NIOCore
package import NIOSSL

/// How a receiver proves who it is, and whom it lets in: paths of PEM files.
package struct TLSIdentity: Hashable, Sendable {
    /// The certificate, and those of the authorities between it and the root.
    package var certificate: String
    package var key: String
    /// The authorities whose clients are let in; without it, who connects need not prove anything.
    package var clientAuthorities: String?

    package init(certificate: String, key: String, clientAuthorities: String? = nil) {
        self.certificate = certificate
        self.key = key
        self.clientAuthorities = clientAuthorities
    }

    /// - Returns: how a server's connections are made, and what a person should know about it.
    package func configuration() throws(SourceError) -> (configuration: TLSConfiguration, notice: String?) {
        try TLSIdentity.probe(certificate)
        try TLSIdentity.probe(key)
        let chain = try TLSIdentity.certificates(certificate)
        let notice = try checkTime(of: chain)
        let privateKey: NIOSSLPrivateKey
        do {
            privateKey = try NIOSSLPrivateKey(file: key, format: .pem)
        } catch {
            throw SourceError(
                source: key,
                reason: "no private key that can be used",
                hint: "a PEM file without a passphrase is needed (it begins with -----BEGIN … PRIVATE KEY-----)"
            )
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(privateKey)
        )
        configuration.minimumTLSVersion = .tlsv12
        configuration.shutdownTimeout = .seconds(1)
        if let clientAuthorities {
            try TLSIdentity.probe(clientAuthorities)
            configuration.trustRoots = .certificates(try TLSIdentity.certificates(clientAuthorities))
            // Clients have no host name that could be checked.
            configuration.certificateVerification = .noHostnameVerification
            configuration.sendCANameList = true
        }
        return (configuration, notice)
    }

    /// - Returns: what connections are made with, and what a person should know about it.
    func load() throws(SourceError) -> (context: NIOSSLContext, notice: String?) {
        let (configuration, notice) = try configuration()
        return (try context(configuration), notice)
    }

    /// Fails where certificate and key are no pair.
    package func check() throws(SourceError) { _ = try context(try configuration().configuration) }

    private func context(_ configuration: TLSConfiguration) throws(SourceError) -> NIOSSLContext {
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            // Both could be read: what is wrong is that they are no pair.
            guard error as? NIOSSLError == .failedToLoadPrivateKey else {
                throw SourceError(source: certificate, reason: "TLS cannot be set up with it: \(error)")
            }
            throw SourceError(
                source: key,
                reason: "this key does not belong to the certificate in \(certificate)",
                hint: "openssl x509 -noout -pubkey and openssl pkey -pubout must print the same"
            )
        }
    }

    private func checkTime(of chain: [NIOSSLCertificate]) throws(SourceError) -> String? {
        guard let first = chain.first else { return nil }
        let now = time(nil)
        if first.notValidAfter < now {
            throw SourceError(
                source: certificate,
                reason: "this certificate has expired",
                hint: "get a new one (openssl x509 -noout -enddate shows until when it was valid)"
            )
        }
        if first.notValidBefore > now {
            throw SourceError(
                source: certificate,
                reason: "this certificate is not valid yet",
                hint: "check this machine's clock (openssl x509 -noout -startdate shows from when it is valid)"
            )
        }
        let days = (first.notValidAfter - now) / 86_400
        return days < 14 ? "the certificate in \(certificate) expires in \(days) days" : nil
    }

    private static func certificates(_ path: String) throws(SourceError) -> [NIOSSLCertificate] {
        do {
            return try NIOSSLCertificate.fromPEMFile(path)
        } catch {
            throw SourceError(
                source: path,
                reason: "no certificate in it",
                hint: "a PEM file is needed (it has a line -----BEGIN CERTIFICATE-----)"
            )
        }
    }

    /// Finds out whether a file can be read: the library does not say why it cannot.
    private static func probe(_ path: String) throws(SourceError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor < 0 else {
            close(descriptor)
            return
        }
        switch errno {
        case ENOENT: throw SourceError(source: path, reason: "no such file", hint: "check the path")
        case EACCES:
            throw SourceError(
                source: path,
                reason: "permission denied",
                hint: "let the user that Footfall runs as read it"
            )
        default: throw SourceError(source: path, reason: "cannot be read: " + FileTrouble.describe(errno))
        }
    }
}

/// Why TLS was not agreed upon, in a person's words.
enum TLSTrouble {
    private static let known: [(word: String, text: String)] = [
        ("WRONG_VERSION_NUMBER", "what came is no TLS; does it send plain text to this port?"),
        ("HTTP_REQUEST", "what came is no TLS but HTTP"),
        ("EOF during handshake", "the other side closed the connection"),
        ("PEER_DID_NOT_RETURN_A_CERTIFICATE", "it showed no certificate, and one is asked for"),
        ("UNKNOWN_CA", "it does not trust this certificate's authority"),
        ("CERTIFICATE_VERIFY_FAILED", "its certificate is not one of the authorities that are let in, or has expired"),
        ("BAD_CERTIFICATE", "it does not accept this certificate"),
        ("CERTIFICATE_EXPIRED", "it says this certificate has expired"),
        ("UNSUPPORTED_PROTOCOL", "it speaks only TLS versions before 1.2"),
        ("NO_SHARED_CIPHER", "it has no cipher in common with this machine"),
    ]

    static func describe(_ error: any Error) -> String {
        let text = "\(error)"
        return known.first { text.contains($0.word) }?.text ?? text
    }
}
