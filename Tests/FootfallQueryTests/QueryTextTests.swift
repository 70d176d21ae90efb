import FootfallQuery
import FootfallTesting
import Testing

/// Queries that the program writes, read by the parser that reads them.
struct QueryTextTests {
    /// Marks that stand on others, that take what follows, that join, turn or end lines, and what the language acts on.
    private static let pieces = [
        "\u{301}", "\u{d4e}", "\u{600}", "\u{200d}", "\u{fe0f}", "\u{1f1e9}", "\u{1f1ea}", "\u{202e}", "\u{feff}",
        "\u{0}", "\r\n", "\n", "\r", "\t", "\u{a0}", "\u{2028}", "\"", "\\", "\\\"", "(", ")", ",", "*", ":", "-", "/",
        "//", "or", "a", "é", "e\u{301}", "👩‍👩‍👧", "\u{110bd}", "\u{1100}", "\u{e0041}", "=", " ", "'", "<",
    ]

    /// What the query asks of the user, by bytes: `==` takes `é` for `e` with an accent.
    private func user(_ query: String) throws -> [UInt8]? {
        guard case .field(.user, let values) = try parse(query).condition, case .exact(let name)? = values.last else {
            return nil
        }
        return Array(name.utf8)
    }

    @Test func `every name is read as it was quoted`() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<3000 {
            let count = Int.random(in: 1...7, using: &random)
            let name = (0..<count).map { _ in QueryTextTests.pieces.randomElement(using: &random) ?? "" }.joined()
            for written in [QueryText.quoted(name), QueryText.inQuotationMarks(name)] {
                for query in ["user:\(written)", "user:x\u{d4e},\(written)"] {
                    #expect(try user(query) == Array(name.utf8), "\(query.debugDescription)")
                }
            }
        }
    }

    @Test(arguments: ["alice", "2001:db8::7", "o'neil", "x//y", "\u{301}abc", "x\u{d4e}", "日本語"])
    func `what needs no quotation marks has none`(_ name: String) {
        #expect(Array(QueryText.quoted(name).utf8) == Array(name.utf8))
    }

    @Test(arguments: ["", "-x", "//x", "a b", "a\u{2028}", "\u{d4e}\"", "x*", "a,b", "(", "\\"])
    func `what could be taken for something else has them`(_ name: String) {
        #expect(QueryText.quoted(name).utf8.first == UInt8(ascii: "\""))
    }

    @Test(
        arguments: [
            ("", ""), ("user:a", "user:a"), ("user:a app:b", "user:a app:b"), ("a or b", "(a or b)"),
            ("evidence:only", "evidence:only"), ("evidence:yes a or b", "evidence:yes (a or b)"),
            ("a or b Evidence:no", "Evidence:no (a or b)"), ("a and evidence:yes and b", "evidence:yes a   and b"),
            ("a and evidence:yes", "evidence:yes a"),
            ("evidence:yes and (a or \u{301}b)", "evidence:yes ((a or \u{301}b))"),
            ("\"evidence:yes\" \"or\"", "\"evidence:yes\" \"or\""),
        ]
    )
    func `a query is part of a longer one`(_ query: String, part: String) throws {
        #expect(QueryText.part(query) == part)
        let (alone, beside) = (try parse(query), try parse(QueryText.part(query) + " user:x"))
        let other = EventQuery(condition: .field(.user, [.exact("x")]))
        let both = alone.narrowed(by: other)
        #expect(beside.evidence == both.evidence)
        #expect(beside.condition.flat == both.condition.flat)
    }

    @Test(arguments: ["user:a", "user:a*,b", "user:*", "user:\"a b\"*,\"*\""])
    func `values are written as they are read`(_ query: String) throws {
        guard case .field(let field, let values) = try parse(query).condition else { return #expect(Bool(false)) }
        #expect(QueryText.field(field, values) == query)
    }
}

extension Condition {
    /// Conditions that all must be true, without those that only hold others together.
    fileprivate var flat: [Condition] {
        guard case .and(let parts) = self else { return [self] }
        return parts.flatMap(\.flat)
    }
}
