import FootfallModel
import Testing

struct SpanWordsTests {
    @Test(
        arguments: [
            ("", 0), ("a", 0x61), ("abcdefg", 0x0067_6665_6463_6261), ("abcdefgh", 0x6867_6665_6463_6261),
            ("abcdefghi", 0x6867_6665_6463_6261),
        ] as [(String, UInt64)]
    )
    func `the first eight bytes are a number, with zeros beyond the range`(text: String, expected: UInt64) {
        // In the midst of other bytes, and at the very end, where eight bytes may not be read.
        for after in ["", "yyyyyyyy"] {
            let bytes = Array(("zz" + text + after).utf8)
            let range = ByteRange(from: 2, to: 2 + text.utf8.count)
            #expect(bytes.span.firstWord(of: range) == expected)
        }
    }
}
