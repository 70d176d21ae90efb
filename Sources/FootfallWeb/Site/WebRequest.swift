/// What a browser or a program asks, whatever server took it.
package struct WebRequest: Sendable {
    /// As `GET`.
    package var method: String
    /// As it was sent, without what follows the question mark: `/user/a%2Fb`.
    package var path: String
    /// What follows the question mark, as it was sent.
    package var query: String
    /// Names in small letters.
    package var headers: [String: String]
    package var body: [UInt8]
    /// The address of the one who asks.
    package var peer: String

    package init(
        _ method: String = "GET",
        _ target: String,
        headers: [String: String] = [:],
        body: [UInt8] = [],
        peer: String = "127.0.0.1"
    ) {
        self.method = method
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(parts[0])
        query = parts.count > 1 ? String(parts[1]) : ""
        self.headers = headers
        self.body = body
        self.peer = peer
    }

    /// Who asks, as far as turns are taken by it: behind a proxy of this machine, whom the proxy names.
    ///
    /// A program of this machine may name whom it likes; so nobody is trusted more for it.
    var client: String { forwarded.map { peer + " for " + $0 } ?? peer }

    /// Whom a proxy of this machine asks for: the last that is named, as the ones before are what the client said itself.
    var forwarded: String? {
        guard Peer.isThisMachine(peer),
            let other = headers["x-forwarded-for"]?.split(separator: ",").last?.filter({ $0 != " " }), !other.isEmpty
        else { return nil }
        return Peer.named(String(other.prefix(64)))
    }

    /// The parts of the path, decoded; `nil` where they cannot be.
    var segments: [String]? {
        var found: [String] = []
        for part in path.split(separator: "/", omittingEmptySubsequences: true) {
            guard let text = PercentCoding.decoded(part) else { return nil }
            found.append(text)
        }
        return found
    }

    /// The first value of a name in the query.
    func value(_ name: String) -> String? { FormFields(query)[name] }
}

/// Fields as forms send them: `q=user%3Aalice&limit=50`.
struct FormFields {
    private(set) var fields: [(name: String, value: String)] = []

    init(_ text: String) {
        for part in text.split(separator: "&") {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentCoding.decoded(sides[0], plusIsBlank: true),
                let value = PercentCoding.decoded(sides.count > 1 ? sides[1] : "", plusIsBlank: true)
            else { continue }
            fields.append((name, value))
        }
    }

    subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }
}

/// RFC 3986, section 2.1.
enum PercentCoding {
    /// `nil` where what follows a percent sign is no number, or the bytes are no UTF-8.
    static func decoded(_ text: some StringProtocol, plusIsBlank: Bool = false) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsBlank: bytes.append(0x20)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Everything but letters, digits and `-._~` is encoded, so that it can stand in a path or a query.
    static func encoded(_ text: String) -> String {
        var out = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e:
                out.append(Character(UnicodeScalar(byte)))
            default: out += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return out
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
