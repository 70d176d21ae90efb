internal import CFootfall
internal import FootfallModel
internal import Glibc

/// Receives datagrams from a bound descriptor until the stop, whatever kind of socket it is.
///
/// What the kernel had to drop is read from the socket, also when nothing more arrives.
struct DatagramLoop {
    /// So much may wait for the stages behind before the socket's own buffer begins to fill, in bytes of messages: an
    /// eighth of what the same messages cost there.
    static let waitingBytes = 16 << 20

    private static let datagramsPerCall: Int32 = 64
    /// How much is still taken in after the stop was raised.
    private static let drainBytes: Int64 = 64 << 20
    /// A receive buffer from which the reader may look away for a millisecond, in bytes.
    private static let restfulBytes = 1 << 20

    let descriptor: Int32
    let name: String
    let maximumLineBytes: Int
    /// Bytes of the receive buffer; 0 where the sender waits instead of losing anything.
    let bufferBytes: Int
    let referenceTime: Instant?
    /// Who sends, where all come from one machine; `nil` for the address of each datagram.
    let localSender: String?

    private struct State {
        var batch: ReceivedBatch
        var senders = DatagramSenders()
        var drops = DropCounter()
        var lineNumber: Int64 = 1
        /// Bytes taken in since the stop.
        var drained: Int64?
        var nextDropCheck = ContinuousClock.now + .seconds(1)
        var hasTold = false
    }

    func run(into sink: any LineSink, until stop: StopSignal) throws(SourceError) {
        guard let room = DatagramRoom(count: DatagramLoop.datagramsPerCall, bytesEach: maximumLineBytes + 1) else {
            throw SourceError(source: name, reason: "no memory for the datagrams")
        }
        let handover = Handover(to: sink, room: DatagramLoop.waitingBytes)
        defer { handover.finish() }
        var state = State(batch: ReceivedBatch(maximumLineBytes: maximumLineBytes))
        while true {
            if stop.isRaised, state.drained == nil { state.drained = 0 }
            let count = room.receive(descriptor)
            if count > 0 {
                take(count, from: room, into: &state)
            } else if count == -EBADF || count == -ENOTSOCK {
                throw SourceError(source: name, reason: "cannot be read: " + FileTrouble.describe(-count))
            } else if count < 0, count != -EAGAIN, count != -EINTR {
                // Want of memory passes; a listener that gave up would be deaf until somebody noticed.
                if !state.hasTold { sink.report(SourceNotice(.warning, source: name, FileTrouble.describe(-count))) }
                state.hasTold = true
                _ = stop.wait(milliseconds: 1000)
            }
            // A full vector means that more is waiting.
            let isEmpty = count < DatagramLoop.datagramsPerCall
            let now = ContinuousClock.now
            if now >= state.nextDropCheck || (isEmpty && state.drained != nil) {
                state.drops.note(ff_socket_drops(descriptor))
                state.nextDropCheck = now + .seconds(1)
            }
            guard handOver(&state, now, isEmpty: isEmpty, to: handover) else { return }
            if let drained = state.drained {
                if count <= 0 { return }
                guard drained <= DatagramLoop.drainBytes else {
                    let text = "stopped while datagrams still arrived; the last of them are lost and not counted"
                    sink.report(SourceNotice(.warning, source: name, text))
                    return
                }
            } else if isEmpty {
                rest(state, stop, isBusy: count > 0)
            }
        }
    }

    private func take(_ count: Int32, from room: DatagramRoom, into state: inout State) {
        for index in 0..<count {
            let sender: Int32
            if let localSender {
                sender = state.batch.isEmpty ? state.batch.addSender(localSender) : 0
            } else {
                sender = state.senders.number(of: room.sender(index), in: &state.batch)
            }
            let bytes = unsafe room.bytes(index)
            state.batch.count(bytes: bytes.count)
            if let drained = state.drained { state.drained = drained + Int64(bytes.count) }
            unsafe state.batch.append(bytes, sender: sender, isCut: room.isCut(index))
        }
        state.drops.note(room.drops)
    }

    /// Hands the batch over when it is time to; false when nobody takes it.
    private func handOver(
        _ state: inout State,
        _ now: ContinuousClock.Instant,
        isEmpty: Bool,
        to handover: Handover
    ) -> Bool {
        let isDue = state.batch.isFull || (state.batch.due.map { now >= $0 } ?? state.drops.hasSome)
        guard isDue || (isEmpty && state.drained != nil && (!state.batch.isEmpty || state.drops.hasSome)) else {
            return true
        }
        var batch = state.batch.take(
            source: name,
            firstLineNumber: state.lineNumber,
            arrival: referenceTime ?? .now,
            kernelDrops: state.drops.take()
        )
        batch.areDatagrams = true
        state.lineNumber += Int64(batch.lines.count)
        handover.add(batch)
        return handover.waitForRoom()
    }

    /// Waits for more, for the stop, or until there is something to do.
    ///
    /// While datagrams come in quick succession and the buffer has room for many, it looks again after a millisecond
    /// instead of being woken for each: at 50,000 a second that is a core for the others.
    private func rest(_ state: State, _ stop: StopSignal, isBusy: Bool) {
        if isBusy, bufferBytes >= DatagramLoop.restfulBytes {
            _ = stop.wait(milliseconds: 1)
            return
        }
        var descriptors = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        let deadline = min(state.nextDropCheck, state.batch.due ?? state.nextDropCheck)
        let milliseconds = max(0, (deadline - .now).wholeMilliseconds + 1)
        _ = unsafe poll(&descriptors, 2, Int32(clamping: milliseconds))
    }
}

/// What the kernel says it dropped: a count modulo 2^32 that only grows.
struct DropCounter {
    private var last: UInt32 = 0
    private var pending: Int64 = 0

    /// Whether something was dropped since the last time.
    var hasSome: Bool { pending > 0 }

    /// - Parameter count: -1 where nothing was said.
    mutating func note(_ count: Int64) {
        guard count >= 0 else { return }
        let seen = UInt32(truncatingIfNeeded: count)
        let difference = seen &- last
        // What was told with a datagram may be older than what the socket said meanwhile.
        guard difference < 1 << 31 else { return }
        pending += Int64(difference)
        last = seen
    }

    /// Dropped since the last time.
    mutating func take() -> Int64 {
        defer { pending = 0 }
        return pending
    }
}
