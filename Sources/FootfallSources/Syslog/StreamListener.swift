internal import CFootfall
package import FootfallModel
internal import Glibc
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// Syslog over TCP (RFC 6587) and TLS (RFC 5425).
///
/// What has arrived when the stop is raised is taken in, for at most two seconds; senders are not told how much of what
/// they sent was stored, since the protocol has no word for it.
package final class StreamListener: Listener {
    /// Bytes of messages that may wait for the stages behind, beside one batch in the making.
    private static let waitingBytes = 1 << 20
    /// Asked of the kernel for each connection: what a sender that closes leaves there is read at once, whatever else.
    private static let connectionBufferBytes: Int32 = 131_072
    /// How much of a connection is read before the next one's turn.
    private static let readBytes = 65_536

    package let name: String
    /// The port the socket is bound to.
    package let port: UInt16
    let limits: StreamLimits
    let referenceTime: Instant?
    private let tls: NIOSSLContext?
    private let notice: String?
    /// Until it is run.
    private let descriptor: Guarded<Int32?>

    /// Opens the socket and reads the certificates, so that what is wrong with them shows before anything runs.
    ///
    /// - Parameters:
    ///   - address: `ADDR:PORT`, an IPv6 address in brackets.
    ///   - identity: how to prove who this is; without it nothing is encrypted.
    package init(
        _ address: String,
        identity: TLSIdentity? = nil,
        limits: StreamLimits = StreamLimits(),
        referenceTime: Instant? = nil
    ) throws(SourceError) {
        var parsed = try ListenAddress(address)
        let scheme = identity == nil ? "tcp" : "tls"
        let loaded = try identity.map { identity throws(SourceError) in try identity.load() }
        tls = loaded?.context
        notice = loaded?.notice
        let opened = unsafe ff_tcp_listen(
            parsed.host,
            parsed.isIPv6 ? 1 : 0,
            parsed.port,
            StreamListener.connectionBufferBytes
        )
        guard opened >= 0 else { throw parsed.error(-opened, scheme: scheme) }
        descriptor = Guarded(opened)
        parsed.port = UInt16(clamping: ff_bound_port(opened))
        port = parsed.port
        name = scheme + "://" + parsed.description
        self.limits = limits
        self.referenceTime = referenceTime
    }

    deinit {
        if let left = descriptor.withLock({ $0 }) { close(left) }
    }

    /// Whether nothing is encrypted.
    var isPlain: Bool { tls == nil }

    package var readiness: String { "receiving; at most \(limits.connections) connections" }

    package func run(into sink: any LineSink, until stop: StopSignal) throws(SourceError) {
        if let notice { sink.report(SourceNotice(.warning, source: name, notice)) }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        defer { try? group.syncShutdownGracefully() }
        let loop = group.any()
        let hub = Guarded<NIOLoopBound<StreamHub>?>(nil)
        let handover = Handover(to: sink, room: StreamListener.waitingBytes) {
            guard let hub = hub.withLock({ $0 }) else { return }
            loop.execute { hub.value.resume() }
        }
        defer { handover.finish() }
        do {
            let bound = try loop.submit { [self] in
                NIOLoopBound(StreamHub(self, loop: loop, handover: handover, sink: sink), eventLoop: loop)
            }.wait()
            hub.withLock { $0 = bound }
            let server = try listen(group, bound)
            let sweeping = loop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { _ in
                bound.value.sweep()
            }
            while !stop.wait(milliseconds: 1000), !handover.isRefused {}
            sweeping.cancel()
            let drained = loop.makePromise(of: Void.self)
            loop.execute { bound.value.drain { drained.succeed() } }
            try drained.futureResult.wait()
            server.close(promise: nil)
        } catch {
            throw SourceError(source: name, reason: "cannot be listened on: \(error)")
        }
    }

    private func listen(_ group: MultiThreadedEventLoopGroup, _ hub: NIOLoopBound<StreamHub>) throws -> any Channel {
        let taken = descriptor.withLock { descriptor in
            defer { descriptor = nil }
            return descriptor
        }
        guard let taken else { preconditionFailure("a listener runs once") }
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // Without descriptors it waits, instead of failing as fast as it can.
                    try channel.pipeline.syncOperations.addHandler(AcceptBackoffHandler())
                }
            }
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(
                .recvAllocator,
                value: FixedSizeRecvByteBufferAllocator(capacity: StreamListener.readBytes)
            )
            .childChannelInitializer { [tls] channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let connection = hub.value.admit(channel) else { throw ChannelError.operationUnsupported }
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                    }
                    try channel.pipeline.syncOperations.addHandler(connection)
                }
            }
        let server = try bootstrap.withBoundSocket(taken).wait()
        // The bootstrap has listened again, with a shorter queue of its own.
        _ = Glibc.listen(taken, 1024)
        return server
    }
}
