import FootfallModel
import Testing

struct DiagnosticTests {
    @Test func `place, reason, line, caret and hint`() {
        let diagnostic = Diagnostic(
            "missing closing parenthesis",
            file: "Patterns/openssh.yaml",
            line: 12,
            column: 20,
            hint: "close the group that opens at column 5",
            excerpt: #"for (?<user>\S+ from"#
        )
        #expect(
            diagnostic.description == #"""
                Patterns/openssh.yaml:12:20: error: missing closing parenthesis
                  for (?<user>\S+ from
                                     ^
                  hint: close the group that opens at column 5
                """#
        )
    }

    @Test func `what is unknown is left out`() {
        #expect(Diagnostic("no room").description == "error: no room")
        #expect(Diagnostic("odd", severity: .warning, file: "x").description == "x: warning: odd")
        #expect(Diagnostic("odd", file: "x", line: 3, excerpt: "y").description == "x:3: error: odd")
    }

    @Test func `the caret stands right behind tabs, wide and control characters`() {
        let diagnostic = Diagnostic("x", file: "query", line: 1, column: 5, excerpt: "\t日\u{1b}é!")
        #expect(diagnostic.description == "query:1:5: error: x\n   日\\x1bé!\n          ^")
    }

    @Test func `a long line is shown around the column`() {
        let long = String(repeating: "a", count: 500) + "B" + String(repeating: "c", count: 500)
        let lines = Diagnostic("x", file: "q", line: 1, column: 501, excerpt: long).description.split(separator: "\n")
        #expect(lines[1].count == 122)
        #expect(lines[1].dropFirst(lines[2].count - 1).first == "B")
    }

    @Test func `a column behind the end points to the end`() {
        #expect(Diagnostic("x", file: "q", line: 1, column: 99, excerpt: "abc").description.hasSuffix("  abc\n     ^"))
    }

    @Test func `no escape sequence reaches the terminal`() {
        let diagnostic = Diagnostic("bad \u{1b}[2J", file: "\u{1b}x", column: 1, hint: "\u{1b}", excerpt: "\u{1b}[2J")
        #expect(!diagnostic.description.contains("\u{1b}"))
    }
}
