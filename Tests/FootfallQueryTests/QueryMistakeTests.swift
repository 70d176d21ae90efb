import FootfallModel
import FootfallQuery
import FootfallTesting
import Testing

struct QueryMistakeTests {
    static let fields: [Wrong] = [
        Wrong("usr:alice", 1, "there is no field `usr`", "did you mean `user:`? A key of the details is details.usr:"),
        Wrong("x  hsot:web1", 4, "there is no field `hsot`"),
        Wrong("x -uesr:alice", 4, "there is no field `uesr`"),
        Wrong(
            "address:192.0.2.7",
            1,
            "there is no field `address`",
            "did you mean `ip:`? A key of the details is details.address:"
        ),
        Wrong("count:3", 1, "events cannot be searched by `count`"),
    ]

    static let values: [Wrong] = [
        Wrong("user:", 6, "`user:` has no value"),
        Wrong("user: alice", 6, "`user:` has no value"),
        Wrong("(user:)", 7, "`user:` has no value"),
        Wrong("user:\"\"", 8, "`user:` has no value"),
        Wrong("user:a,", 8, "a value is missing beside the comma"),
        Wrong("user:a,,b", 8, "a value is missing beside the comma"),
        Wrong("user:*lice", 6, "`*` can only end a value", "pieces of words are looked for in messages only: *ail*"),
        Wrong("user:a*b", 7, "`*` can only end a value", "a `*` that is meant as it stands needs quotation marks"),
        Wrong("user:\"a\"b", 9, "a blank or a comma is expected after the quotation mark"),
        Wrong("outcome:failed", 9, "there is no outcome `failed`", "did you mean `failure`?"),
        Wrong("outcome:sucess", 9, "there is no outcome `sucess`", "did you mean `success`?"),
        Wrong("outcome:blue", 9, "there is no outcome `blue`", "one of unknown, success, failure"),
        Wrong("category:jurneys", 10, "there is no category `jurneys`", "did you mean `journeys`?"),
        Wrong("category:x*", 10, "there is no category `x`"),
        Wrong("type:user_logn", 6, "there is no event type `user_logn`", "did you mean `user_login`?"),
        Wrong(
            "type:user_login,user_logot",
            17,
            "there is no event type `user_logot`",
            "did you mean `user_logout`?"
        ),
        Wrong("ip:alice", 4, "`alice` is no address"),
        Wrong("ip:192.0.2.300", 4, "`192.0.2.300` is no address"),
        Wrong("ip:192.0.2.07", 4, "`192.0.2.07` is no address"),
        Wrong("ip:192.0.2.0/33", 4, "`192.0.2.0/33` is no network"),
        Wrong("ip:192.0.2.1,192.0.2.0/x", 14, "`192.0.2.0/x` is no network"),
        Wrong("ip:web*", 4, "no address begins with `web`"),
        Wrong("evidence:maybe", 10, "`evidence:` cannot be `maybe`", "write yes, no or only"),
    ]

    /// Columns are what people count, also where a query is cut within what they take for one character.
    static let joined: [Wrong] = [
        Wrong("é👩‍👩‍👧 x\u{301} usr:alice", 6, "there is no field `usr`"),
        Wrong("x\u{d4e} usr:alice", 3, "there is no field `usr`"),
        Wrong("x (\u{301}y", 3, "this parenthesis is never closed"),
        Wrong("x\u{d4e} (y", 3, "this parenthesis is never closed"),
        Wrong("\u{301}x outcome:\u{301}blue", 11, "there is no outcome `\u{301}blue`"),
    ]

    static let times: [Wrong] = [
        Wrong("since:yesterdya", 7, "`yesterdya` is no time", "did you mean `yesterday`?"),
        Wrong("x since:2026-13-01", 14, "the month cannot be 13"),
        Wrong("since:\"2026-11-22 25:00\"", 19, "the hour cannot be 25"),
        Wrong("since:2026-11-22 25:00", 18, "the hour cannot be 25"),
        Wrong("since:-2h since:-1h", 11, "`since:` stands here for the second time"),
        Wrong("since:-2h,-1h", 11, "`since:` takes one value"),
        Wrong("since:-1h until:-2h", 11, "`until:` is not after `since:`, so nothing can be found"),
        Wrong("-since:-2h", 1, "`since:` cannot be excluded"),
        Wrong("(since:-2h x)", 2, "`since:` holds for the whole search and cannot stand within parentheses"),
        Wrong(
            "since:-2h or x",
            1,
            "`since:`, `until:` and `evidence:` hold for the whole search, not for a side of `or`"
        ),
    ]

    static let or = "`or` combines what stands on both sides of it, and one side is empty"

    static let structure: [Wrong] = [
        Wrong("\"user\":alice", 1, "a field's name stands without quotation marks", "write name:value"),
        Wrong("x \"never closed", 3, "the quotation mark that opens here is never closed"),
        Wrong("user:\"never closed", 6, "the quotation mark that opens here is never closed"),
        Wrong("\"\"", 1, "there is nothing between the quotation marks"),
        Wrong("or x", 1, or),
        Wrong("x or", 3, or),
        Wrong("x or or y", 6, or),
        Wrong("(x or) y", 4, or),
        Wrong("x and", 3, "`and` combines what stands on both sides of it, and one side is empty"),
        Wrong("()", 2, "there is nothing between the parentheses"),
        Wrong("(x", 1, "this parenthesis is never closed"),
        Wrong("x (", 3, "this parenthesis is never closed"),
        Wrong("x)", 2, "nothing is open that this `)` could close"),
        Wrong(")", 1, "nothing is open that this `)` could close"),
        Wrong("x - y", 3, "`-` excludes what stands right behind it, and nothing does"),
        Wrong("--user alice", 1, "one `-` excludes; two mean nothing"),
        Wrong("-or", 1, "`-` cannot exclude `or` and `and`, which combine"),
        Wrong(String(repeating: "(", count: 60), 51, "more than 50 parentheses in each other"),
        Wrong(String(repeating: "x", count: 8193), 8193, "a query has at most 8192 characters"),
    ]

    @Test(arguments: fields + values + joined + times + structure)
    func `a mistake is named where it stands`(_ wrong: Wrong) throws {
        let diagnostic = try #require(mistake(in: wrong.text))
        #expect(diagnostic.reason == wrong.reason)
        #expect(diagnostic.column == wrong.column)
        #expect(diagnostic.file == "query")
        if let hint = wrong.hint { #expect(diagnostic.hint == hint) }
    }

    @Test func `a caret stands under the mistake`() throws {
        let diagnostic = try #require(mistake(in: "user:alice outcome:failed"))
        #expect(
            diagnostic.description == """
                query:1:20: error: there is no outcome `failed`
                  user:alice outcome:failed
                                     ^
                  hint: did you mean `failure`?
                """
        )
    }

    @Test func `random text gives a query or a place in it`() {
        let pieces = [
            "user:", "ip:", "since:", "until:", "evidence:", "type:", "outcome:", "details.", "-", "(", ")", "\"", ",",
            "*", " ", "or", "and", "a", "1", ":", "::", ".", "/", "192.0.2.", "2026-11-22", "10:00", "T", "Z", "+", "h",
            "\\", "é", "👩‍👩‍👧", "\u{0301}", "\u{d4e}", "\n", "\r\n", "\u{0}", "\t", "９", "%", "ff", "9999999999999999999",
            "_",
            "yes", "#",
        ]
        var random = SeededGenerator(seed: 1)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...14, using: &random)
            let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            guard let wrong = mistake(in: text) else { continue }
            #expect(wrong.column >= 1 && wrong.column <= text.count + 1, "\(text.debugDescription)")
            #expect(!wrong.description.isEmpty)
        }
    }
}
