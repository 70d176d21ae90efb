import FootfallModel
import Testing

struct TextCellsTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("😀", 2), ("한", 2), ("Ａ", 2), ("…", 1), ("█", 1),
        ("→", 1), ("❤\u{fe0f}", 2), ("❤", 1), ("ｱ", 1), ("\u{1b}", 0), ("🇩🇪", 2),
    ])
    func `wide characters take two cells`(_ text: String, cells: Int) {
        #expect(text.cells == cells)
    }

    @Test(arguments: [
        ("alice", 5, "alice"), ("alexandria", 7, "ale…ria"), ("alexandria", 6, "ale…ia"), ("日本語日本語", 7, "日…本語"),
        ("abcdef", 2, "ab"), ("abcdef", 3, "a…f"), ("abcdef", 0, ""),
    ])
    func `long text loses its middle`(_ text: String, limit: Int, shown: String) {
        #expect(text.truncatedInMiddle(to: limit) == shown)
        #expect(text.truncatedInMiddle(to: limit).cells <= limit)
    }

    @Test func `long text loses its end`() {
        #expect("alexandria".truncatedAtEnd(to: 6) == "alexa…")
        #expect("日本語".truncatedAtEnd(to: 4) == "日…")
        #expect("alexandria".truncatedAtEnd(to: 1) == "a")
        #expect("alexandria".truncatedAtEnd(to: 6, ellipsis: "~") == "alexa~")
    }
}
