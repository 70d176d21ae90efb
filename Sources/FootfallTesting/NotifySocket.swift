internal import Foundation

/// A socket that stands for systemd's: what a service tells it.
package final class NotifySocket: Sendable {
    package let name: String
    private let descriptor: Int32

    /// - Parameter isAbstract: a name that no file has.
    package init(isAbstract: Bool) throws {
        name = isAbstract ? "@footfall-test-\(UUID().uuidString)" : TemporaryDirectory.current("notify")
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(name.utf8)
        if isAbstract { bytes[0] = 0 }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let code = unsafe withUnsafeBytes(of: &address) { bytes in
            unsafe bytes.withMemoryRebound(to: sockaddr.self) { addresses in
                guard let base = addresses.baseAddress else { return -1 }
                return Int(unsafe bind(descriptor, base, length))
            }
        }
        guard code == 0 else { throw POSIXError.last }
    }

    deinit {
        close(descriptor)
    }

    /// What has come since the last time, a message each.
    package func take() -> [String] {
        var messages: [String] = []
        var bytes = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
            guard count > 0 else { return messages }
            messages.append(String(decoding: bytes.prefix(count), as: UTF8.self))
        }
    }
}
