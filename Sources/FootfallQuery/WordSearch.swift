/// Looks for one word or phrase in messages, ASCII letter case ignored.
///
/// It stands there only as whole words: `fail` is not found in `failed`, but `fail*` is. What separates words is every
/// ASCII character that is no letter or digit, `_` included, so that a full-text index over words can answer it too.
package struct WordSearch: Sendable {
    private let needle: [UInt8]
    private let startsWithWord: Bool
    private let endsWithWord: Bool

    /// - Parameter text: a word or phrase; a `*` at its end lets its last word go on.
    package init(_ text: String) {
        var bytes = text.utf8.map(WordSearch.lowercase)
        let goesOn = bytes.last == UInt8(ascii: "*") && bytes.count > 1
        if goesOn { bytes.removeLast() }
        self.needle = bytes
        self.startsWithWord = bytes.first.map(WordSearch.isWord) ?? false
        self.endsWithWord = !goesOn && (bytes.last.map(WordSearch.isWord) ?? false)
    }

    /// Whether the message has it.
    package func matches(_ message: String) -> Bool {
        let bytes = Array(message.utf8)
        return matches(bytes.span)
    }

    /// Whether the message, given as bytes, has it.
    package func matches(_ message: Span<UInt8>) -> Bool {
        guard let first = needle.first else { return true }
        guard message.count >= needle.count else { return false }
        for start in 0...(message.count - needle.count) where WordSearch.lowercase(message[start]) == first {
            if stands(at: start, in: message) { return true }
        }
        return false
    }

    private func stands(at start: Int, in message: Span<UInt8>) -> Bool {
        if startsWithWord, start > 0, WordSearch.isWord(message[start - 1]) { return false }
        let end = start + needle.count
        if endsWithWord, end < message.count, WordSearch.isWord(message[end]) { return false }
        for offset in 1..<max(1, needle.count) where WordSearch.lowercase(message[start + offset]) != needle[offset] {
            return false
        }
        return true
    }

    /// Letters, digits, and every byte of a character beyond ASCII.
    private static func isWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
    }

    /// ASCII letters in lower case, everything else as it stands.
    static func lowercase(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }
}
