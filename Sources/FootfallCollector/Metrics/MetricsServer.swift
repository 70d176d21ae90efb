package import FootfallSources
internal import Foundation

/// Answers `GET /metrics` with a text, as Prometheus asks for it: HTTP/1.1, one answer a connection.
///
/// One thread serves all, and none of its few connections can keep it from the others: each has a few kilobytes and a
/// few seconds for its request and for taking the answer, and the oldest makes room for a new one.
package final class MetricsServer: Sendable {
    /// Connections at a time.
    static let connectionLimit = 8
    /// Seconds from the connection to its end.
    static let timeLimit: Int64 = 5

    /// The address it listens at, with the port the system chose where none was given.
    package let address: String
    /// Whether only this machine can ask.
    package let isLoopback: Bool
    private let descriptor: Int32
    private let stop = StopSignal()

    /// Listens from now on; answers from `start` on.
    ///
    /// - Parameter address: `ADDR:PORT`; or a port alone, which means 127.0.0.1.
    package init(_ text: String) throws(SourceError) {
        let isPort = UInt16(text) != nil
        var parsed = try ListenAddress(isPort ? "127.0.0.1:" + text : text)
        guard let place = SocketAddress(parsed) else {
            throw SourceError(source: text, reason: "no address of an interface", hint: "as in 127.0.0.1:9765")
        }
        let opened = socket(place.family, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC | O_NONBLOCK, 0)
        guard opened >= 0 else { throw MetricsServer.error(errno, text) }
        var one: Int32 = 1
        _ = unsafe setsockopt(opened, SOL_SOCKET, SO_REUSEADDR, &one, 4)
        guard place.bind(opened) == 0, listen(opened, 16) == 0 else {
            let code = errno
            close(opened)
            throw MetricsServer.error(code, text)
        }
        descriptor = opened
        parsed.port = SocketAddress.port(of: opened)
        address = parsed.description
        isLoopback = parsed.host.hasPrefix("127.") || parsed.host == "::1"
    }

    deinit {
        close(descriptor)
    }

    private static func error(_ code: Int32, _ text: String) -> SourceError {
        let reason = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        return SourceError(
            source: text,
            reason: "metrics cannot be served here: " + reason,
            hint: code == EADDRINUSE ? "see who has the port: ss -ltnp" : nil
        )
    }

    /// Answers until `finish`, in a thread of its own.
    ///
    /// - Parameter text: makes the answer, or `nil` where it cannot now; asked at most once a second.
    package func start(_ text: @escaping @Sendable () -> String?) {
        Thread.start(named: "metrics") { [self] in serve(text) }
    }

    package func finish() {
        stop.raise()
    }

    private func serve(_ text: () -> String?) {
        var connections: [MetricsConnection] = []
        var kept: (made: Int64, text: String?)?
        func answer() -> String? {
            let now = MetricsConnection.now
            if let kept, now - kept.made < 1000 { return kept.text }
            let made = text()
            kept = (now, made)
            return made
        }
        while !stop.isRaised {
            var polled = [
                pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            ]
            polled += connections.map { pollfd(fd: $0.descriptor, events: $0.events, revents: 0) }
            _ = unsafe poll(&polled, nfds_t(polled.count), connections.isEmpty ? -1 : 1000)
            for (connection, found) in zip(connections, polled.dropFirst(2)) where found.revents != 0 {
                connection.turn(answer)
            }
            let now = MetricsConnection.now
            connections.removeAll { connection in
                guard connection.isDone || now > connection.deadline else { return false }
                connection.end()
                return true
            }
            if polled[1].revents != 0 { accept(into: &connections) }
        }
        connections.forEach { $0.end() }
    }

    private func accept(into connections: inout [MetricsConnection]) {
        let accepted = Foundation.accept(descriptor, nil, nil)
        guard accepted >= 0 else {
            // No descriptor left: waiting beats asking again at once.
            if errno == EMFILE || errno == ENFILE { _ = stop.wait(milliseconds: 200) }
            return
        }
        _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
        _ = fcntl(accepted, F_SETFL, O_NONBLOCK)
        if connections.count >= MetricsServer.connectionLimit { connections.removeFirst().end() }
        connections.append(MetricsConnection(accepted, deadline: MetricsConnection.now + MetricsServer.timeLimit * 1000))
    }
}
