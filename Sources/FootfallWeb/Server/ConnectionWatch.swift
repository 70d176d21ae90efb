import NIOCore

/// Tells of a connection what its channel does.
final class ConnectionWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let connections: Connections
    private var connection: Connection?
    private var timer: Scheduled<Void>?
    private var farewell: Scheduled<Void>?

    init(_ connections: Connections) {
        self.connections = connections
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let peer = Peer.name(context.channel.remoteAddress?.ipAddress)
        let channel = context.channel
        let connection = Connection(ObjectIdentifier(channel), peer: peer) { channel.close(promise: nil) }
        self.connection = connection
        let held = SocketOptionValue(connections.limits.held)
        context.channel.setOption(.socketOption(.so_sndbuf), value: held).whenFailure { _ in }
        connections.join(connection)
        look(context.eventLoop, connection)
    }

    func handlerRemoved(context: ChannelHandlerContext) { leave() }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    /// Whoever closes their side has gone, or has asked all they want (`nc -N`): they have a little time to be answered.
    ///
    /// Nothing tells one from the other before something is written.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed, let connection {
            let time = TimeAmount(connections.limits.farewell)
            farewell = context.eventLoop.scheduleTask(in: time) { connection.ended() }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        connection?.isTaken(context.channel.isWritable)
        context.fireChannelWritabilityChanged()
    }

    private func leave() {
        timer?.cancel()
        farewell?.cancel()
        (timer, farewell) = (nil, nil)
        if let connection { connections.leave(connection) }
        connection = nil
    }

    /// Every second: who is too slow goes.
    private func look(_ loop: any EventLoop, _ connection: Connection) {
        let limits = connections.limits
        timer = loop.assumeIsolated().scheduleTask(in: .seconds(1)) {
            guard self.connection != nil else { return }
            if connection.isTooSlow(limits) { connection.close() } else { self.look(loop, connection) }
        }
    }
}
