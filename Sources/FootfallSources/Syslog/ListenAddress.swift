/// Where to listen: `192.0.2.1:514` or `[2001:db8::1]:514`.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    /// Without brackets.
    package var host: String
    package var port: UInt16
    package var isIPv6: Bool

    /// - Parameter text: numeric address and port; a port of 0 lets the system choose one.
    package init(_ text: String) throws(SourceError) {
        func refuse(_ reason: String) -> SourceError {
            SourceError(
                source: text,
                reason: reason,
                hint: "write ADDRESS:PORT, as in 0.0.0.0:5514, 127.0.0.1:5514 or [::]:5514"
            )
        }
        guard let colon = text.lastIndex(of: ":") else { throw refuse("the port is missing") }
        var host = text[..<colon]
        guard let port = UInt16(text[text.index(after: colon)...]) else {
            throw refuse("the port is no number from 0 to 65535")
        }
        isIPv6 = host.hasPrefix("[") && host.hasSuffix("]")
        if isIPv6 {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw refuse("an IPv6 address stands in brackets")
        }
        guard !host.isEmpty else { throw refuse("the address is missing") }
        self.host = String(host)
        self.port = port
    }

    package var description: String { (isIPv6 ? "[\(host)]" : host) + ":\(port)" }
}
