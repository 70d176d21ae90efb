package import FootfallModel

/// Escapes of JSON strings (RFC 8259 §7) turned back into UTF-8.
package enum JSONUnescaping {
    /// Appends the string that begins at `start`, its escapes resolved, to `out`.
    ///
    /// `index` stands on the first backslash and goes behind the closing quotation mark; `nil` where there is none or
    /// an escape is wrong. Half a surrogate pair becomes U+FFFD.
    package static func unescape(
        _ bytes: Span<UInt8>,
        _ start: Int,
        _ index: inout Int,
        _ end: Int,
        into out: inout [UInt8]
    ) -> ByteRange? {
        let first = out.count
        out.append(bytes, ByteRange(from: start, to: index))
        while index < end {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\"") { return ByteRange(from: first, to: out.count) }
            guard byte == UInt8(ascii: "\\") else {
                out.append(byte)
                continue
            }
            guard index < end else { return nil }
            let letter = bytes[index]
            index += 1
            switch letter {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(letter)
            case UInt8(ascii: "n"): out.append(0x0a)
            case UInt8(ascii: "t"): out.append(0x09)
            case UInt8(ascii: "r"): out.append(0x0d)
            case UInt8(ascii: "b"): out.append(0x08)
            case UInt8(ascii: "f"): out.append(0x0c)
            case UInt8(ascii: "u"):
                guard let scalar = scalar(bytes, &index, end) else { return nil }
                out.append(contentsOf: String(scalar).utf8)
            default: return nil
            }
        }
        return nil
    }

    /// The scalar of `\u` and four hexadecimal digits, or of a surrogate pair; `index` stands behind the `u`.
    private static func scalar(_ bytes: Span<UInt8>, _ index: inout Int, _ end: Int) -> Unicode.Scalar? {
        guard let unit = hex(bytes, &index, end) else { return nil }
        if let scalar = Unicode.Scalar(unit) { return scalar }
        var ahead = index
        if unit < 0xdc00, ahead + 1 < end, bytes[ahead] == UInt8(ascii: "\\"), bytes[ahead + 1] == UInt8(ascii: "u") {
            ahead += 2
            if let low = hex(bytes, &ahead, end), low >= 0xdc00, low < 0xe000 {
                index = ahead
                return Unicode.Scalar(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00))
            }
        }
        return Unicode.Scalar(0xfffd as UInt32)
    }

    private static func hex(_ bytes: Span<UInt8>, _ index: inout Int, _ end: Int) -> UInt32? {
        guard index + 4 <= end else { return nil }
        var value: UInt32 = 0
        for _ in 0..<4 {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - 48)
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - 87)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - 55)
            default: return nil
            }
        }
        return value
    }
}
