import FootfallModel
import FootfallYAML
import Testing

@testable import FootfallPatterns

/// Text that must stand in a message before PCRE2 is asked.
struct RequiredLiteralTests {
    @Test(arguments: [
        ("^Failed password for (?<user>.*) from", "Failed password for "),
        ("^(?:UI_LOGIN_EVENT: )?User '(?<user>[^']*)' login, class", "' login, class"),
        ("^(?<topics>(?:\\w+,)?ppp,info,account):? (?<user>\\S+) logged in", "ppp,info,account"),
        ("^\\[(?!pid \\d)(?<user>.*)\\] OK LOGIN", "] OK LOGIN"),
        ("^a(?:bcd)+e", "bcd"),
        ("^abc+de", "abc"),
        ("^abc{2}d", "abc"),
        ("^x[^]abc]defg", "defg"),
        ("^x[[:alpha:]abc]defg", "defg"),
        ("^a\\.b\\.c", "a.b.c"),
        ("^x[[:^alpha:]]defg", "defg"),
        ("^x[[:]defg[:]h]", "defg"),
    ])
    func `the longest is found`(expression: String, literal: String) {
        #expect(String(decoding: RequiredLiteral(of: expression).bytes, as: UTF8.self) == literal)
    }

    @Test(arguments: [
        // A choice, what may be missing, what only looks, and what is not understood.
        "^(?:abc|def)", "^abc|def", "^(?:abcd)?x", "^(?:abcd)*x", "^(?:abcd){0,2}x", "^a*b?c{0}", "^(?!abcd)x",
        "^(?=abcd)x", "^(?<=abcd)x", "^(?i)abcd", "^(?i:abcd)", "^\\Qabcd\\E", "^abcd\\x41", "^(abcd)(?1)",
        "^ab", "^(?#abcd)x", "^a{,3}bcd", "^(?x) abcd",
        "^(?:login[[:]|c[0]session) x",
    ])
    func `nothing is required where anything else may match`(expression: String) {
        #expect(RequiredLiteral(of: expression).bytes == [])
    }

    @Test func `every match of a shipped example holds its pattern's literal`() throws {
        var explainer = Explainer(Shipped.set, reference: PackCheck.reference)
        var checked = 0
        for loaded in Shipped.set.patterns where !loaded.prefix.required.bytes.isEmpty {
            for example in loaded.pattern.examples {
                let line = Array(example.line.text.utf8)
                let explanation = explainer.explain(line, after: example.before.map { Array($0.text.utf8) })
                guard explanation.taken == loaded.name, explanation.header.repeatCount == 1 else { continue }
                let literal = String(decoding: loaded.prefix.required.bytes, as: UTF8.self)
                #expect(explanation.message.contains(literal), "\(loaded.name)")
                checked += 1
            }
        }
        #expect(checked > 500)
    }
}
