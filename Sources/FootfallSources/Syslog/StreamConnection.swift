internal import NIOCore
internal import NIOSSL
internal import NIOTLS

/// One sender's connection: what it says goes to the hub, in order.
final class StreamConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    let channel: any Channel
    /// Its address.
    let sender: String
    var framing: StreamFraming
    let opened = NIODeadline.now()
    /// TLS is agreed upon, or not asked for.
    private(set) var isReady: Bool
    /// Something came.
    var hasSpoken = false
    /// Since when a message is unfinished.
    var unfinishedSince: NIODeadline?
    /// What arrived while the hub took nothing.
    var waiting: ByteBuffer?
    /// Nothing more will arrive.
    private(set) var isClosed = false
    /// Its number among the senders of the hub's batch, and which batch that was.
    private var number: Int32 = 0
    private var serial = 0

    private let hub: StreamHub

    init(_ channel: any Channel, hub: StreamHub, isReady: Bool) {
        self.channel = channel
        self.hub = hub
        self.isReady = isReady
        sender = channel.remoteAddress?.ipAddress.map(StreamConnection.plain) ?? ""
        framing = StreamFraming(limit: hub.limits.lineBytes)
    }

    func number(in batch: inout ReceivedBatch) -> Int32 {
        if serial != batch.serial {
            serial = batch.serial
            number = batch.addSender(sender)
        }
        return number
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hub.receive(unwrapInboundIn(data), from: self)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { isReady = true }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if !isReady, !isClosed { hub.failedHandshake(of: self, TLSTrouble.describe(error)) }
        // What was agreed upon ends as a plain connection does, also where the sender just goes.
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosed = true
        hub.ended(self)
        context.fireChannelInactive()
    }

    /// IPv4 senders of an IPv6 socket are shown as IPv4.
    private static func plain(_ address: String) -> String {
        let mapped = "::ffff:"
        return address.hasPrefix(mapped) && address.contains(".") ? String(address.dropFirst(mapped.count)) : address
    }
}
