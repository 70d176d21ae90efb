import FootfallQuery
import FootfallTesting
import Testing

@Suite struct WordSearchTests {
    @Test(arguments: [
        ("*ail*", "Failed password", true), ("*AIL*", "mail", true), ("*ail", "Failed", false),
        ("*ail", "mail x", true),
        ("*led", "Failed", true), ("ail*", "Failed", false), ("fail*", "Failed", true), ("*fail*", "fail", true),
        ("*ed pass*", "Failed password", true), ("*ed pass", "Failed password", false), ("*", "a * b", true),
        ("*", "a b", false), ("**", "2 ** 3", true), ("***", "a*b", true), ("*ë", "Zoë", true), ("*o", "Zoë", false),
        ("", "anything", true), ("a.b", "xa.b", false), (".b", "xa.b", true), ("*.b", "xa.b", true),
        ("QZ", "xqz qz", true), ("q", "qx xq", false),
    ])
    func `stars open the ends of a word`(search: String, message: String, isFound: Bool) {
        #expect(WordSearch(search).matches(message) == isFound)
    }

    @Test func `it finds what a look at every place finds`() {
        var random = SeededGenerator(seed: 7)
        let alphabet = Array("aAbB z._9\u{e9}".utf8)
        func text(_ lengths: ClosedRange<Int>) -> [UInt8] {
            (0..<Int.random(in: lengths, using: &random)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            }
        }
        var found = 0
        for _ in 0..<20_000 {
            let message = text(0...24)
            let needle = String(decoding: text(1...4), as: UTF8.self)
            let (begins, ends) = (Bool.random(using: &random), Bool.random(using: &random))
            let search = WordSearch(needle, beginsAnywhere: begins, endsAnywhere: ends)
            let expected = plainly(Array(needle.utf8), begins, ends, message)
            #expect(search.matches(message.span) == expected, "\(search) in \(message)")
            if expected { found += 1 }
        }
        #expect(found > 1000, "the case shows something")
    }

    private func plainly(_ needle: [UInt8], _ begins: Bool, _ ends: Bool, _ message: [UInt8]) -> Bool {
        func folded(_ bytes: some Sequence<UInt8>) -> [UInt8] {
            bytes.map { (0x41...0x5a).contains($0) ? $0 + 32 : $0 }
        }
        func isWord(_ byte: UInt8) -> Bool {
            byte >= 128 || (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
        }
        guard message.count >= needle.count else { return false }
        return (0...message.count - needle.count).contains { start in
            let end = start + needle.count
            guard folded(message[start..<end]) == folded(needle) else { return false }
            if !begins, isWord(needle[0]), start > 0, isWord(message[start - 1]) { return false }
            if !ends, isWord(needle[needle.count - 1]), end < message.count, isWord(message[end]) { return false }
            return true
        }
    }

    @Test(arguments: [
        ("Failed", ["failed"]), ("failed password", ["failed", "password"]), ("fail*", ["fail*"]),
        ("user_log*", ["user", "log*"]), ("user_*", ["user"]), ("*ail*", []), ("*ailed password", ["password"]),
        ("*_x", ["x"]), ("a a", ["a"]), ("*", []), ("::", []), ("Zoë!", ["zoë"]), ("", []),
    ])
    func `an index can be asked for its whole words`(search: String, terms: [String]) {
        #expect(WordSearch(search).terms.map { $0.text + ($0.goesOn ? "*" : "") } == terms)
    }

    @Test func `a word that an index may have cut is not asked for`() {
        let long = String(repeating: "x", count: 1001)
        #expect(WordSearch(long + " y").terms.map(\.text) == ["y"])
    }
}
