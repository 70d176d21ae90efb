import FootfallModel
import FootfallTesting
import Testing

@testable import FootfallPatterns

struct LiteralPrefixTests {
    @Test(arguments: [
        ("^abc$", "abc"), ("^abc", "abc"), ("abc", ""), ("", ""), ("^", ""), ("^$", ""),
        // Escapes: punctuation stands for itself, letters and digits mean something.
        (#"^a\.b"#, "a.b"), (#"^\[x\]: y"#, "[x]: y"), (#"^a\\b"#, #"a\b"#), (#"^a\d"#, "a"), (#"^a\n"#, "a"),
        (#"^\Aa"#, ""), (#"^a\"#, "a"), (#"^a\-b"#, "a-b"),
        // Quantifiers: what may be missing does not count, what comes at least once does.
        ("^ab?c", "a"), ("^ab*c", "a"), ("^ab+c", "ab"), ("^ab{2}c", "a"), ("^ab{0,1}", "a"), ("^ab??", "a"),
        (#"^a\.?b"#, "a"), (#"^a\.+b"#, "a."), ("^ab+?c", "ab"), ("^ *a", ""),
        // What is not fixed.
        ("^a.b", "a"), ("^a[bc]", "a"), ("^a(?:b|c)d", "a"), ("^(?<user>.*)", ""), ("^a$b", "a"), ("^^a", ""),
        ("^(?i)abc", ""), ("^ab(?i)c", "ab"),
        // A choice outside all groups may begin with anything.
        ("^ab|cd", ""), ("^ab|^ac", ""), ("^ab(c|d)", "ab"), (#"^ab\|c"#, "ab|c"), ("^ab(?:c(d|e))|f", ""),
        // In a class, neither a bar nor a bracket means anything.
        ("^ab[|]c", "ab"), ("^ab[]|]c", "ab"), ("^ab[^]|]c", "ab"), (#"^ab[\]|]c"#, "ab"), ("^ab[(]c", "ab"),
        ("^ab[(]|c", ""), ("^ab[)]c", "ab"), ("^ab[[:alpha:]|]c", "ab"), ("^ab[[:alpha:](]|c", ""),
        ("^ab[a[(]|c", ""), (#"^ab\Q(\E|c"#, ""), ("^ab(?#()|c", ""), (#"^ab\((c|d)"#, "ab("),
        // Bytes beyond ASCII are bytes.
        ("^é1", "é1"),
    ])
    func `the fixed beginning of an expression`(expression: String, expected: String) {
        #expect(LiteralPrefix(of: expression).bytes == Array(expected.utf8))
    }

    @Test func `whatever an expression matches begins with its prefix`() throws {
        let expressions = [
            "^ab?c|d", "^ab+", "^a(b|c)|d", "^a[|]|b", "^a[(]|b", "^a[]|]b", #"^a\Q(\E|b"#, "^a[[:digit:](]|b",
            "^a(?#()|b", #"^a\(|b"#, "^a{0}b", "^a{,2}b", "^(a|b)c", "^a[^]]|b", #"^\[|b"#,
        ]
        let scratch = MatchScratch()
        var generator = SeededGenerator(seed: 7)
        for expression in expressions {
            let compiled = try CompiledPattern(expression)
            let prefix = LiteralPrefix(of: expression).bytes
            for _ in 0..<2000 {
                let length = Int.random(in: 0...5, using: &generator)
                let text = (0..<length).map { _ in Array("abcd(|[]{}0".utf8).randomElement(using: &generator) ?? 0 }
                let range = ByteRange(from: 0, to: text.count)
                guard unsafe scratch.match(compiled.code, text.span, range) == .matched else { continue }
                let begins = text.starts(with: prefix)
                #expect(begins, "\(expression) matches \(String(decoding: text, as: UTF8.self))")
            }
        }
    }

    @Test func `every shipped example begins with the prefix of its pattern`() {
        for loaded in Shipped.set.patterns {
            #expect(loaded.prefix.bytes.allSatisfy { $0 != 0 }, "\(loaded.name)")
        }
        // Most messages are told apart by it: a pack without prefixes would cost time on every line.
        let fixed = Shipped.set.patterns.filter { !$0.prefix.bytes.isEmpty }.count
        #expect(fixed * 2 > Shipped.set.patterns.count)
    }
}
