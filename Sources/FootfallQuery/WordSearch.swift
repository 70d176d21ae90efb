internal import Glibc

/// Looks for one word or phrase in messages, ASCII letter case ignored.
///
/// It stands there only as whole words: `fail` is not found in `failed`, but `fail*` is, and `*ail*` finds any piece.
/// What separates words is every ASCII character that is no letter or digit, `_` included, so that a full-text index over
/// words can answer it too.
package struct WordSearch: Sendable, Hashable {
    /// In lower case.
    let needle: [UInt8]
    /// What precedes the first word, or follows the last, may belong to it.
    let beginsAnywhere: Bool
    let endsAnywhere: Bool
    private let startsWithWord: Bool
    private let endsWithWord: Bool
    /// Where in the needle the byte stands that is looked for first: the rarest.
    private let anchor: Int

    /// - Parameter text: a word or phrase as it stands, stars included.
    package init(_ text: String, beginsAnywhere: Bool, endsAnywhere: Bool) {
        let bytes = text.utf8.map(WordSearch.lowercase)
        needle = bytes
        self.beginsAnywhere = beginsAnywhere
        self.endsAnywhere = endsAnywhere
        startsWithWord = !beginsAnywhere && (bytes.first.map(WordSearch.isWord) ?? false)
        endsWithWord = !endsAnywhere && (bytes.last.map(WordSearch.isWord) ?? false)
        anchor = bytes.indices.max { WordSearch.rarity(bytes[$0]) < WordSearch.rarity(bytes[$1]) } ?? 0
    }

    /// - Parameter text: a word or phrase; a `*` at an end of it lets its word go on there.
    package init(_ text: String) {
        var rest = text[...]
        let endsAnywhere = rest.utf8.count > 1 && rest.hasSuffix("*")
        if endsAnywhere { rest.removeLast() }
        let beginsAnywhere = rest.utf8.count > 1 && rest.hasPrefix("*")
        if beginsAnywhere { rest.removeFirst() }
        self.init(String(rest), beginsAnywhere: beginsAnywhere, endsAnywhere: endsAnywhere)
    }

    /// Whether the message has it.
    package func matches(_ message: String) -> Bool {
        let bytes = Array(message.utf8)
        return matches(bytes.span)
    }

    /// Whether the message, given as bytes, has it.
    @inline(__always)
    package func matches(_ message: Span<UInt8>) -> Bool {
        if needle.isEmpty { return true }
        if message.count < needle.count { return false }
        return unsafe needle.withUnsafeBufferPointer { needle in
            unsafe message.withUnsafeBufferPointer { unsafe finds(needle, in: $0) }
        }
    }

    /// Goes from one anchor to the next, with the C library's search for a byte: once for each letter case.
    private func finds(_ needle: UnsafeBufferPointer<UInt8>, in message: UnsafeBufferPointer<UInt8>) -> Bool {
        let last = message.count &- needle.count &+ anchor
        let letter = unsafe needle[anchor]
        var low = unsafe WordSearch.place(of: letter, in: message, from: anchor, through: last)
        var high = Int.max
        if letter &- 0x61 < 26 {
            high = unsafe WordSearch.place(of: letter & ~0x20, in: message, from: anchor, through: last)
        }
        while true {
            let place = min(low, high)
            if place == .max { return false }
            if unsafe stands(needle, at: place &- anchor, in: message) { return true }
            if place == low {
                low = unsafe WordSearch.place(of: letter, in: message, from: place &+ 1, through: last)
            } else {
                high = unsafe WordSearch.place(of: letter & ~0x20, in: message, from: place &+ 1, through: last)
            }
        }
    }

    /// Where the byte stands next; `Int.max` where it does not.
    @inline(__always)
    private static func place(
        of byte: UInt8,
        in message: UnsafeBufferPointer<UInt8>,
        from first: Int,
        through last: Int
    ) -> Int {
        // Sound: `last` is within the message, and nothing is searched where `first` is beyond it.
        guard first <= last, let base = message.baseAddress,
            let found = unsafe memchr(base + first, Int32(byte), last &- first &+ 1)
        else { return .max }
        return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    @inline(__always)
    private func stands(
        _ needle: UnsafeBufferPointer<UInt8>,
        at start: Int,
        in message: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        if startsWithWord, start > 0, unsafe WordSearch.isWord(message[start &- 1]) { return false }
        let end = start &+ needle.count
        if endsWithWord, end < message.count, unsafe WordSearch.isWord(message[end]) { return false }
        for offset in 0..<needle.count
        where unsafe WordSearch.lowercase(message[start &+ offset]) != needle[offset] {
            return false
        }
        return true
    }

    /// Letters, digits, and every byte of a character beyond ASCII.
    @inline(__always)
    static func isWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
    }

    /// ASCII letters in lower case, everything else as it stands.
    @inline(__always)
    static func lowercase(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    /// The bytes of log messages, commonest first; what is not among them is rare.
    private static let common = Array(" eotrasnidu1mlc0p2h:39f4876-5.g=b/v[];()wyk_,x".utf8)

    private static func rarity(_ byte: UInt8) -> Int {
        common.firstIndex(of: byte) ?? common.count
    }
}

extension WordSearch: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text) }
}

extension WordSearch: CustomStringConvertible {
    /// As it is written in a query.
    package var description: String {
        (beginsAnywhere ? "*" : "") + "\"" + String(decoding: needle, as: UTF8.self) + "\"" + (endsAnywhere ? "*" : "")
    }
}
