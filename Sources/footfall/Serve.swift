import ArgumentParser
import Dispatch
import FootfallCollector
import FootfallModel
import FootfallSources
import FootfallStore
import FootfallWeb
import Foundation

/// `footfall serve`: the store in a browser.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the store in a browser.",
        discussion: """
            It listens on this machine only, unless --listen names another address; that
            needs a password, whose hash --password-file holds. Nothing is written to
            the store.

            Examples:
              # At http://127.0.0.1:8514/, until Ctrl-C
              footfall serve
              # The service's store, at another port
              footfall serve --listen 127.0.0.1:9000 --store /var/lib/footfall/footfall.db
              # The hash of a password, for --password-file or the configuration
              footfall serve --hash-password < password.txt > web-password
            """
    )

    @Option(help: ArgumentHelp("Where to listen (else 127.0.0.1:8514).", valueName: "address:port"))
    var listen: String?

    @Option(help: ArgumentHelp("A file with the hash of the password.", valueName: "file"), completion: .file)
    var passwordFile: String?

    @Option(
        help: ArgumentHelp("A PEM file: the certificate that connections are encrypted with.", valueName: "file"),
        completion: .file
    )
    var certificate: String?

    @Option(help: ArgumentHelp("A PEM file: the certificate's key.", valueName: "file"), completion: .file)
    var key: String?

    @Option(help: ArgumentHelp("A name under which the server may be asked for.", valueName: "name"))
    var host: [String] = []

    @Flag(help: "Print the hash of the password on standard input, and serve nothing.")
    var hashPassword = false

    @OptionGroup var store: StoreOption

    func run() throws {
        if hashPassword { return try printHash() }
        let configured = try store.configuration.readLeniently()
        let web = configured?.web ?? WebSettings()
        let listen = listen ?? web.listen ?? "127.0.0.1:8514"
        let address = try ListenAddress(listen)
        let secret =
            try passwordFile.map(Serve.secret) ?? web.password.map { try Serve.secret($0, of: "web: password") }
        let identity = try self.identity() ?? web.identity
        guard Serve.isLoopback(address.host) || secret != nil else {
            throw Failure(
                "\(listen) is reached from other machines, and there is no password",
                hint: "name a --password-file ('footfall serve --hash-password' writes one), or listen on 127.0.0.1"
            )
        }
        try identity?.check()
        OpenFileLimit.raise()
        let path = store.path(configured: configured?.store)
        // What is wrong with the store is better told now than by the first page.
        FirstSteps.note(try EventStore(path: path))
        let access = WebAccess(secret: secret, hosts: web.hosts + host, isEncrypted: identity != nil)
        let site = WebSite(
            store: path,
            access: access,
            searches: configured?.namedSearches ?? [],
            log: { Console.note($0) },
            now: { Clock.now }
        )
        let server = WebServer(
            site,
            at: WebServer.Address(host: address.host, port: Int(address.port)),
            tls: try identity?.configuration().configuration,
            most: OpenFileLimit.connections(listeners: 1, besideFiles: false)
        )
        let scheme = identity == nil ? "http" : "https"
        let name = address.isIPv6 ? "[\(address.host)]" : address.host
        let ended = DispatchSemaphore(value: 0)
        let failure = Guarded<(any Error)?>(nil)
        Task {
            do {
                try await server.run { port in
                    Console.note("serving \(scheme)://\(name):\(port)/ (Ctrl-C ends it)")
                    ServiceManager()?.send("READY=1")
                }
            } catch {
                failure.withLock { $0 = error }
            }
            ended.signal()
        }
        ended.wait()
        if let error = failure.withLock({ $0 }) {
            throw Failure("cannot serve at \(listen): \(error)", hint: "is another program listening there?")
        }
    }

    /// Nobody else's machine reaches it.
    private static func isLoopback(_ host: String) -> Bool {
        guard let address = IPAddress(host) else { return false }
        return address == IPAddress("::1") || address.text.hasPrefix("127.")
    }

    private func printHash() throws {
        guard let line = readLine(), !line.isEmpty else {
            throw Failure("there is no password on standard input", hint: "write it there, as one line")
        }
        guard line.count >= 8 else {
            throw Failure("the password has less than 8 characters", hint: "choose a longer one")
        }
        Console.out(PasswordHash(of: line).text)
    }

    private func identity() throws -> TLSIdentity? {
        guard certificate != nil || key != nil else { return nil }
        guard let certificate, let key else {
            throw ValidationError("--certificate and --key go together")
        }
        return TLSIdentity(certificate: certificate, key: key)
    }

    private static func secret(_ file: String) throws -> PasswordHash {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Failure("\(file): cannot be read", hint: "'footfall serve --hash-password' writes one")
        }
        let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        return try secret(text, of: file)
    }

    private static func secret(_ text: String, of place: String) throws -> PasswordHash {
        guard let secret = PasswordHash(text) else {
            throw Failure(
                "\(place): this is no hash of a password",
                hint: "'footfall serve --hash-password' reads a password and writes its hash"
            )
        }
        return secret
    }
}
