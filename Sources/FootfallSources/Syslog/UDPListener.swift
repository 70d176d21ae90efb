internal import CFootfall
package import FootfallModel
internal import Glibc

/// Syslog over UDP (RFC 5426): every datagram is one line, whatever stands in it.
///
/// What the kernel had to drop is read from the socket, also when nothing more arrives.
package final class UDPListener: Source {
    /// Asked of the kernel, in bytes, so that a burst outlasts a pause of the stages behind.
    package static let receiveBufferBytes = 4 << 20

    private static let batchBytes = 262_144
    private static let datagramsPerCall: Int32 = 64
    /// How much is still taken in after the stop was raised.
    private static let drainBytes: Int64 = 64 << 20

    package let name: String
    /// The port the socket is bound to.
    package let port: UInt16
    private let descriptor: Int32
    private let grantedBytes: Int
    private let requestedBytes: Int
    private let maximumLineBytes: Int
    private let referenceTime: Instant?

    /// Opens the socket, so that what is wrong with the address shows before anything runs.
    ///
    /// - Parameter address: `ADDR:PORT`, an IPv6 address in brackets.
    package init(
        _ address: String,
        maximumLineBytes: Int = LineFraming.defaultMaximumLineBytes,
        receiveBufferBytes: Int = UDPListener.receiveBufferBytes,
        referenceTime: Instant? = nil
    ) throws(SourceError) {
        var parsed = try ListenAddress(address)
        let opened = unsafe ff_udp_bind(parsed.host, parsed.isIPv6 ? 1 : 0, parsed.port)
        guard opened >= 0 else { throw UDPListener.error(-opened, for: parsed) }
        descriptor = opened
        parsed.port = UInt16(clamping: ff_bound_port(opened))
        port = parsed.port
        name = "udp://" + parsed.description
        requestedBytes = receiveBufferBytes
        grantedBytes = Int(ff_set_receive_buffer(opened, Int32(clamping: receiveBufferBytes)))
        self.maximumLineBytes = max(1, min(maximumLineBytes, LineFraming.defaultMaximumLineBytes))
        self.referenceTime = referenceTime
    }

    deinit {
        close(descriptor)
    }

    package func run(into sink: any LineSink, until stop: StopSignal) throws(SourceError) {
        if grantedBytes < requestedBytes {
            let text =
                "the kernel granted a receive buffer of \(grantedBytes) bytes instead of \(requestedBytes); "
                + "raise net.core.rmem_max, or bursts may be lost"
            sink.report(SourceNotice(.warning, source: name, text))
        }
        guard let room = DatagramRoom(count: UDPListener.datagramsPerCall, bytesEach: maximumLineBytes + 1) else {
            throw SourceError(source: name, reason: "no memory for the datagrams")
        }
        var batch = DatagramBatch(maximumLineBytes: maximumLineBytes)
        var drops = DropCounter()
        var lineNumber: Int64 = 1
        var nextDropCheck = ContinuousClock.now + .seconds(1)
        var drained: Int64?
        var hasTold = false
        while true {
            if stop.isRaised, drained == nil { drained = 0 }
            let count = room.receive(descriptor)
            if count > 0 {
                for index in 0..<count { batch.append(index, of: room) }
                drops.note(room.drops)
            } else if count == -EBADF || count == -ENOTSOCK {
                throw SourceError(source: name, reason: "cannot be read: " + FileTrouble.describe(-count))
            } else if count < 0, count != -EAGAIN, count != -EINTR {
                // Want of memory passes; a listener that gave up would be deaf until somebody noticed.
                if !hasTold { sink.report(SourceNotice(.warning, source: name, FileTrouble.describe(-count))) }
                hasTold = true
                if stop.wait(milliseconds: 1000) { return }
            }
            let now = ContinuousClock.now
            if now >= nextDropCheck || drained != nil {
                drops.note(ff_socket_drops(descriptor))
                nextDropCheck = now + .seconds(1)
            }
            // A full vector means that more is waiting.
            let isEmpty = count < UDPListener.datagramsPerCall
            if isEmpty || batch.isDue(at: now, bytes: UDPListener.batchBytes) {
                let lost = drops.take()
                if !batch.isEmpty || lost > 0 {
                    let taken = batch.take(
                        source: name,
                        firstLineNumber: lineNumber,
                        arrival: referenceTime ?? .now,
                        kernelDrops: lost
                    )
                    lineNumber += Int64(taken.lines.count)
                    if let sum = drained { drained = sum + taken.byteCount }
                    guard sink.send(taken) else { return }
                }
            }
            if let drained, count <= 0 || drained > UDPListener.drainBytes { return }
            if count <= 0 { wait(stop, until: nextDropCheck) }
        }
    }

    private func wait(_ stop: StopSignal, until deadline: ContinuousClock.Instant) {
        var descriptors = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        let milliseconds = max(0, (deadline - .now).wholeMilliseconds + 1)
        _ = unsafe poll(&descriptors, 2, Int32(clamping: milliseconds))
    }

    /// Why an address cannot be listened on.
    static func error(_ code: Int32, for address: ListenAddress) -> SourceError {
        let source = "udp://" + address.description
        switch code {
        case EINVAL:
            return SourceError(
                source: source,
                reason: "\(address.host) is no \(address.isIPv6 ? "IPv6" : "IPv4") address",
                hint: "write a number as in 0.0.0.0:5514 or [::]:5514; names are not looked up"
            )
        case EADDRINUSE:
            return SourceError(
                source: source,
                reason: "the port is in use",
                hint: "another syslog server may hold it (ss -ulpn shows which); stop it, or choose another port"
            )
        case EACCES where address.port < 1024:
            return SourceError(
                source: source,
                reason: "ports below 1024 need a right that this process lacks",
                hint: "give it CAP_NET_BIND_SERVICE, or choose a port above 1023"
            )
        case EADDRNOTAVAIL:
            return SourceError(
                source: source,
                reason: "this machine has no such address",
                hint: "0.0.0.0 and [::] stand for all it has"
            )
        default:
            return SourceError(source: source, reason: "cannot be listened on: " + FileTrouble.describe(code))
        }
    }
}

/// What the kernel says it dropped: a count modulo 2^32 that only grows.
struct DropCounter {
    private var last: UInt32 = 0
    private var pending: Int64 = 0

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
