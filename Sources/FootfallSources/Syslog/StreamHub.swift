internal import FootfallModel
internal import NIOCore

/// All connections of one listener: their messages go into one batch, in the order in which they arrived.
///
/// It belongs to the event loop. While the stages behind are busy no connection is read: each may deliver what it had
/// just read, which waits with it, and then is silent until there is room; the senders notice, since TCP tells them.
final class StreamHub {
    private static let drainBytes: Int64 = 64 << 20
    private static let drainTime = TimeAmount.seconds(2)

    let limits: StreamLimits
    private let name: String
    private let isPlain: Bool
    private let referenceTime: Instant?
    private let loop: any EventLoop
    private let handover: Handover
    private var troubles: StreamTroubles
    private var connections: [ObjectIdentifier: StreamConnection] = [:]
    private var batch: ReceivedBatch
    private var lineNumber: Int64 = 1
    private var isPaused = false
    /// Those whose bytes wait with them, in the order they came.
    private var waiting: [StreamConnection] = []
    private var isFlushPlanned = false
    /// Connections were refused since the last sweep.
    private var isCrowded = false
    /// How many were, since a batch told of them.
    private var refused: Int64 = 0
    /// Bytes that arrived.
    private var received: Int64 = 0
    /// Connections that were let in.
    private var admitted = 0
    private var drained: Drain?
    private var isStopped = false

    /// What has come since the stop was raised.
    private struct Drain {
        var begun: NIODeadline
        var first: Int64
        var seen: Int64
        var admitted: Int
        /// How often in succession nothing had come.
        var quietLooks = 0
    }

    init(_ listener: StreamListener, loop: any EventLoop, handover: Handover, sink: any LineSink) {
        name = listener.name
        limits = listener.limits
        isPlain = listener.isPlain
        referenceTime = listener.referenceTime
        self.loop = loop
        self.handover = handover
        troubles = StreamTroubles(name: name, limits: limits, sink: sink)
        batch = ReceivedBatch(maximumLineBytes: limits.lineBytes)
    }

    // MARK: Connections

    /// Takes a connection in; `nil` where there are too many.
    func admit(_ channel: any Channel) -> StreamConnection? {
        let connection = StreamConnection(channel, hub: self, isReady: isPlain)
        guard connections.count < limits.connections, !isStopped else {
            if !isStopped {
                troubles.note(.refused, from: connection.sender)
                refused += 1
            }
            isCrowded = true
            return nil
        }
        connections[ObjectIdentifier(connection)] = connection
        admitted += 1
        return connection
    }

    func receive(_ buffer: ByteBuffer, from connection: StreamConnection) {
        // One that is being closed may still deliver.
        guard connections[ObjectIdentifier(connection)] != nil else { return }
        received += Int64(buffer.readableBytes)
        if isPaused {
            hold(buffer, of: connection)
        } else {
            take(buffer, from: connection)
        }
    }

    func ended(_ connection: StreamConnection) {
        // What it sent last may still wait.
        if connection.waiting == nil { remove(connection) }
    }

    func failedHandshake(of connection: StreamConnection, _ reason: String) {
        // That of one that is being closed has been told of, or is nobody's fault.
        guard connections[ObjectIdentifier(connection)] != nil else { return }
        troubles.note(.handshake, from: connection.sender, reason)
    }

    private func remove(_ connection: StreamConnection) {
        guard connections.removeValue(forKey: ObjectIdentifier(connection)) != nil else { return }
        finish(connection)
        flushIfNeeded()
    }

    private func finish(_ connection: StreamConnection) {
        connection.framing.finish(sender: connection.number(in: &batch), into: &batch)
        connection.unfinishedSince = nil
    }

    private func take(_ buffer: ByteBuffer, from connection: StreamConnection) {
        if !connection.hasSpoken {
            connection.hasSpoken = true
            // The first byte of a TLS handshake, and of no syslog message.
            if isPlain, buffer.getInteger(at: buffer.readerIndex, as: UInt8.self) == 0x16 {
                troubles.note(.plainHandshake, from: connection.sender)
                connections[ObjectIdentifier(connection)] = nil
                connection.channel.close(promise: nil)
                return
            }
        }
        let number = connection.number(in: &batch)
        let verdict = unsafe buffer.withUnsafeReadableBytes { bytes in
            unsafe connection.framing.feed(bytes, sender: number, into: &batch)
        }
        if verdict.badCounts > 0 { troubles.note(.badCount, count: verdict.badCounts, from: connection.sender) }
        if !connection.framing.isUnfinished {
            connection.unfinishedSince = nil
        } else if connection.unfinishedSince == nil {
            connection.unfinishedSince = .now()
        }
        if verdict.isHopeless {
            troubles.note(.hopeless, from: connection.sender)
            remove(connection)
            connection.channel.close(promise: nil)
        }
        flushIfNeeded()
    }

    // MARK: Back-pressure

    private func hold(_ buffer: ByteBuffer, of connection: StreamConnection) {
        if connection.waiting == nil {
            connection.waiting = buffer
            waiting.append(connection)
            setReading(connection, false)
        } else {
            // The rest of what a sender that has closed left in the kernel's buffer.
            var copy = buffer
            connection.waiting?.writeBuffer(&copy)
        }
    }

    private func setReading(_ connection: StreamConnection, _ isReading: Bool) {
        guard !connection.isClosed else { return }
        try? connection.channel.syncOptions?.setOption(.autoRead, value: isReading)
    }

    /// Goes on where there is room again.
    func resume() {
        guard isPaused, handover.hasRoom else { return }
        isPaused = false
        takeWaiting()
    }

    private func takeWaiting() {
        var taken = 0
        while taken < waiting.count, !isPaused {
            let connection = waiting[taken]
            taken += 1
            guard let buffer = connection.waiting else { continue }
            connection.waiting = nil
            // It may have been closed meanwhile for another reason.
            guard connections[ObjectIdentifier(connection)] != nil else { continue }
            take(buffer, from: connection)
            if connection.isClosed { remove(connection) } else { setReading(connection, true) }
        }
        waiting.removeFirst(taken)
    }

    // MARK: Batches

    private func flushIfNeeded() {
        if batch.isFull {
            flush()
        } else if !batch.isEmpty, !isFlushPlanned {
            isFlushPlanned = true
            let hub = NIOLoopBound(self, eventLoop: loop)
            loop.scheduleTask(in: .milliseconds(ReceivedBatch.delay.wholeMilliseconds)) {
                hub.value.isFlushPlanned = false
                hub.value.flush()
            }
        }
    }

    private func flush() {
        guard !batch.isEmpty || refused > 0 else { return }
        var taken = batch.take(source: name, firstLineNumber: lineNumber, arrival: referenceTime ?? .now)
        taken.refusedConnections = refused
        refused = 0
        lineNumber += Int64(taken.lines.count)
        handover.add(taken)
        if !handover.hasRoom { isPaused = true }
    }

    // MARK: Time

    /// Closes what has taken too long; called each second.
    func sweep() {
        let now = NIODeadline.now()
        let silent = TimeAmount(isCrowded ? min(limits.silent, limits.silentWhenCrowded) : limits.silent)
        isCrowded = false
        // Whoever waits to be read is not to blame.
        for connection in connections.values where connection.waiting == nil && !isPaused {
            if !connection.isReady {
                guard now - connection.opened > TimeAmount(limits.handshake) else { continue }
                troubles.note(.handshake, from: connection.sender, "not complete in time")
            } else if !connection.hasSpoken {
                guard now - connection.opened > silent else { continue }
                troubles.note(.silent, from: connection.sender)
            } else if let since = connection.unfinishedSince, now - since > TimeAmount(limits.unfinished) {
                troubles.note(.unfinished, from: connection.sender)
            } else {
                continue
            }
            remove(connection)
            close(connection)
        }
        troubles.report(at: now)
        // Where nobody else sends anything, they are counted all the same.
        if refused > 0, !isPaused { flush() }
    }

    /// Closes at once: who does not answer is not waited for.
    private func close(_ connection: StreamConnection) {
        connection.channel.close(mode: .all, promise: nil)
    }

    // MARK: The end

    /// Takes in what has arrived already, for a bounded time, and hands everything over; `done` is called then.
    ///
    /// Senders that the kernel has welcomed are let in too: what they sent has arrived as well.
    func drain(_ done: @escaping @Sendable () -> Void) {
        drained = Drain(begun: .now(), first: received, seen: received, admitted: admitted)
        let hub = NIOLoopBound(self, eventLoop: loop)
        loop.scheduleRepeatedTask(initialDelay: .milliseconds(20), delay: .milliseconds(20)) { task in
            guard hub.value.isDrained() else { return }
            task.cancel()
            hub.value.end()
            done()
        }
    }

    /// Whether nothing more comes, or enough has come.
    private func isDrained() -> Bool {
        guard var drain = drained else { return true }
        let isQuiet = received == drain.seen && admitted == drain.admitted && !isPaused
        drain.quietLooks = isQuiet ? drain.quietLooks + 1 : 0
        drain.seen = received
        drain.admitted = admitted
        drained = drain
        return drain.quietLooks >= 2 || handover.isRefused || drain.seen - drain.first > StreamHub.drainBytes
            || NIODeadline.now() - drain.begun > StreamHub.drainTime
    }

    private func end() {
        isStopped = true
        isPaused = false
        // There is room for what every connection may hold, since it is bounded.
        for connection in waiting {
            isPaused = false
            guard let buffer = connection.waiting else { continue }
            connection.waiting = nil
            take(buffer, from: connection)
        }
        waiting = []
        for connection in connections.values {
            finish(connection)
            connection.channel.close(promise: nil)
        }
        connections = [:]
        flush()
        troubles.report(at: .now(), isEnd: true)
    }
}
