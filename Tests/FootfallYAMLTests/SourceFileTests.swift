import FootfallModel
import Testing

@testable import FootfallYAML

struct SourceFileTests {
    private static func place(_ line: String, _ quoting: SourceText.Quoting, _ text: String, _ offset: Int) -> Place {
        let file = SourceFile(name: "a.yaml", text: "x\n" + line)
        let source = SourceText(text: text, place: Place(line: 2, column: 4), quoting: quoting, isBlock: false)
        return file.place(of: offset, in: source)
    }

    @Test(
        arguments: [
            (#"a: bcd"#, .none, "bcd", 0, 4), (#"a: bcd"#, .none, "bcd", 2, 6), (#"a: bcd"#, .none, "bcd", 3, 7),
            (#"a: b'd"#, .none, "b'd", 2, 6), (#"a: 'bcd'"#, .single, "bcd", 0, 5),
            (#"a: 'bcd'"#, .single, "bcd", 2, 7),
            (#"a: 'b''d'"#, .single, "b'd", 1, 6), (#"a: 'b''d'"#, .single, "b'd", 2, 8),
            (#"a: "b\"d""#, .double, #"b"d"#, 2, 8), (#"a: "b\\d""#, .double, #"b\d"#, 2, 8),
            (#"a: "\x41d""#, .double, "Ad", 1, 9), (#"a: "\u00e9d""#, .double, "éd", 2, 11),
            (#"a: "\Nd""#, .double, "\u{85}d", 2, 7), (#"a: éd"#, .none, "éd", 2, 5),
            (#"a: 'é''d'"#, .single, "é'd", 3, 8),
        ] as [(String, SourceText.Quoting, String, Int, Int)]
    )
    func `a byte of a text has its column in the file`(
        line: String,
        quoting: SourceText.Quoting,
        text: String,
        offset: Int,
        column: Int
    ) {
        #expect(SourceFileTests.place(line, quoting, text, offset) == Place(line: 2, column: column))
    }

    @Test func `a text over several lines has the place of its beginning`() {
        #expect(SourceFileTests.place("a: b", .none, "b cdefgh", 6) == Place(line: 2, column: 4))
        #expect(SourceFileTests.place("a: ", .none, "b", 900) == Place(line: 2, column: 4))
    }

    @Test(arguments: ["a\nbc", "a\r\nbc", "a\rbc", "a\nbc\n"])
    func `lines end as they end`(text: String) {
        let found = SourceFile(name: "a.yaml", text: text).diagnostic("wrong", at: Place(line: 2, column: 2))
        #expect(found.excerpt == "bc")
        #expect(found.column == 2)
    }

    @Test func `a column counts what is seen`() {
        let file = SourceFile(name: "a.yaml", text: "e\u{301}x")
        #expect(file.diagnostic("wrong", at: Place(line: 1, column: 3)).column == 2)
        #expect(file.diagnostic("wrong", at: Place(line: 9, column: 3)).excerpt == nil)
        #expect(file.diagnostic("wrong", at: nil).line == 0)
    }
}
