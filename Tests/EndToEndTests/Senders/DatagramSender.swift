import FootfallTesting
import Foundation
import Synchronization

/// A socket that sends datagrams to a port of this machine.
final class DatagramSender: Sendable {
    private let descriptor: Int32
    private let port: UInt16

    init(port: UInt16) throws {
        self.port = port
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw POSIXError.last }
        guard unsafe loopback(port: port, { unsafe connect(descriptor, $0, $1) }) == 0 else { throw POSIXError.last }
    }

    deinit {
        close(descriptor)
    }

    func send(_ text: String) {
        var bytes = Array(text.utf8)
        _ = unsafe Foundation.send(descriptor, &bytes, bytes.count, 0)
    }

    /// Bytes that wait in the receiver's buffer, and datagrams that found no room in it.
    func waiting() throws -> (bytes: Int, drops: Int) {
        let table = try String(contentsOfFile: "/proc/net/udp", encoding: .utf8)
        let local = ":" + String(format: "%04X", port)
        for line in table.split(separator: "\n").dropFirst() {
            let words = line.split(separator: " ")
            guard words.count >= 13, words[1].hasSuffix(local) else { continue }
            let queues = words[4].split(separator: ":")
            return (Int(queues[1], radix: 16) ?? 0, Int(words[12]) ?? 0)
        }
        throw POSIXError(.ENOTCONN)
    }
}

/// A port that nobody holds at this moment, neither for UDP nor for TCP, and that no other test is given.
///
/// It is below those that the system gives to whoever asks for any, or connects.
func freePort() throws -> UInt16 {
    for _ in 0..<12_000 {
        let port = nextPort.withLock { next in
            defer { next = next == 31_999 ? 20_000 : next + 1 }
            return next
        }
        if isFree(port, SOCK_DGRAM), isFree(port, SOCK_STREAM) { return port }
    }
    throw POSIXError(.EADDRINUSE)
}

/// Not the same in the next run, of which something may still be there.
private let nextPort = Mutex(UInt16(20_000 + getpid() % 12_000))

private func isFree(_ port: UInt16, _ kind: __socket_type) -> Bool {
    let descriptor = socket(AF_INET, Int32(kind.rawValue | SOCK_CLOEXEC.rawValue), 0)
    defer { close(descriptor) }
    return unsafe loopback(port: port) { unsafe bind(descriptor, $0, $1) } == 0
}

/// A socket bound to a port that was free.
func bindToFreePort() throws -> (descriptor: Int32, port: UInt16) {
    let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard unsafe loopback(port: 0, { unsafe bind(descriptor, $0, $1) }) == 0 else { throw POSIXError.last }
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = unsafe withUnsafeMutableBytes(of: &address) { bytes in
        unsafe bytes.withMemoryRebound(to: sockaddr.self) { unsafe getsockname(descriptor, $0.baseAddress, &length) }
    }
    return (descriptor, UInt16(bigEndian: address.sin_port))
}

func loopback(port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return unsafe withUnsafeBytes(of: &address) { bytes in
        unsafe bytes.withMemoryRebound(to: sockaddr.self) { addresses in
            guard let base = addresses.baseAddress else { return -1 }
            return unsafe body(base, socklen_t(bytes.count))
        }
    }
}
