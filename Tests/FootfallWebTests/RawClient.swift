import Glibc

/// A connection to a server of this machine whose other end may be as slow as it likes.
final class RawClient: Sendable {
    private let descriptor: Int32

    /// - Parameter buffer: how many bytes the kernel may take before they are read.
    init(port: Int, buffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        if var buffer {
            unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &buffer, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        let connected = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Refused() }
    }

    deinit {
        Glibc.close(descriptor)
    }

    struct Refused: Error {}

    /// - Returns: false where the connection is closed.
    @discardableResult
    func send(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) == $0.count
        }
    }

    /// Says that nothing more is sent; answers are still read.
    func halfClose() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// What has come so far without waiting; `nil` where the connection is closed.
    func received() -> String? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe recv(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
        }
        if count > 0 { return String(decoding: bytes.prefix(count), as: UTF8.self) }
        return count < 0 && errno == EAGAIN ? "" : nil
    }
}
