import FootfallModel
import Testing

@testable import FootfallPatterns

/// What rules ask of a record beside `when`, and which of them is tried.
struct RecordRuleTests {
    private static func events(_ records: String, _ lines: String..., head: String = "") -> [ActivityEvent] {
        let (set, diagnostics) = load("pack: test\n\(head)records:\n\(records)")
        #expect(diagnostics.map(\.reason) == [])
        return Run(set, lines).events
    }

    @Test func `groups of a match fill fields and details`() throws {
        let rule = """
              - id: r
                match: { msg: '^signed in as (?<user>.*) from %{HOST:ip} by (?<method>\\w+)$', app: '^gate' }
                event: user_login
                fields: { user: who, app: app }
                details: all
            """
        let events = RecordRuleTests.events(
            rule,
            #"{"msg":"signed in as alice from 192.0.2.7 by key","who":"bob","app":"gate1"}"#,
            #"{"msg":"signed in as alice from 192.0.2.7 by key","app":"door"}"#,
            #"{"msg":"was signed in as alice from 192.0.2.7 by key","app":"gate1"}"#,
            #"{"app":"gate1"}"#
        )
        #expect(events.count == 1)
        let event = try #require(events.first)
        #expect(event.userID == "alice")
        #expect(event.ip == "192.0.2.7")
        #expect(event.appID == "gate1")
        #expect(event.detail("method") == "key")
        #expect(event.detail("msg") == "signed in as alice from 192.0.2.7 by key")
    }

    @Test func `an expression that costs too much is counted and takes nothing`() {
        let set = load("pack: test\nrecords: [{ id: r, match: { m: '^(?:a+)+[bc]$' }, event: user_login }]").set
        let run = Run(set, [#"{"m":"\#(String(repeating: "a", count: 60))"}"#])
        #expect(run.total[.limitReached] == 1)
        #expect(run.total[.unrecognised] == 1)
    }

    @Test(arguments: [
        ("Nov 22 10:00:01 web1 gate: ", 1), ("Nov 22 10:00:01 web1 door: ", 0), ("", 0),
    ])
    func `the header's app can be asked for, and not be forged`(head: String, count: Int) {
        let rule =
            "  - { id: r, when: { header.app: gate }, event: user_login, fields: { app: header.app, host: header.host }, details: all }"
        let events = RecordRuleTests.events(rule, head + #"{"header":{"app":"gate"},"a":"1"}"#)
        #expect(events.count == count)
        if count == 1 {
            #expect(events.first?.appID == "gate")
            #expect(events.first?.host == "web1")
            #expect(events.first?.details == #"{"header.app":"gate","a":"1"}"#)
        }
    }

    @Test func `of two fields of one name the first counts`() {
        let rule =
            "  - { id: r, format: keyvalue, when: { act: '*' }, event: user_login, fields: { user: user, ip: ip }, details: all }"
        let event = RecordRuleTests.events(rule, "act=1 ip=192.0.2.7 user=x ip=203.0.113.9", "act=1 ip= ip=203.0.113.9")
        #expect(event.map(\.ip) == ["192.0.2.7", nil])
        #expect(event.first?.details == #"{"act":"1"}"#)
    }

    @Test func `values are compared whatever their case, beyond ASCII too`() {
        let rule = "  - { id: r, when: { a: [Äpfel, 'ſ'] }, event: user_login }"
        #expect(RecordRuleTests.events(rule, #"{"a":"ÄPFEL"}"#, #"{"a":"äpfel"}"#, #"{"a":"apfel"}"#).count == 2)
    }

    @Test func `generic packs come last of all`() {
        let own = """
            pack: zeta
            apps: [gate]
            patterns: [{ id: text, event: user_logout, regex: '^user=bob$' }]
            records: [{ id: kv, format: keyvalue, when: { user: alice }, event: user_login }]
            """
        let generic = """
            pack: alpha
            apps: ['*']
            generic: true
            patterns: [{ id: text, event: create_user, regex: '^user=(?<user>\\w+)$' }]
            records: [{ id: kv, format: keyvalue, when: { user: '*' }, event: update_user }]
            """
        let lines = ["user=bob", "user=alice", "user=carol", "user=da,ve"].map { "Nov 22 10:00:01 web1 gate: \($0)" }
        let run = Run(load(own, generic).set, lines)
        #expect(run.events.map(\.pattern) == ["zeta/text", "zeta/kv", "alpha/kv", "alpha/kv"])
        #expect(run.total[.records] == 4)
    }

    @Test func `a rule is found among hundreds by the field that only it wants`() {
        let rules = (0..<300).map { number in
            "  - { id: r\(number), when: { kind: k, f\(number): '*' }, event: user_login }"
        }
        let lines =
            [0, 63, 64, 299].map { #"{"kind":"k","f\#($0)":1}"# } + [#"{"kind":"k","f64":1,"f7":2}"#, #"{"kind":"k"}"#]
        let set = load("pack: test\nrecords:\n" + rules.joined(separator: "\n")).set
        #expect(Run(set, lines).events.map(\.pattern) == ["r0", "r63", "r64", "r299", "r7"].map { "test/" + $0 })
    }
}
