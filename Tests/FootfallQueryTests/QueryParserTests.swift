import FootfallModel
import FootfallQuery
import Testing

struct QueryParserTests {
    struct Case: Sendable, CustomStringConvertible {
        var text: String
        var condition: Condition
        var description: String { text }

        init(_ text: String, _ condition: Condition) {
            self.text = text
            self.condition = condition
        }
    }

    static let alice = Condition.field(.user, [.exact("alice")])
    static let bob = Condition.field(.user, [.exact("bob")])

    static let terms: [Case] = [
        Case("", .everything),
        Case("   ", .everything),
        Case("failed", .words("failed")),
        Case("failed password", .and([.words("failed"), .words("password")])),
        Case("\"failed password\"", .words("failed password")),
        Case("fail*", .words("fail*")),
        Case("\"failed pass\"*", .words("failed pass*")),
        Case("*ail*", .words(WordSearch("ail", beginsAnywhere: true, endsAnywhere: true))),
        Case("*ail", .words(WordSearch("ail", beginsAnywhere: true, endsAnywhere: false))),
        Case("-*ail*", .not(.words("*ail*"))),
        Case("*\"ed pass\"*", .words("*ed pass*")),
        Case("message:*ail*,\"x\"*", .or([.words("*ail*"), .words("x*")])),
        Case("message:*\"a b\"", .words("*a b")),
        Case("*", .words(WordSearch("*", beginsAnywhere: false, endsAnywhere: false))),
        Case("\"*a*\"", .words(WordSearch("*a*", beginsAnywhere: false, endsAnywhere: false))),
        Case("-cron", .not(.words("cron"))),
        Case("-\"no such user\"", .not(.words("no such user"))),
        Case("user:alice", alice),
        Case("USER:alice", alice),
        Case("user_id:alice", alice),
        Case("user:Alice", .field(.user, [.exact("Alice")])),
        Case("user:alice,bob", .field(.user, [.exact("alice"), .exact("bob")])),
        Case("-user:alice", .not(alice)),
        Case("user:ad*", .field(.user, [.prefix("ad")])),
        Case("user:*", .field(.user, [.prefix("")])),
        Case("user:\"ad*\"", .field(.user, [.exact("ad*")])),
        Case("user:\"two words\"", .field(.user, [.exact("two words")])),
        Case("user:\"two w\"*,x", .field(.user, [.prefix("two w"), .exact("x")])),
        Case(#"user:"a\"b\\c""#, .field(.user, [.exact(#"a"b\c"#)])),
        Case(#"user:CORP\alice"#, .field(.user, [.exact(#"CORP\alice"#)])),
        Case("user:-x", .field(.user, [.exact("-x")])),
        Case("source:udp://0.0.0.0:514", .field(.source, [.exact("udp://0.0.0.0:514")])),
        Case("pattern:openssh/*", .field(.pattern, [.prefix("openssh/")])),
        Case("message:denied", .words("denied")),
        Case("message:\"access denied\",refused", .or([.words("access denied"), .words("refused")])),
    ]

    /// U+0D4E takes what follows for its own character, U+0301 what stands before it.
    static let joined: [Case] = [
        Case("user:\u{301}abc", .field(.user, [.exact("\u{301}abc")])),
        Case("user:\"a b\u{d4e}\"", .field(.user, [.exact("a b\u{d4e}")])),
        Case("user:\"a\u{d4e}\",\"\u{301}b\"", .field(.user, [.exact("a\u{d4e}"), .exact("\u{301}b")])),
        Case("user:\"a\\\"\u{301}b\"", .field(.user, [.exact("a\"\u{301}b")])),
        Case("user:\"a\\\\\u{301}b\"", .field(.user, [.exact("a\\\u{301}b")])),
        Case("user:x\u{d4e}*", .field(.user, [.prefix("x\u{d4e}")])),
        Case("x\u{d4e} \u{301}y", .and([.words("x\u{d4e}"), .words("\u{301}y")])),
        Case("(x\u{d4e})\u{d4e}", .and([.words("x\u{d4e}"), .words("\u{d4e}")])),
        Case("-\u{301}x", .not(.words("\u{301}x"))),
        Case("x\u{d4e}:y", .words("x\u{d4e}:y")),
        Case("http://\u{301}x", .words("http://\u{301}x")),
    ]

    static let closedFields: [Case] = [
        Case("type:user_login", .field(.type, [.exact("user_login")])),
        Case("type:User-Login", .field(.type, [.exact("user_login")])),
        Case("type:failed_otp_attempt", .field(.type, [.exact("failed_OTP_attempt")])),
        Case("type:\"user login\"", .field(.type, [.exact("user_login")])),
        Case("type:badge_swiped", .field(.type, [.exact("badge_swiped")])),
        Case("type:user_*", .field(.type, [.prefix("user_")])),
        Case("category:host-activity", .field(.category, [.exact("Host activity")])),
        Case("category:\"Identity management\"", .field(.category, [.exact("Identity management")])),
        Case("category:identity*", .field(.category, [.prefix("identity")])),
        Case("outcome:FAILURE", .field(.outcome, [.exact("failure")])),
        Case("outcome:success,unknown", .field(.outcome, [.exact("success"), .exact("unknown")])),
        Case("outcome:succ*", .field(.outcome, [.prefix("succ")])),
    ]

    static let addresses: [Case] = [
        Case("ip:192.0.2.7", .field(.ip, [.exact("192.0.2.7")])),
        Case("ip:::ffff:192.0.2.7", .field(.ip, [.exact("192.0.2.7")])),
        Case("ip:2001:DB8:0:0::7", .field(.ip, [.exact("2001:db8::7")])),
        Case("ip:192.0.2.0/24", .field(.ip, [network("192.0.2.0/24")])),
        Case("ip:2001:db8::/32,192.0.2.1", .field(.ip, [network("2001:db8::/32"), .exact("192.0.2.1")])),
        Case("ip:192.0.2.*", .field(.ip, [network("192.0.2.0/24")])),
        Case("ip:192.*", .field(.ip, [network("192.0.0.0/8")])),
        Case("ip:192.0.2.1*", .field(.ip, [.prefix("192.0.2.1")])),
        Case("ip:2001:db8:*", .field(.ip, [network("2001:db8::/32")])),
        Case("ip:2001:db8::*", .field(.ip, [.prefix("2001:db8::")])),
        Case("ip:*", .field(.ip, [.prefix("")])),
        Case("-ip:*", .not(.field(.ip, [.prefix("")]))),
    ]

    static let details: [Case] = [
        Case("port:50022", .detail("port", [.exact("50022")])),
        Case("rhost:db*", .detail("rhost", [.prefix("db")])),
        Case("details.port:22,23", .detail("port", [.exact("22"), .exact("23")])),
        Case("details.users:x", .detail("users", [.exact("x")])),
        Case("claimed:true", .detail("claimed", [.exact("true")])),
    ]

    static let wordsWithColons: [Case] = [
        Case("10:00:01", .words("10:00:01")),
        Case("10:00", .words("10:00")),
        Case("2001:db8::7", .words("2001:db8::7")),
        Case("fe80::1", .words("fe80::1")),
        Case("fe80::1%eth0", .words("fe80::1%eth0")),
        Case("dead::/16", .words("dead::/16")),
        Case("::1", .words("::1")),
        Case("aa:bb:cc:dd:ee:ff", .words("aa:bb:cc:dd:ee:ff")),
        Case("https://example.com/x", .words("https://example.com/x")),
        Case(#"C:\Windows"#, .words(#"C:\Windows"#)),
        Case("pam_unix(sshd:auth)", .words("pam_unix(sshd:auth)")),
        Case("(pam_unix(sshd:auth) x)", .and([.words("pam_unix(sshd:auth)"), .words("x")])),
        Case("2026-11-22T10:00:01Z", .words("2026-11-22T10:00:01Z")),
    ]

    static let combinations: [Case] = [
        Case("user:alice or user:bob", .or([alice, bob])),
        Case("user:alice OR user:bob", .or([alice, bob])),
        Case("user:alice and failed", .and([alice, .words("failed")])),
        Case("user:alice x or user:bob y", .or([.and([alice, .words("x")]), .and([bob, .words("y")])])),
        Case("(user:alice or user:bob) x", .and([.or([alice, bob]), .words("x")])),
        Case("-(user:alice or user:bob)", .not(.or([alice, bob]))),
        Case("((user:alice))", alice),
        Case("a or b or c", .or([.words("a"), .words("b"), .words("c")])),
        Case("\"or\"", .words("or")),
        Case("-\"or\"", .not(.words("or"))),
        Case("(a)(b)", .and([.words("a"), .words("b")])),
        Case("x -y z", .and([.words("x"), .not(.words("y")), .words("z")])),
    ]

    @Test(arguments: terms + joined + closedFields + addresses + details + wordsWithColons + combinations)
    func `a query means`(_ example: Case) throws {
        let query = try parse(example.text)
        #expect(query == EventQuery(condition: example.condition))
    }

    @Test func `bounds hold for the whole search`() throws {
        let query = try parse("user:alice or user:bob since:2026-11-21 until:-2h evidence:yes")
        #expect(query.condition == .or([Self.alice, Self.bob]))
        #expect(query.since == Instant(seconds: 1_795_215_600))
        #expect(query.until == noon.advanced(bySeconds: -7200))
        #expect(query.evidence == .included)
        #expect(try parse("evidence:only").evidence == .only)
        #expect(try parse("evidence:no x").evidence == .without)
    }

    @Test(arguments: [
        "since:2026-11-22 10:00", "since:\"2026-11-22 10:00\"", "since:2026-11-22T10:00",
        "x since:2026-11-22 10:00:00 y",
    ])
    func `a clock reading behind a day belongs to it`(_ text: String) throws {
        #expect(try parse(text).since == Instant(seconds: 1_795_338_000))
    }

    @Test func `what is no clock reading behind a day is a word`() throws {
        #expect(try parse("since:2026-11-22 lost").condition == .words("lost"))
        #expect(try parse("user:x 10:00").condition == .and([.field(.user, [.exact("x")]), .words("10:00")]))
    }

    @Test func `an option's value is read like a field's, blanks included`() throws {
        let found = try QueryParser.condition(.user, values: "al ice,ad*", option: "--user")
        #expect(found == .field(.user, [.exact("al ice"), .prefix("ad")]))
        let wrong = #expect(throws: Diagnostic.self) {
            try QueryParser.condition(.ip, values: "192.0.2.1,nowhere", option: "--ip")
        }
        #expect(wrong?.file == "--ip")
        #expect(wrong?.column == 11)
        let empty = #expect(throws: Diagnostic.self) { try QueryParser.condition(.user, values: "", option: "--user") }
        #expect(empty?.file == "--user")
    }
}
