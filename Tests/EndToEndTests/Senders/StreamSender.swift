import FootfallTesting
import Foundation

/// A TCP connection to a port of this machine, over which as much is written as the receiver takes.
final class StreamSender: Sendable {
    private let descriptor: Int32

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0, unsafe loopback(port: port, { unsafe connect(descriptor, $0, $1) }) == 0 else {
            throw POSIXError.last
        }
        guard fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else { throw POSIXError.last }
    }

    deinit {
        close(descriptor)
    }

    /// Writes until all is written, or until nothing was taken for so long.
    ///
    /// - Returns: how many bytes were written.
    func send(_ bytes: ArraySlice<UInt8>, patience: Duration) throws -> Int {
        var sent = 0
        while sent < bytes.count {
            let rest = bytes.dropFirst(sent)
            let taken = unsafe rest.withUnsafeBytes { unsafe Foundation.send(descriptor, $0.baseAddress, $0.count, 0) }
            if taken >= 0 {
                sent += taken
                continue
            }
            guard errno == EAGAIN else { throw POSIXError.last }
            var poller = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            if unsafe poll(&poller, 1, Int32(patience.components.seconds * 1000)) == 0 { return sent }
        }
        return sent
    }

    /// What has come so far without waiting.
    ///
    /// - Throws: where the connection is closed.
    func received() throws -> String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        if count < 0, errno == EAGAIN { return "" }
        guard count > 0 else { throw POSIXError.last }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    /// Whether the other side has closed the connection.
    var isClosed: Bool {
        var byte: UInt8 = 0
        let count = unsafe recv(descriptor, &byte, 1, Int32(MSG_PEEK))
        return count == 0 || (count < 0 && errno != EAGAIN)
    }
}
