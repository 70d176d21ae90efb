package import FootfallModel

/// A stretch of addresses, both ends included.
package struct Network: Sendable, Hashable {
    package let lower: IPAddress
    package let upper: IPAddress

    /// Reads `192.0.2.0/24`, `2001:db8::/32`, or a plain address, which is a network of one.
    ///
    /// Bits behind the prefix are ignored, as most tools do: `192.0.2.7/24` is `192.0.2.0/24`.
    package init?(cidr: String) {
        let parts = cidr.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(String(parts[0])) else { return nil }
        guard parts.count == 2 else {
            self.init(address: address, bits: 128)
            return
        }
        let isV4 = address.isV4 && !parts[0].contains(":")
        guard let bits = Network.number(parts[1]), bits <= (isV4 ? 32 : 128) else { return nil }
        self.init(address: address, bits: isV4 ? bits + 96 : bits)
    }

    /// All addresses that agree with `address` in the first `bits` (0 to 128) of its sixteen bytes.
    package init(address: IPAddress, bits: Int) {
        let high = Network.mask(bits)
        let low = Network.mask(bits - 64)
        self.lower = IPAddress(high: address.high & high, low: address.low & low)
        self.upper = IPAddress(high: address.high | ~high, low: address.low | ~low)
    }

    /// Whether the address is one of the network's.
    package func contains(_ address: IPAddress) -> Bool {
        lower <= address && address <= upper
    }

    /// The first `bits` of 64 set.
    private static func mask(_ bits: Int) -> UInt64 {
        bits <= 0 ? 0 : bits >= 64 ? .max : ~(.max >> UInt64(bits))
    }

    /// Decimal digits only: neither `+8` nor `08`.
    private static func number(_ text: Substring) -> Int? {
        guard text.utf8.count <= 3, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        guard text == "0" || !text.hasPrefix("0") else { return nil }
        return Int(text)
    }
}
