import FootfallModel
import FootfallYAML
import Testing

@testable import FootfallPatterns

struct ShippedPatternsTests {
    @Test func `without their examples the packs are the same`() {
        let (lean, diagnostics) = PatternSet.load(shipped: ShippedPatterns.filesWithoutExamples)
        #expect(diagnostics.map(\.description) == [])
        #expect(lean.packs.map(\.name) == Shipped.set.packs.map(\.name))
        for (lean, whole) in zip(lean.packs, Shipped.set.packs) {
            #expect(lean.patterns.map(ShippedPatternsTests.shown) == whole.patterns.map(ShippedPatternsTests.shown))
            #expect(lean.records.map(ShippedPatternsTests.shown) == whole.records.map(ShippedPatternsTests.shown))
            #expect(lean.apps == whole.apps)
            #expect(lean.isBare == whole.isBare)
            #expect(lean.isGeneric == whole.isGeneric)
        }
        let packs = lean.packs.filter { !$0.isGeneric }
        let examples = packs.flatMap { $0.patterns.flatMap(\.examples) + $0.records.flatMap(\.examples) }
        // A few are written so that they cannot be told from the rest by their indentation.
        #expect(examples.count < 60)
    }

    private static func shown(_ pattern: Pattern) -> String {
        "\(pattern.id) \(pattern.regex.text) \(pattern.meaning)"
    }

    private static func shown(_ rule: RecordRule) -> String {
        let event: String
        switch rule.event {
        case .fixed(let type): event = type.slug
        case .looked(let field, let lookup):
            event = field + lookup.table.map { "\($0.key)=\($0.value.slug)" }.sorted().joined(separator: ",")
        }
        let matches = rule.matches.map { "\($0.path)~\($0.regex.text)" }
        return
            "\(rule.id) \(rule.format) \(rule.conditions) \(matches) \(rule.fields) \(rule.details) \(event) \(rule.joins)"
    }
}
