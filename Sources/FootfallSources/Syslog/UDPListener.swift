internal import CFootfall
package import FootfallModel
internal import Glibc

/// Syslog over UDP (RFC 5426): every datagram is one line, whatever stands in it.
package final class UDPListener: Listener {
    /// Asked of the kernel, in bytes, so that a burst outlasts a pause of the reader.
    package static let receiveBufferBytes = 4 << 20

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
        guard opened >= 0 else { throw parsed.error(-opened, scheme: "udp") }
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

    package var readiness: String { "receiving; receive buffer \(grantedBytes) bytes" }

    package func run(into sink: any LineSink, until stop: StopSignal) throws(SourceError) {
        if grantedBytes < requestedBytes {
            let text =
                "the kernel granted a receive buffer of \(grantedBytes) bytes instead of \(requestedBytes); "
                + "raise net.core.rmem_max, or bursts may be lost"
            sink.report(SourceNotice(.warning, source: name, text))
        }
        let loop = DatagramLoop(
            descriptor: descriptor,
            name: name,
            maximumLineBytes: maximumLineBytes,
            bufferBytes: grantedBytes,
            referenceTime: referenceTime,
            localSender: nil
        )
        try loop.run(into: sink, until: stop)
    }
}
