extension ActivityEvent {
    /// The event as one JSON object on one line; absent fields are left out, `details` is a nested object.
    ///
    /// - Parameter line: the input line the record began on, for `footfall parse`; left out when `nil`.
    package func json(line: Int64? = nil) -> String {
        var out = "{"
        func field(_ name: String, _ value: String?) {
            guard let value else { return }
            if out.utf8.count > 1 { out += "," }
            out += "\"" + name + "\":" + JSONText.quoted(value)
        }
        field("time", time.rfc3339)
        field("type", type)
        field("category", category.name)
        field("outcome", outcome.name)
        field("user_id", userID)
        field("target_id", targetID)
        field("app_id", appID)
        field("ip", ip)
        field("host", host)
        field("source", source)
        field("pattern", pattern)
        out += ",\"count\":\(count)"
        field("message", message)
        if let details { out += ",\"details\":" + JSONText.harmless(details) }
        if let evidenceOf {
            out += ",\"evidence\":true"
            if evidenceOf != 0 { out += ",\"evidence_of\":\(evidenceOf)" }
        }
        if let line { out += ",\"line\":\(line)" }
        if id != 0 { out += ",\"id\":\(id)" }
        return out + "}"
    }
}

/// Strings as JSON has them (RFC 8259 §7).
public enum JSONText {
    /// `text` in quotation marks; control characters are escaped, everything else stands as it is.
    public static func quoted(_ text: String) -> String {
        var out: [UInt8] = [UInt8(ascii: "\"")]
        out.reserveCapacity(text.utf8.count + 2)
        for byte in text.utf8 { appendEscaped(byte, to: &out) }
        out.append(UInt8(ascii: "\""))
        return harmless(String(decoding: out, as: UTF8.self))
    }

    /// JSON in which characters that move a terminal's cursor or turn the writing direction are escapes.
    ///
    /// They stand inside strings only, so that the meaning stays the same.
    static func harmless(_ json: String) -> String {
        func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
            scalar.value < 0x20 || !PrintableText.isDangerous(scalar.value)
        }
        if json.unicodeScalars.allSatisfy(isHarmless) { return json }
        var out = ""
        for scalar in json.unicodeScalars {
            if isHarmless(scalar) {
                out.unicodeScalars.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return out
    }

    /// Appends `bytes[range]` as a string's inside.
    @inlinable
    public static func appendEscaped(_ bytes: Span<UInt8>, _ range: ByteRange, to out: inout [UInt8]) {
        var index = range.lower
        let end = range.upper
        while index < end, !needsEscape(bytes[index]) { index &+= 1 }
        out.append(bytes, ByteRange(from: range.lower, to: index))
        while index < end {
            appendEscaped(bytes[index], to: &out)
            index &+= 1
        }
    }

    @inlinable
    static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7f || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// Appends one byte of a string's inside.
    @inlinable
    public static func appendEscaped(_ byte: UInt8, to out: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            out.append(UInt8(ascii: "\\"))
            out.append(byte)
        case 0..<0x20, 0x7f:
            appendControl(byte, to: &out)
        default:
            out.append(byte)
        }
    }

    @usableFromInline
    static func appendControl(_ byte: UInt8, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x0a: out.append(UInt8(ascii: "n"))
        case 0x0d: out.append(UInt8(ascii: "r"))
        case 0x09: out.append(UInt8(ascii: "t"))
        default:
            out.append(contentsOf: [UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0")])
            for nibble in [byte >> 4, byte & 15] {
                out.append(nibble < 10 ? 48 + nibble : 87 + nibble)
            }
        }
    }
}
