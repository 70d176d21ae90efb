/// `text` as it may go to a terminal: one line, and nothing in it that moves the cursor, colours or reorders.
///
/// Whoever signs in chooses the user name, so names and messages are an attacker's words. Control characters (C0, DEL,
/// C1), line separators, invisible characters and the marks that turn the writing direction are shown as escapes:
/// `\n`, `\x1b`, `\u{202e}`; so are all characters beyond ASCII where the terminal knows no others.
package func printable(_ text: String, asciiOnly: Bool = false) -> String {
    func isShown(_ scalar: Unicode.Scalar) -> Bool {
        !PrintableText.isDangerous(scalar.value) && (!asciiOnly || scalar.isASCII)
    }
    if text.unicodeScalars.allSatisfy(isShown) { return text }
    var out = ""
    for scalar in text.unicodeScalars {
        if isShown(scalar) {
            out.unicodeScalars.append(scalar)
        } else {
            out += PrintableText.escape(scalar.value)
        }
    }
    return out
}

/// What `printable(_:)` knows of characters.
enum PrintableText {
    static func isDangerous(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0..<0x20, 0x7f..<0xa0: true
        // Soft hyphen, zero-width characters and direction marks; line and paragraph separators; embeddings and
        // overrides; invisible operators and isolates; byte order mark; interlinear marks; tag characters.
        case 0xad, 0x61c, 0x180e, 0x200b...0x200f, 0x2028...0x202e, 0x2060...0x206f, 0xfeff, 0xfff9...0xfffb: true
        case 0xe0000...0xe007f: true
        default: false
        }
    }

    static func escape(_ scalar: UInt32) -> String {
        switch scalar {
        case 0x09: "\\t"
        case 0x0a: "\\n"
        case 0x0d: "\\r"
        case 0..<0x100: "\\x" + (scalar < 0x10 ? "0" : "") + String(scalar, radix: 16)
        default: "\\u{" + String(scalar, radix: 16) + "}"
        }
    }
}
