import FootfallModel
import Testing

struct PrintableTests {
    @Test(arguments: [
        ("alice", "alice"), ("", ""), ("José 日本 😀", "José 日本 😀"), ("a\u{1b}[31mb", "a\\x1b[31mb"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"), ("\u{0}\u{7f}\u{9b}31m", "\\x00\\x7f\\x9b31m"),
        ("\u{202e}gpj.exe", "\\u{202e}gpj.exe"), ("a\u{200b}b\u{2028}c", "a\\u{200b}b\\u{2028}c"),
        ("\r\n", "\\r\\n"), ("a\u{ad}b\u{feff}", "a\\xadb\\u{feff}"),
    ])
    func `nothing that steers a terminal gets through`(_ text: String, shown: String) {
        #expect(printable(text) == shown)
    }

    @Test func `beyond ASCII is escaped where the terminal knows no more`() {
        #expect(printable("José 日", asciiOnly: true) == "Jos\\xe9 \\u{65e5}")
    }

    @Test func `no scalar of any plane gets through as a control character`() {
        for value in UInt32(0)...0x2ffff {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let category = scalar.properties.generalCategory
            guard category == .control || category == .lineSeparator || category == .paragraphSeparator else {
                continue
            }
            #expect(printable(String(Character(scalar))).utf8.allSatisfy { 0x20..<0x7f ~= $0 })
        }
    }
}
