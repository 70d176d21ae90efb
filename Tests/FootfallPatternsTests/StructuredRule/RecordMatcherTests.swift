import FootfallModel
import Testing

@testable import FootfallPatterns

struct RecordMatcherTests {
    private static func set(_ rule: String) -> PatternSet {
        load("pack: test\nrecords:\n  - " + rule.split(separator: "\n").joined(separator: "\n    ") + "\n").set
    }

    private static func event(_ rule: String, _ line: String) -> ActivityEvent? {
        Run(set(rule), [line]).events.first
    }

    private static let base = "id: r\nwhen: { act: '*' }\nevent: user_login\n"

    @Test(arguments: [
        ("when: { a: '*' }", #"{"a":1}"#, true), ("when: { a: '*' }", #"{"b":1}"#, false),
        ("when: { a: '*' }", #"{"a":null}"#, false), ("when: { a: '*' }", #"{"a":""}"#, false),
        ("when: { a: null }", #"{"b":1}"#, true), ("when: { a: null }", #"{"a":1}"#, false),
        ("when: { a: null }", #"{"a":null}"#, true),
        ("when: { a: Yes }", #"{"a":"yes"}"#, true), ("when: { a: [x, y] }", #"{"a":"Y"}"#, true),
        ("when: { a: [x, y] }", #"{"a":"z"}"#, false), ("when: { a: x }", "{}", false),
        ("when: { a.b: x }", #"{"a":{"b":"x"}}"#, true), ("when: { a: x, b: y }", #"{"a":"x","b":"z"}"#, false),
        ("when: { a: 'true' }", #"{"a":true}"#, true), ("when: { a: '7' }", #"{"a":7}"#, true),
    ])
    func `a rule takes what its conditions say`(when: String, line: String, isTaken: Bool) {
        let found = RecordMatcherTests.event("id: r\nevent: user_login\n" + when, line)
        #expect((found != nil) == isTaken)
    }

    @Test func `the first rule that fits wins`() {
        let rules = """
            pack: test
            records:
              - { id: a, when: { x: '1' }, event: user_login }
              - { id: b, event: { field: act, table: { out: user_logout } } }
              - { id: c, when: { z: null }, event: create_user }
            """
        let lines = [#"{"x":1}"#, #"{"act":"OUT"}"#, #"{"act":"in"}"#, "{}"]
        #expect(Run(load(rules).set, lines).events.map(\.pattern) == ["test/a", "test/b", "test/c", "test/c"])
    }

    @Test func `fields are filled from the first path that is present`() throws {
        let rule =
            RecordMatcherTests.base + "fields: { user: [who.name, who], app: client, host: node, count: n, time: at }"
        let line = #"{"act":1,"who":{"name":"alice"},"client":"c","node":"web1","n":"3","at":1795310423000}"#
        let event = try #require(RecordMatcherTests.event(rule, line))
        #expect(event.userID == "alice")
        #expect(event.appID == "c")
        #expect(event.host == "web1")
        #expect(event.count == 3)
        #expect(event.time.rfc3339 == "2026-11-22T01:20:23.000000Z")
        #expect(event.details == nil)
        #expect(RecordMatcherTests.event(rule, #"{"act":1,"who":"bob"}"#)?.userID == "bob")
    }

    @Test(
        arguments: [
            (#"{"act":1,"t":"bob","k":"user"}"#, "bob", #"{"k":"user"}"#),
            (#"{"act":1,"t":"bob","k":"app"}"#, nil, #"{"t":"bob","k":"app"}"#),
            (#"{"act":1,"t":"-","k":""}"#, nil, nil),
        ] as [(String, String?, String?)]
    )
    func `a field that fits under no condition is a detail`(line: String, target: String?, details: String?) throws {
        let rule =
            RecordMatcherTests.base + "details: all\nfields: { host: act, target: { field: t, when: { k: user } } }"
        let event = try #require(RecordMatcherTests.event(rule, line))
        #expect(event.targetID == target)
        #expect(event.details == details)
    }

    @Test(
        arguments: [
            (
                "details: all", #"{"act":"x","a":{"b":1,"c":[1,null,"z"]},"n":null,"e":""}"#,
                #"{"act":"x","a.b":"1","a.c":"1,z"}"#
            ),
            ("details: [a.b]", #"{"act":"x","a":{"b":1,"c":2}}"#, #"{"a.b":"1"}"#),
            ("details: { bee: a.b }", #"{"act":"x","a":{"b":1,"c":2}}"#, #"{"bee":"1"}"#),
            (
                "details: all\nflatten: [act, p]", #"{"act":"x","p":{"b":1},"pq":{"b":2}}"#,
                #"{"act":"x","b":"1","pq.b":"2"}"#
            ),
            ("details: all\nflatten: [act, p]", #"{"act":"x","p":"{\"b\":1}"}"#, #"{"act":"x","b":"1"}"#),
            ("details: all\nflatten: [act, p]", #"{"act":"x","p":"{\"b\":"}"#, #"{"act":"x","p":"{\"b\":"}"#),
            ("details: all", #"{"act":"x","q\"\u0001":"\u0007\"\\\n"}"#, #"{"act":"x","q\"\u0001":"\u0007\"\\\n"}"#),
            ("", #"{"act":"x"}"#, nil),
        ] as [(String, String, String?)]
    )
    func `the rest becomes details as the rule says`(rule: String, line: String, details: String?) throws {
        let event = try #require(RecordMatcherTests.event(RecordMatcherTests.base + rule, line))
        #expect(event.details == details)
    }

    @Test func `constants set fields and details`() throws {
        let rule = RecordMatcherTests.base + "set: { app: portal, user: nobody, kind: web, count: '2' }"
        let event = try #require(RecordMatcherTests.event(rule, #"{"act":1}"#))
        #expect(event.appID == "portal")
        #expect(event.userID == "nobody")
        #expect(event.count == 2)
        #expect(event.details == #"{"kind":"web"}"#)
    }

    @Test func `what is called ip but is none goes to the details`() throws {
        let rule = RecordMatcherTests.base + "fields: { ip: ip }"
        #expect(RecordMatcherTests.event(rule, #"{"act":1,"ip":"::FFFF:192.0.2.7"}"#)?.ip == "192.0.2.7")
        let named = try #require(RecordMatcherTests.event(rule, #"{"act":1,"ip":"mail.example.org"}"#))
        #expect(named.ip == nil)
        #expect(named.details == #"{"rhost":"mail.example.org"}"#)
    }

    @Test func `a time that cannot be read is a detail, and the line's time stands`() throws {
        let rule = RecordMatcherTests.base + "details: all\nfields: { host: act, time: at }"
        let event = try #require(RecordMatcherTests.event(rule, #"{"act":"x","at":"yesterday"}"#))
        #expect(event.time == PackCheck.reference)
        #expect(event.details == #"{"at":"yesterday"}"#)
    }

    @Test(arguments: [
        ("", false, "unknown"), ("claimed: true", true, "unknown"), ("outcome: failure", false, "failure"),
        ("claimed: true\noutcome: success", true, "success"),
    ])
    func `a rule may say claimed and outcome itself`(rule: String, isClaimed: Bool, outcome: String) throws {
        let base = "id: r\nwhen: { who: '*' }\nevent: authentication_started\nfields: { user: who }\n"
        let event = try #require(RecordMatcherTests.event(base + rule, #"{"who":"alice"}"#))
        #expect(event.isClaimed == isClaimed)
        #expect(event.outcome.name == outcome)
    }

    @Test func `nobody is claimed where nobody is named`() throws {
        let event = try #require(
            RecordMatcherTests.event(
                "id: r\nwhen: { x: null }\nevent: user_failed_login\nfields: { user: who }",
                #"{"who":"-"}"#
            )
        )
        #expect(event.userID == nil)
        #expect(event.details == nil)
    }

    @Test(arguments: [
        "0", "-1", "1e99", "9223372036854775807", "-9223372036854775808", "99999999999999999999999", "1795310423",
        "1795310423.5", "1795310423000000", "1795310423000000000", #""0000-01-01T00:00:00Z""#,
        #""9999-12-31T23:59:59.999999999+23:59""#, #""""#, "true", "[1,2]", #""2026-02-30T00:00:00Z""#,
    ])
    func `no time in a record does any harm`(time: String) {
        let rule = RecordMatcherTests.base + "fields: { time: at }"
        let run = Run(RecordMatcherTests.set(rule), [#"{"act":1,"at":\#(time)}"#, "{}"])
        #expect(run.events.count == 1)
        #expect(run.total[.records] == 2)
        #expect(run.events.allSatisfy { $0.time.rfc3339.count >= 20 })
    }

    @Test(arguments: [
        #"{"who":"alice","claimed":"false"}"#, #"{"claimed":false,"who":"alice"}"#,
        #"{"who":"alice","more":{"claimed":"false"}}"#, #"{"who":"alice","more":"{\"claimed\":\"false\"}"}"#,
    ])
    func `a record cannot say itself whether its user is claimed`(line: String) throws {
        let rule =
            "id: r\nwhen: { who: '*' }\nevent: user_failed_login\nfields: { user: who }\ndetails: all\nflatten: more"
        let event = try #require(RecordMatcherTests.event(rule, line))
        #expect(event.details == #"{"claimed":true}"#)
        let other = rule.replacing("user_failed_login", with: "user_login")
        #expect(try #require(RecordMatcherTests.event(other, line)).details == nil)
    }
}
