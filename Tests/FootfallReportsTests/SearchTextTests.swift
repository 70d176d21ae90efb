import FootfallModel
import FootfallQuery
import Testing

@testable import FootfallReports

/// Queries that reports write, read by the parser that reads them.
struct SearchTextTests {
    private static let period = ReportPeriod(zone: berlin, firstDay: sunday)

    @Test(
        arguments: [
            "alice", "alice@corp.example", #"CORP\alice"#, "a b", "x\"y", "a,b", "(or)", "-x", "star*", "*", "日本語",
            "\u{1b}[2J", "2001:db8::7", "since:yesterday", "x\"\u{301}y", "a\\\u{301}",
            "\u{301}abc", "a b\u{d4e}", "//x",
        ]
    )
    func `a value is read as it is, whatever is in it`(_ value: String) throws {
        let text = SearchText.all([SearchText.field("user", value)], SearchTextTests.period)
        let query = try QueryParser.parse(text, now: berlinTime(12, 0, 0), zone: berlin)
        #expect(query.condition == .field(.user, [.exact(value)]))
        #expect(query.since == SearchTextTests.period.start && query.until == SearchTextTests.period.end)
    }

    @Test func `long lists can be broken at blanks`() throws {
        let names = (1...20).map { "user-number-\($0)" }
        let text = SearchText.field("user", names)
        #expect(text.hasPrefix("(user:user-number-1 or user:user-number-2 or "))
        let query = try QueryParser.parse(text, now: berlinTime(12, 0, 0), zone: berlin)
        #expect(query.condition == .or(names.map { .field(.user, [.exact($0)]) }))
    }

    @Test(
        arguments: [
            ("user:alice", "'user:alice'"), ("user:\"o'neil\"", #"'user:"o'\''neil"'"#),
            ("user:\"a\u{1b}[2J'\\\"", #"$'user:"a\x1b[2J\'\\"'"#),
        ]
    )
    func `a query is one word of a shell, and steers no terminal`(_ query: String, word: String) {
        #expect(shellQuoted(query) == word)
    }

    @Test func `JSON is written as it is read`() {
        let value = JSONValue.object([
            ("a", .list([.number(1 as Int64?), .null, .bool(true)])), ("b\"", .text("x\ny")), ("c", .list([String]())),
        ])
        #expect(
            value.text == "{\n  \"a\": [\n    1,\n    null,\n    true\n  ],\n  \"b\\\"\": \"x\\ny\",\n  \"c\": []\n}"
        )
    }
}
