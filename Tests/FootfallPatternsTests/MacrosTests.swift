import FootfallModel
import Testing

@testable import FootfallPatterns

struct MacrosTests {
    private static let macros = Macros.load(
        """
        macros:
          - { name: DIGIT, regex: '[0-9]', examples: ['1'] }
          - { name: PORT, regex: '%{DIGIT}+', examples: ['22'] }
          - { name: LOOP, regex: 'a%{LOOP}' }
        """,
        file: "macros.yaml"
    ).macros

    @Test(arguments: [
        ("^abc$", "^abc$"), ("%{DIGIT}", "(?:[0-9])"), ("%{DIGIT:one}", "(?<one>[0-9])"),
        ("^a%{PORT:port}b", "^a(?<port>(?:[0-9])+)b"), (#"\%{DIGIT}"#, #"\%{DIGIT}"#), ("100%", "100%"), ("%a{", "%a{"),
        (#"a\\%{DIGIT}"#, #"a\\(?:[0-9])"#), ("", ""), (#"a\"#, #"a\"#),
    ])
    func `macros are put in`(expression: String, expected: String) throws {
        let expansion = try MacrosTests.macros.expand(expression).get()
        #expect(expansion.text == expected)
        #expect(expansion.origins.count == expansion.text.utf8.count)
    }

    @Test func `every byte knows where it was written`() throws {
        let expansion = try MacrosTests.macros.expand("^a%{DIGIT}é$").get()
        #expect(expansion.text == "^a(?:[0-9])é$")
        #expect(expansion.origins == [0, 1] + [Int](repeating: 2, count: 9) + [10, 11, 12])
    }

    @Test(
        arguments: [
            ("a%{DIGTI}", "there is no macro 'DIGTI'", "did you mean %{DIGIT}?", 3),
            ("a%{SOMETHING}", "there is no macro 'SOMETHING'", "macros: DIGIT, PORT, LOOP", 3),
            ("a%{DIGIT", "a macro is not closed", "write %{NAME} or %{NAME:field}", 1),
            ("ab%{LOOP}", "the macro 'LOOP' contains itself", nil, 2),
            ("%{}", "there is no macro ''", "macros: DIGIT, PORT, LOOP", 2),
        ] as [(String, String, String?, Int)]
    )
    func `a macro that cannot be put in`(expression: String, reason: String, hint: String?, offset: Int) {
        guard case .failure(let problem) = MacrosTests.macros.expand(expression) else {
            Issue.record("\(expression) was expanded")
            return
        }
        #expect(problem.reason == reason)
        #expect(problem.hint == hint)
        #expect(problem.offset == offset)
    }

    @Test func `a file of macros tells all its mistakes`() {
        let text = "macros:\n  - { name: A }\n  - { nam: B, regex: b }\n  - { name: C, regex: [] }\n"
        let (macros, diagnostics) = Macros.load(text, file: "macros.yaml")
        #expect(macros.macros.isEmpty)
        #expect(diagnostics.map(\.line) == [2, 3, 3, 4])
    }

    @Test func `a name stands once`() {
        let text = "macros:\n  - { name: A, regex: a }\n  - { name: A, regex: b }\n"
        let diagnostics = Macros.load(text, file: "macros.yaml").diagnostics
        #expect(diagnostics.map(\.reason) == ["the macro 'A' stands twice"])
        #expect(diagnostics.map(\.line) == [3])
    }
}
