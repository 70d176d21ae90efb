import FootfallModel
import Testing

@testable import FootfallPatterns

struct MatchScratchTests {
    /// The groups of a match by number, absent ones as `nil`; `nil` where it does not match.
    private static func groups(_ expression: String, _ text: String, skipping: Int = 0) throws -> [String?]? {
        let compiled = try CompiledPattern(expression)
        let scratch = MatchScratch()
        let bytes = Array(text.utf8)
        let range = ByteRange(from: skipping, to: bytes.count)
        guard unsafe scratch.match(compiled.code, bytes.span, range) == .matched else { return nil }
        return (0...compiled.groupCount).map { number in
            let group = scratch.group(number, from: range.start)
            return group.isEmpty ? nil : bytes.text(group)
        }
    }

    @Test(
        arguments: [
            ("^a(b)?c(d*)$", "ac", 0, ["ac", nil, nil]), ("^a(b)?c(d*)$", "abcdd", 0, ["abcdd", "b", "dd"]),
            ("^a", "xa", 1, ["a"]), ("^a", "xa", 0, nil), ("^(a)", "xya", 2, ["a", "a"]),
            // A dot takes a line's end, and $ is the very end.
            ("^a.b$", "a\nb", 0, ["a\nb"]), ("^a$", "a\n", 0, nil), ("^$", "", 0, [nil]),
            // Bytes, not characters.
            ("^a..b$", "aéb", 0, ["aéb"]),
            // What precedes the range is not seen.
            ("^(?<=x)a", "xa", 1, nil), (#"^\b(a)"#, "xa", 1, ["a", "a"]),
            (#"^ab\Kc"#, "abc", 0, ["c"]),
        ] as [(String, String, Int, [String?]?)]
    )
    func `groups of a match`(expression: String, text: String, skipping: Int, expected: [String?]?) throws {
        #expect(try MatchScratchTests.groups(expression, text, skipping: skipping) == expected)
    }

    @Test func `a runaway is stopped`() throws {
        let compiled = try CompiledPattern("^(a+)+[bc]")
        let scratch = MatchScratch()
        let bytes = [UInt8](repeating: 0x61, count: 5_000)
        let result = unsafe scratch.match(compiled.code, bytes.span, ByteRange(from: 0, to: bytes.count))
        #expect(result == .limitReached)
        // The next match is not the worse for it.
        let short = Array("aab".utf8)
        let next = unsafe scratch.match(compiled.code, short.span, ByteRange(from: 0, to: short.count))
        #expect(next == .matched)
    }

    @Test(arguments: [("^a(", 3), ("^[b-a]", 4), (#"^\C"#, 3), ("^(?<1a>x)", 4), ("^(?<a>x)(?<a>y)", 13)])
    func `what does not compile says where`(expression: String, offset: Int) {
        let problem = #expect(throws: RegexProblem.self) { try CompiledPattern(expression) }
        #expect(problem?.offset == offset)
        #expect(problem?.reason.isEmpty == false)
    }

    @Test func `named groups come in the order of their numbers`() throws {
        let compiled = try CompiledPattern("^(?<z>a)(b)(?<a>c)|(?<m>d)")
        #expect(compiled.groups.map(\.name) == ["z", "a", "m"])
        #expect(compiled.groups.map(\.number) == [1, 3, 4])
        #expect(compiled.groupCount == 4)
    }

    @Test(arguments: [
        ("^a", true), ("^a|^b", true), ("^(?:a|b)", true), ("^a|b", false), ("a", false), ("(?m)^a", false),
        ("(^a|b)", false), (#"\Aa"#, true),
    ])
    func `anchored is what can match at the beginning only`(expression: String, isAnchored: Bool) throws {
        #expect(try CompiledPattern(expression).isAnchored == isAnchored)
    }
}
