import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
package import NIOSSL
import ServiceLifecycle
package import UnixSignals

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

    /// Bytes that are written at a time, so that whoever takes a part of an answer is seen to.
    private static let piece = 64 << 10

    let site: WebSite
    private let address: Address
    private let tls: TLSConfiguration?
    let connections: Connections

    /// - Parameters:
    ///   - tls: how connections are encrypted; without it they are not.
    ///   - most: how many connections there may be at a time, if less than a thousand.
    package init(_ site: WebSite, at address: Address, tls: TLSConfiguration? = nil, most: Int = .max) {
        var limits = Connections.Limits()
        limits.all = min(limits.all, max(most, 16))
        limits.ofThisMachine = min(limits.ofThisMachine, limits.all)
        self.init(site, at: address, tls: tls, limits)
    }

    init(_ site: WebSite, at address: Address, tls: TLSConfiguration? = nil, _ limits: Connections.Limits) {
        self.site = site
        self.address = address
        self.tls = tls
        connections = Connections(limits)
    }

    /// Serves until the task is cancelled or a signal tells it to stop.
    ///
    /// - Parameters:
    ///   - signals: that end it.
    ///   - ready: is told the port once connections are taken.
    package func run(
        until signals: [UnixSignal] = [.sigterm, .sigint],
        _ ready: @escaping @Sendable (Int) -> Void
    ) async throws {
        var logger = Logger(label: "footfall.web") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        let connections = connections
        let plain = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(additionalChannelHandlers: [ConnectionWatch(connections)])
        )
        let application = Application(
            responder: SiteResponder(site: site, connections: connections),
            server: try tls.map { try .tls(plain, tlsConfiguration: $0) } ?? plain,
            configuration: ApplicationConfiguration(address: .hostname(address.host, port: address.port)),
            onServerRunning: { channel in ready(channel.localAddress?.port ?? 0) },
            logger: logger
        )
        var group = ServiceGroupConfiguration(
            services: [application],
            gracefulShutdownSignals: signals,
            logger: logger
        )
        // Who follows new events or takes a long export does not keep the program from ending.
        group.maximumGracefulShutdownDuration = .seconds(2)
        try await ServiceGroup(configuration: group).run()
    }

    /// Between Hummingbird's requests and ours.
    private struct SiteResponder: HTTPResponder {
        let site: WebSite
        let connections: Connections

        func respond(to request: Request, context: PeerContext) async throws -> Response {
            let asked = await WebServer.request(request, context)
            // One that is closed already gets no answer.
            guard let connection = connections.connection(context.connection) else { throw CancellationError() }
            guard let asked else { return Response(status: .contentTooLarge, headers: [.connection: "close"]) }
            if connection.isRefused { return WebServer.response(site.refuse(asked), connection, context.loop) }
            connection.begin()
            let site = site
            let answer: WebResponse
            do {
                answer = try await connection.whileThere {
                    let answer = await site.respond(to: asked)
                    // Where it was given up, it tells of that.
                    try Task.checkCancellation()
                    return answer
                }
            } catch {
                connection.close()
                throw error
            }
            let response = WebServer.response(answer, connection, context.loop)
            // A body would be taken for the next answer.
            guard request.method == .head else { return response }
            connection.finish()
            return response.createHeadResponse()
        }
    }

    /// What is known of a connection.
    struct PeerContext: RequestContext {
        var coreContext: CoreRequestContextStorage
        let peer: String
        let connection: ObjectIdentifier
        let loop: any EventLoop

        init(source: ApplicationRequestContextSource) {
            coreContext = CoreRequestContextStorage(source: source)
            peer = Peer.name(source.channel.remoteAddress?.ipAddress)
            connection = ObjectIdentifier(source.channel)
            loop = source.channel.eventLoop
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

    private static func response(
        _ answer: WebResponse,
        _ connection: Connection,
        _ loop: any EventLoop
    ) -> Response {
        // A piece is handed to the channel's thread, and is waited for: till then nobody knows whether it is one too many.
        @Sendable func caughtUp() async throws { try await loop.submit {}.get() }
        var headers = HTTPFields()
        for header in answer.headers {
            if let name = HTTPField.Name(header.name) { headers.append(HTTPField(name: name, value: header.value)) }
        }
        let body: ResponseBody
        switch answer.body {
        case .bytes(let bytes):
            body = ResponseBody(contentLength: bytes.count) { writer in
                for piece in WebServer.pieces(of: bytes) {
                    try await writer.write(piece)
                    try await caughtUp()
                }
                try await writer.finish(nil)
                connection.finish()
            }
        case .stream(let next):
            body = ResponseBody { writer in
                while let bytes = try await connection.whileThere(next) {
                    for piece in WebServer.pieces(of: bytes) {
                        try await writer.write(piece)
                        try await caughtUp()
                    }
                }
                try await writer.finish(nil)
                connection.finish()
            }
        }
        return Response(status: HTTPResponse.Status(code: answer.status), headers: headers, body: body)
    }

    /// None where there is nothing: an empty one would end the answer.
    private static func pieces(of bytes: [UInt8]) -> [ByteBuffer] {
        var rest = ByteBuffer(bytes: bytes)
        var pieces: [ByteBuffer] = []
        while let piece = rest.readSlice(length: min(WebServer.piece, rest.readableBytes)), piece.readableBytes > 0 {
            pieces.append(piece)
        }
        return pieces
    }
}
