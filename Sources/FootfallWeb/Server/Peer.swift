import FootfallModel

/// Who is at the other end of a connection, by their address.
enum Peer {
    /// The address as all else here has it: a server that listens for both kinds is told of `127.0.0.1` as `::ffff:127.0.0.1`.
    static func name(_ address: String?) -> String {
        guard let address else { return "unknown" }
        return IPAddress(address)?.text ?? address
    }

    /// An address as proxies write it: some add the port, and brackets around what has colons.
    static func named(_ text: String) -> String {
        if let address = IPAddress(text) { return address.text }
        var inner = text[...]
        if inner.hasPrefix("[") {
            inner = inner.dropFirst().prefix { $0 != "]" }
        } else if let colon = inner.lastIndex(of: ":") {
            inner = inner[..<colon]
        }
        return IPAddress(String(inner))?.text ?? text
    }

    /// Whose address it is, as far as one can tell: of IPv6 a customer has a whole network of 64 bits, or more.
    static func network(of name: String) -> String {
        guard let address = IPAddress(name), !address.isV4 else { return name }
        return IPAddress(high: address.high, low: 0).text + "/64"
    }

    /// Whether it is this machine, where a proxy may be with many behind it.
    static func isThisMachine(_ name: String) -> Bool { name == "::1" || name.hasPrefix("127.") }
}
