internal import FootfallModel

/// Addresses as records write them: with a port, in brackets, with the kind in front, several in a list.
enum AddressText {
    /// The part of `bytes[range]` that is the address; the whole where nothing but an address can stand there.
    static func address(_ bytes: Span<UInt8>, _ range: ByteRange) -> ByteRange {
        var lower = range.lower
        var upper = lower
        // Of a list the first: whoever passes a request on adds himself behind it.
        while upper < range.upper, bytes[upper] != UInt8(ascii: ",") { upper += 1 }
        while lower < upper, bytes[lower] <= 0x20 { lower += 1 }
        while lower < upper, bytes[upper - 1] <= 0x20 { upper -= 1 }
        // Samba writes ipv4:192.0.2.7:1234 and, without brackets, ipv6:2001:db8::7:1234; Java /192.0.2.7:1234.
        var mayLosePort = false
        if bytes.begins(with: "ipv4:", at: lower, to: upper) {
            lower += 5
        } else if bytes.begins(with: "ipv6:", at: lower, to: upper) {
            lower += 5
            mayLosePort = true
        } else if lower < upper, bytes[lower] == UInt8(ascii: "/") {
            lower += 1
        }
        if lower < upper, bytes[lower] == UInt8(ascii: "[") {
            var close = lower + 1
            while close < upper, bytes[close] != UInt8(ascii: "]") { close += 1 }
            if close < upper { return ByteRange(from: lower + 1, to: close) }
        }
        var colons = 0
        var lastColon = upper
        for index in lower..<upper where bytes[index] == UInt8(ascii: ":") {
            colons += 1
            lastColon = index
        }
        if colons == 1 || (mayLosePort && colons > 0) { upper = lastColon }
        return ByteRange(from: lower, to: upper)
    }
}
