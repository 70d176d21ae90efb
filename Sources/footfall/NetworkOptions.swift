import ArgumentParser
import FootfallCollector
import FootfallSources

/// Where `footfall collect` receives syslog.
struct NetworkOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Receive syslog datagrams (RFC 5426) here; may be given more than once, as all of these.",
            valueName: "addr:port"
        )
    )
    var udp: [String] = []

    @Option(
        help: ArgumentHelp(
            "Receive syslog over TCP (RFC 6587) here, with octet counts or newlines.",
            valueName: "addr:port"
        )
    )
    var tcp: [String] = []

    @Option(help: ArgumentHelp("Receive syslog over TLS (RFC 5425) here.", valueName: "addr:port"))
    var tls: [String] = []

    @Option(
        help: ArgumentHelp("The certificate shown with --tls, its chain behind it (PEM).", valueName: "file"),
        completion: .file
    )
    var tlsCertificate: String?

    @Option(
        help: ArgumentHelp("The certificate's private key (PEM, no passphrase).", valueName: "file"),
        completion: .file
    )
    var tlsKey: String?

    @Option(
        help: ArgumentHelp(
            "Let in only who shows a certificate of these authorities (PEM).",
            valueName: "file"
        ),
        completion: .file
    )
    var tlsClientCA: String?

    @Option(
        help: ArgumentHelp(
            "Make a Unix datagram socket here and receive what programs of this machine log to it.",
            valueName: "path"
        ),
        completion: .file
    )
    var unix: [String] = []

    func validate() throws {
        let hasIdentity = tlsCertificate != nil || tlsKey != nil || tlsClientCA != nil
        if tls.isEmpty, hasIdentity {
            throw ValidationError("a certificate is of use only with --tls, which says where to receive")
        }
        if !tls.isEmpty, tlsCertificate == nil || tlsKey == nil {
            throw ValidationError("--tls needs --tls-certificate and --tls-key: this machine's certificate and its key")
        }
        if unix.contains("") {
            throw ValidationError("the path of --unix is empty; is a variable of a script not set?")
        }
    }

    /// The first of these options that was given.
    var firstGiven: String? {
        let options = [("--udp", udp), ("--tcp", tcp), ("--tls", tls), ("--unix", unix)]
        return options.first { !$0.1.isEmpty }?.0
    }

    /// What they name.
    var settings: [SourceSettings] {
        var origins: [SourceSettings.Origin] = udp.map { .udp(address: $0, receiveBufferBytes: nil) }
        origins += tcp.map { .stream(address: $0, identity: nil) }
        if let tlsCertificate, let tlsKey {
            let identity = TLSIdentity(certificate: tlsCertificate, key: tlsKey, clientAuthorities: tlsClientCA)
            origins += tls.map { .stream(address: $0, identity: identity) }
        }
        origins += unix.map { .unix(path: $0) }
        return origins.map { SourceSettings($0) }
    }
}
