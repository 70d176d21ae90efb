import FootfallModel

/// Who is at the other end of a connection, by their address.
enum Peer {
    /// The address as all else here has it: a server that listens for both kinds is told of `127.0.0.1` as `::ffff:127.0.0.1`.
    static func name(_ address: String?) -> String {
        guard let address else { return "unknown" }
        return IPAddress(address)?.text ?? address
    }

    /// Whether it is this machine, where a proxy may be with many behind it.
    static func isThisMachine(_ name: String) -> Bool { name == "::1" || name.hasPrefix("127.") }
}
