import FootfallModel
import FootfallTesting
import Testing

@testable import FootfallPatterns

struct MatcherTests {
    private static let head = "Nov 22 10:00:01 web1 sshd[811]: "

    private static func event(_ line: String, _ set: PatternSet = Shipped.set) -> ActivityEvent? {
        Run(set, [line]).events.first
    }

    /// One pattern for the app `app`, and what comes of a message.
    private static func event(_ pattern: String, of message: String) -> ActivityEvent? {
        event("Nov 22 10:00:01 web1 app: " + message, load(pack("id: p\n" + pattern)).set)
    }

    // MARK: What an event is made of

    @Test func `a name that looks like the rest of the line does not choose its address`() throws {
        let message = "Failed password for invalid user root from 1.2.3.4 port 22 ssh2 from 203.0.113.9 port 50022 ssh2"
        let event = try #require(MatcherTests.event(MatcherTests.head + message))
        #expect(event.ip == "203.0.113.9")
        #expect(event.detail("port") == "50022")
        #expect(event.userID == "root from 1.2.3.4 port 22 ssh2")
        #expect(event.isClaimed)
        #expect(event.message == message)
    }

    @Test(
        arguments: [
            ("a 192.0.2.7", "192.0.2.7", nil), ("a 2001:DB8::0:7", "2001:db8::7", nil),
            ("a ::ffff:192.0.2.7", "192.0.2.7", nil),
            ("a ::ffff:c000:207", "192.0.2.7", nil), ("a mail.example.org", nil, #"{"rhost":"mail.example.org"}"#),
            ("a 192.0.2.700", nil, #"{"rhost":"192.0.2.700"}"#), ("a 192.000.2.7", nil, #"{"rhost":"192.000.2.7"}"#),
            ("a -", nil, nil), ("a ", nil, nil), ("a", nil, nil),
        ] as [(String, String?, String?)]
    )
    func `an address is canonical, and a name is no address`(message: String, ip: String?, details: String?) throws {
        let event = try #require(
            MatcherTests.event("event: user_login\nregex: '^a(?: (?<ip>.*))?$'", of: message)
        )
        #expect(event.ip == ip)
        #expect(event.details == details)
    }

    @Test(
        arguments: [
            ("alice bob x", "alice", "bob", #"{"rest":"x"}"#), ("- - -", nil, nil, nil), ("  ", nil, nil, nil),
            ("-- - -x", "--", nil, #"{"rest":"-x"}"#),
        ] as [(String, String?, String?, String?)]
    )
    func `a dash and nothing are absent`(message: String, user: String?, target: String?, details: String?) throws {
        let pattern = "event: user_failed_login\nregex: '^m (?<user>\\S*) (?<target>\\S*) (?<rest>\\S*)$'"
        let event = try #require(MatcherTests.event(pattern, of: "m " + message))
        #expect(event.userID == user)
        #expect(event.targetID == target)
        let claimed = details.map { String($0.dropLast()) + #","claimed":true}"# }
        #expect(event.details == (user == nil ? details : claimed))
    }

    @Test func `groups fill the fields of their names`() throws {
        let regex = #"^(?<app>\S+) (?<host>\S+) (?<count>\d+) (?<time>\S+) (?<note>.*)$"#
        let message = "vault db1 3 2026-11-20T01:20:23.5Z all well"
        let event = try #require(MatcherTests.event("event: user_login\nregex: '\(regex)'", of: message))
        #expect(event.appID == "vault")
        #expect(event.host == "db1")
        #expect(event.count == 3)
        #expect(event.time.rfc3339 == "2026-11-20T01:20:23.500000Z")
        #expect(event.details == #"{"note":"all well"}"#)
        #expect(event.pattern == "test/p")
        #expect(event.source == "/var/log/test.log")
    }

    @Test(arguments: [
        ("3", 3), ("1000000", 1_000_000), ("0", 1), ("1000001", 1), ("99999999999999999999", 1), ("", 1), ("x", 1),
    ])
    func `a count is a number from 1 to a million`(count: String, expected: Int64) throws {
        let event = MatcherTests.event("event: user_login\nregex: '^n (?<count>\\w*)$'", of: "n " + count)
        #expect(event?.count == expected)
    }

    @Test(arguments: [
        ("message repeated 5 times: [ n 1]", 5), ("message repeated 5 times: [ n 3]", 15),
        ("message repeated 1000000 times: [ n 1000000]", 2_147_483_647),
    ])
    func `a repeated message counts its own count so often`(message: String, expected: Int64) throws {
        let event = try #require(
            MatcherTests.event("event: user_login\nregex: '^n (?<count>\\d+)$'", of: message)
        )
        #expect(event.count == expected)
        #expect(event.message == message)
    }

    @Test(
        arguments: [
            ("event: user_login", "success", false, nil),
            ("event: user_failed_login", "failure", true, #""claimed":true"#),
            ("event: user_failed_login\nclaimed: false", "failure", false, nil),
            ("event: user_login\nclaimed: true\noutcome: unknown", "unknown", true, #""claimed":true"#),
        ] as [(String, String, Bool, String?)]
    )
    func `claimed and outcome are the type's, or the pattern's`(
        keys: String,
        outcome: String,
        isClaimed: Bool,
        claim: String?
    ) throws {
        let event = try #require(MatcherTests.event(keys + "\nregex: '^n (?<user>.*)$'", of: "n alice"))
        #expect(event.outcome.name == outcome)
        #expect(event.isClaimed == isClaimed)
        #expect(event.details == claim.map { "{" + $0 + "}" })
    }

    @Test func `constants are fields and details`() throws {
        let keys = "event: user_login\nset: { app: portal, kind: 'a \"b\"', ip: '::ffff:192.0.2.7', step: two }"
        let event = try #require(MatcherTests.event(keys + "\nregex: '^n (?<user>.*)$'", of: "n alice"))
        #expect(event.appID == "portal")
        #expect(event.ip == "192.0.2.7")
        #expect(event.details == #"{"kind":"a \"b\"","step":"two"}"#)
    }

    // MARK: Bytes

    @Test func `bytes that are no text are kept`() throws {
        let odd: [UInt8] = [0x61, 0xff, 0x00, 0xc3, 0x07, 0x22, 0x5c, 0x62]
        let line = Array("Nov 22 10:00:01 web1 app: n ".utf8) + odd + Array(" x".utf8) + odd
        let set = load(pack("id: p\nevent: user_login\nregex: '^n (?<user>.*) x(?<note>.*)$'")).set
        let run = Run(set, [line])
        #expect(run.messages == [Array("n ".utf8) + odd + Array(" x".utf8) + odd])
        // The user's bytes as they are; in the details control characters, quotation marks and backslashes are escaped.
        let user = try #require(run.users.first)
        #expect(user == odd)
        #expect(
            run.details == [
                Array(#"{"note":"a"#.utf8) + [0xff] + Array(#"\u0000"#.utf8) + [0xc3] + Array(#"\u0007\"\\b"}"#.utf8)
            ]
        )
    }

    @Test func `details are JSON whatever a stranger writes`() throws {
        var generator = SeededGenerator(seed: 5)
        let set = load(pack("id: p\nevent: user_login\nregex: '^n (?<a>.*) z (?<b>.*)$'")).set
        for _ in 0..<500 {
            let text = (0..<12).map { _ in UInt8.random(in: 0..<128, using: &generator) }.filter { $0 != 0x0a }
            let line = Array("Nov 22 10:00:01 web1 app: n x".utf8) + text + Array("x z end".utf8)
            let run = Run(set, [line])
            let details = try #require(run.details.first)
            #expect(JSONScannerTests.fields(details) == ["a=x" + String(decoding: text, as: UTF8.self) + "x", "b=end"])
        }
    }

    // MARK: Which pattern

    @Test(
        arguments: [
            ([], 0, 2), (["test/off"], 1, 1), (["test/*"], 2, 0), (["other/*", "test", "off", "*"], 0, 2),
            (["test/other"], 1, 1),
        ] as [(Set<String>, Int, Int64)]
    )
    func `what is off by default is counted, and kept where it is asked for`(
        enabled: Set<String>,
        events: Int,
        off: Int64
    ) {
        let set = load(
            pack(
                "id: off\nevent: user_login\ndefault: off\nregex: '^n (?<user>.*)$'",
                "id: other\nevent: user_login\ndefault: off\nregex: '^o (?<user>.*)$'"
            )
        ).set
        var options = Run.Options()
        options.enabled = enabled
        let run = Run(set, ["n", "o"].map { "Nov 22 10:00:01 web1 app: \($0) alice" }, options)
        #expect(run.events.count == events)
        #expect(run.total[.switchedOff, default: 0] == off)
        #expect(run.total[.records] == 2)
    }

    @Test(arguments: [([], 0), (["test/r"], 1), (["test/*"], 1)] as [(Set<String>, Int)])
    func `a rule for records that is off by default`(enabled: Set<String>, events: Int) {
        let set = load("pack: test\nrecords: [{ id: r, when: { none: ~ }, default: off, event: user_login }]").set
        var options = Run.Options()
        options.enabled = enabled
        let run = Run(set, ["{}"], options)
        #expect(run.events.count == events)
        #expect(run.total[.switchedOff, default: 0] == 1 - Int64(events))
    }

    @Test func `an ignoring pattern takes a line from those behind it`() {
        let set = load(
            pack("id: no\nignore: true\nregex: '^n mallory$'", "id: p\nevent: user_login\nregex: '^n (?<user>.*)$'")
        ).set
        let run = Run(set, ["mallory", "alice"].map { "Nov 22 10:00:01 web1 app: n \($0)" })
        #expect(run.events.map(\.userID) == ["alice"])
        #expect(run.total[.unrecognised] == 1)
    }

    @Test func `what a pattern gives up on is counted, and goes on to the next`() {
        let set = load(
            pack(
                "id: slow\nevent: user_logout\nregex: '^a(?:a+)+(?<user>[bc])$'",
                "id: next\nevent: user_login\nregex: '^a(?<user>.*)$'"
            )
        ).set
        let long = "Nov 22 10:00:01 web1 app: " + String(repeating: "a", count: 64)
        let run = Run(set, [long, "Nov 22 10:00:01 web1 app: aab"])
        #expect(run.events.map(\.pattern) == ["test/next", "test/slow"])
        #expect(run.limitHits == [1, 0])
        #expect(run.total[.limitReached] == 1)
        #expect(run.total[.matched] == 2)
        #expect(run.total[.records] == 2)
    }

    // MARK: Hosts

    @Test func `where the header has no host, the sender is it`() {
        var options = Run.Options()
        options.senders = ["192.0.2.1", "2001:db8::1"]
        options.source = "udp://0.0.0.0:514"
        let lines = ["<38>sshd[1]: ", "<38>sshd[1]: ", "<38>Nov 22 10:00:01 web1 sshd[1]: "].map {
            $0 + "Accepted password for alice from 192.0.2.7 port 50022 ssh2"
        }
        let run = Run(Shipped.set, lines + [#"{"activity":"user_login","timestamp":"2026-11-22T01:20:23Z"}"#], options)
        #expect(run.events.map(\.host) == ["192.0.2.1", "2001:db8::1", "web1", "2001:db8::1"])
        #expect(run.total[.datagrams] == 4)
    }
}
