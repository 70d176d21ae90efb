extension ActivityEvent {
    /// One of the details as text; `nil` where there is no such key.
    package func detail(_ key: String) -> String? {
        details.flatMap { details in DetailsReader.pairs(of: details).first { $0.key == key }?.value }
    }

    /// Whether the user only claims to be that user: a failed attempt proves nothing about who it was.
    package var isClaimed: Bool { detail("claimed") == "true" }
}

/// Reads the flat JSON object that an event's details are.
package struct DetailsReader {
    private let bytes: [UInt8]
    private var index = 0

    /// The object's pairs in their order, values as text: strings without quotation marks, everything else as written.
    ///
    /// What follows a mistake is left out: details are written by Footfall, and a damaged one still shows its beginning.
    package static func pairs(of object: String) -> [(key: String, value: String)] {
        var reader = DetailsReader(bytes: Array(object.utf8))
        var found: [(key: String, value: String)] = []
        guard reader.take(UInt8(ascii: "{")) else { return [] }
        while let key = reader.string(), reader.take(UInt8(ascii: ":")), let value = reader.value() {
            found.append((key, value))
            guard reader.take(UInt8(ascii: ",")) else { break }
        }
        return found
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func skipBlanks() {
        while index < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[index]) { index += 1 }
    }

    /// Whether the next byte that is no blank is this one; if so it is behind us.
    private mutating func take(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func value() -> String? {
        skipBlanks()
        guard index < bytes.count else { return nil }
        if bytes[index] == UInt8(ascii: "\"") { return string() }
        let start = index
        while index < bytes.count, ![UInt8(ascii: ","), UInt8(ascii: "}"), 0x20].contains(bytes[index]) { index += 1 }
        return index > start ? String(decoding: bytes[start..<index], as: UTF8.self) : nil
    }

    private mutating func string() -> String? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        var text: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): guard escape(into: &text) else { return nil }
            default: text.append(byte)
            }
        }
        return nil
    }

    /// What follows a backslash.
    private mutating func escape(into text: inout [UInt8]) -> Bool {
        guard index < bytes.count else { return false }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "u"):
            guard var unit = codeUnit() else { return false }
            // A pair of surrogates is one character beyond U+FFFF.
            let next = index
            if 0xd800..<0xdc00 ~= unit, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")), let low = codeUnit(),
                0xdc00..<0xe000 ~= low
            {
                unit = 0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00)
            } else if 0xd800..<0xdc00 ~= unit {
                index = next
            }
            text.append(contentsOf: String(Character(Unicode.Scalar(unit) ?? "\u{fffd}")).utf8)
        default: text.append(byte)
        }
        return true
    }

    private mutating func codeUnit() -> UInt32? {
        guard index + 4 <= bytes.count else { return nil }
        let digits = String(decoding: bytes[index..<index + 4], as: UTF8.self)
        index += 4
        return UInt32(digits, radix: 16)
    }
}
