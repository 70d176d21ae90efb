internal import Glibc

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

extension ListenAddress {
    /// Why an address cannot be listened on.
    ///
    /// - Parameter scheme: `udp`, `tcp` or `tls`.
    func error(_ code: Int32, scheme: String) -> SourceError {
        let source = scheme + "://" + description
        switch code {
        case EINVAL:
            return SourceError(
                source: source,
                reason: "\(host) is no \(isIPv6 ? "IPv6" : "IPv4") address",
                hint: "write a number as in 0.0.0.0:5514 or [::]:5514; names are not looked up"
            )
        case EADDRINUSE:
            let option = scheme == "udp" ? "-ulpn" : "-tlpn"
            var error = SourceError(
                source: source,
                reason: "the port is in use",
                hint: "another syslog server may hold it (ss \(option) shows which); stop it, or choose another port"
            )
            error.isTaken = true
            return error
        case EACCES where port < 1024:
            return SourceError(
                source: source,
                reason: "ports below 1024 need a right that this process lacks",
                hint: "give it CAP_NET_BIND_SERVICE, or choose a port above 1023"
            )
        case EADDRNOTAVAIL:
            return SourceError(
                source: source,
                reason: "this machine has no such address",
                hint: "0.0.0.0 and [::] stand for all it has"
            )
        default:
            return SourceError(source: source, reason: "cannot be listened on: " + FileTrouble.describe(code))
        }
    }
}
