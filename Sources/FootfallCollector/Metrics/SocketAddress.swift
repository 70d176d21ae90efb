internal import FootfallSources
internal import Glibc

/// A numeric address as sockets take it.
struct SocketAddress {
    let family: Int32
    private var version4 = sockaddr_in()
    private var version6 = sockaddr_in6()

    /// `nil` where the text is no address.
    init?(_ address: ListenAddress) {
        family = address.isIPv6 ? AF_INET6 : AF_INET
        if address.isIPv6 {
            version6.sin6_family = sa_family_t(AF_INET6)
            version6.sin6_port = address.port.bigEndian
            guard unsafe inet_pton(AF_INET6, address.host, &version6.sin6_addr) == 1 else { return nil }
        } else {
            version4.sin_family = sa_family_t(AF_INET)
            version4.sin_port = address.port.bigEndian
            guard unsafe inet_pton(AF_INET, address.host, &version4.sin_addr) == 1 else { return nil }
        }
    }

    /// As `bind`: 0, or -1 with `errno`.
    func bind(_ descriptor: Int32) -> Int32 {
        if family == AF_INET6 { return SocketAddress.bind(descriptor, version6) }
        return SocketAddress.bind(descriptor, version4)
    }

    private static func bind<Address>(_ descriptor: Int32, _ address: Address) -> Int32 {
        unsafe withUnsafeBytes(of: address) { bytes in
            guard let base = bytes.baseAddress else { return -1 }
            return unsafe Glibc.bind(
                descriptor,
                base.assumingMemoryBound(to: sockaddr.self),
                socklen_t(bytes.count)
            )
        }
    }

    /// The port at which a socket listens.
    static func port(of descriptor: Int32) -> UInt16 {
        var found = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        _ = unsafe withUnsafeMutablePointer(to: &found) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        // The port stands at the same place in both families.
        return UInt16(bigEndian: found.sin6_port)
    }
}
