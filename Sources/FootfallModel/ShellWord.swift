/// A path or name as one word that a shell takes for itself and nothing else: as it is where that is safe.
package func shellWord(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || "_./:@%+=,-".utf8.contains(byte)
    }
    return isPlain && !text.isEmpty ? text : shellQuoted(text)
}

/// The same, always in quotation marks; what a terminal must not get is written as bash's escapes of its bytes.
///
/// By scalars: a quotation mark with an accent upon it is one character to Swift, and ends a shell's word all the same.
package func shellQuoted(_ text: String) -> String { shellQuoted(parts: [text])[0] }

/// One word in parts, between which its blanks and line ends stand within the quotation marks.
package func shellQuoted(parts: [String]) -> [String] {
    let isShown = parts.allSatisfy { printable($0) == $0 }
    var words = parts.map { inShellQuotes($0, isShown: isShown) }
    guard !words.isEmpty else { return [] }
    words[0] = (isShown ? "'" : "$'") + words[0]
    words[words.count - 1] += "'"
    return words
}

private func inShellQuotes(_ text: String, isShown: Bool) -> String {
    var word = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "'": word += isShown ? "'\\''" : "\\'"
        case "\\" where !isShown: word += "\\\\"
        default:
            if isShown || !PrintableText.isDangerous(scalar.value) {
                word.unicodeScalars.append(scalar)
            } else {
                for byte in String(scalar).utf8 { word += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16) }
            }
        }
    }
    return word
}
