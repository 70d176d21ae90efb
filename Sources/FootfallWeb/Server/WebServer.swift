import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
package import NIOSSL
import ServiceLifecycle
import UnixSignals

/// Takes requests over HTTP for a site, with bounds on everything a client can send.
package struct WebServer: Sendable {
    /// Where to listen.
    package struct Address: Sendable, Hashable {
        package var host: String
        package var port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    /// The most that a form may be.
    private static let bodyLimit = 64 << 10
    private static let connectionLimit = 1024

    private let site: WebSite
    private let address: Address
    private let tls: TLSConfiguration?

    /// - Parameter tls: how connections are encrypted; without it they are not.
    package init(_ site: WebSite, at address: Address, tls: TLSConfiguration? = nil) {
        self.site = site
        self.address = address
        self.tls = tls
    }

    /// Serves until the task is cancelled or a signal tells it to stop.
    ///
    /// - Parameter ready: is told the port once connections are taken.
    package func run(_ ready: @escaping @Sendable (Int) -> Void) async throws {
        var logger = Logger(label: "footfall.web") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        let plain = HTTPServerBuilder.http1(configuration: HTTP1Channel.Configuration(idleTimeout: .seconds(60)))
        let application = Application(
            responder: SiteResponder(site: site),
            server: try tls.map { try .tls(plain, tlsConfiguration: $0) } ?? plain,
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port),
                availableConnectionsDelegate: MaximumAvailableConnections(WebServer.connectionLimit)
            ),
            onServerRunning: { channel in ready(channel.localAddress?.port ?? 0) },
            logger: logger
        )
        var group = ServiceGroupConfiguration(
            services: [application],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        // Who follows new events or takes a long export does not keep the program from ending.
        group.maximumGracefulShutdownDuration = .seconds(2)
        try await ServiceGroup(configuration: group).run()
    }

    /// Between Hummingbird's requests and ours.
    private struct SiteResponder: HTTPResponder {
        let site: WebSite

        func respond(to request: Request, context: PeerContext) async throws -> Response {
            let asked = await WebServer.request(request, context)
            guard let asked else { return Response(status: .contentTooLarge) }
            let response = WebServer.response(await site.respond(to: asked))
            // A body would be taken for the next answer.
            return request.method == .head ? response.createHeadResponse() : response
        }
    }

    /// What is known of a connection.
    struct PeerContext: RequestContext {
        var coreContext: CoreRequestContextStorage
        let peer: String

        init(source: ApplicationRequestContextSource) {
            coreContext = CoreRequestContextStorage(source: source)
            peer = source.channel.remoteAddress?.ipAddress ?? "unknown"
        }
    }

    /// `nil` where the body is too long.
    private static func request(_ request: Request, _ context: PeerContext) async -> WebRequest? {
        var headers: [String: String] = [:]
        for field in request.headers { headers[field.name.canonicalName] = field.value }
        if let authority = request.head.authority { headers["host"] = authority }
        // Only forms have one that anybody reads.
        let isForm = request.method == .post
        guard let body = isForm ? try? await request.body.collect(upTo: bodyLimit) : ByteBuffer() else { return nil }
        return WebRequest(
            request.method.rawValue,
            request.head.path ?? "/",
            headers: headers,
            body: Array(body.readableBytesView),
            peer: context.peer
        )
    }

    private static func response(_ answer: WebResponse) -> Response {
        var headers = HTTPFields()
        for header in answer.headers {
            if let name = HTTPField.Name(header.name) { headers.append(HTTPField(name: name, value: header.value)) }
        }
        let body: ResponseBody
        switch answer.body {
        case .bytes(let bytes): body = ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        case .stream(let next):
            body = ResponseBody { writer in
                while let bytes = try await next() {
                    // An empty piece would end the answer.
                    if !bytes.isEmpty { try await writer.write(ByteBuffer(bytes: bytes)) }
                }
                try await writer.finish(nil)
            }
        }
        return Response(status: HTTPResponse.Status(code: answer.status), headers: headers, body: body)
    }
}
