import FootfallModel
import Testing

@testable import FootfallPatterns

/// Lines of every format taken the whole way.
struct RecordFormatTests {
    private static let rules = """
        pack: test
        apps: [gate]
        bare: true
        patterns:
          - { id: text, event: user_logout, regex: '^user=(?<user>\\w+) left$' }
          - { id: events, regex: '^\\[(?<level>\\w+)\\] (?<record>.*)$', record: keyvalue }
        records:
          - { id: json, format: json, when: { who: '*' }, event: user_login, fields: { user: who } }
          - { id: kv, format: keyvalue, when: { user: '*', act: in }, event: user_login, fields: { user: user, ip: ip } }
          - { id: cef, format: cef, when: { cef.product: Gate }, event: user_login, fields: { user: suser } }
          - { id: leef, format: leef, when: { leef.product: Gate }, event: user_login, fields: { user: usrName } }
          - { id: audit, format: audit, when: { type: USER_LOGIN }, event: user_login, fields: { user: acct, ip: addr } }
          - { id: csv, format: csv, columns: ['', kind, user], when: { kind: IN }, event: user_login, fields: { user: user } }
          - { id: tabs, format: csv, separator: tab, columns: [kind, user], when: { kind: OUT }, event: user_logout, fields: { user: user } }
          - { id: sd, format: structured-data, when: { who@1.user: '*' }, event: user_login, fields: { user: who@1.user }, details: [message] }
          - { id: behind, behind: events, when: { level: INFO }, event: { field: act, table: { in: user_login, bad: { type: user_login, outcome: failure } } }, fields: { user: user } }
        """

    private static let loaded = load(rules)

    @Test func `the rules are all right`() {
        #expect(RecordFormatTests.loaded.diagnostics.map(\.reason) == [])
    }

    @Test(
        arguments: [
            (#"Nov 22 10:00:01 web1 {"who":"alice"}"#, "json", "alice"), (#"{"who":"alice"}"#, "json", "alice"),
            ("user=alice act=in ip=192.0.2.7", "kv", "alice"),
            ("Nov 22 10:00:01 web1 other[1]: user=alice act=in", "kv", "alice"),
            ("<14>1 2026-11-22T10:00:01Z web1 other - - - user=alice act=in", "kv", "alice"),
            ("Nov 22 10:00:01 web1 gate: user=alice left", "text", "alice"),
            ("CEF:0|Acme|Gate|1|2|In|3|suser=alice b src=192.0.2.7", "cef", "alice b"),
            ("Nov 22 10:00:01 web1 CEF:0|Acme|Gate|1|2|In|3|suser=alice", "cef", "alice"),
            ("Nov 22 10:00:01 web1 CEF: 0|Acme|Gate|1|2|In|3|suser=alice", "cef", "alice"),
            ("LEEF:1.0|Acme|Gate|1|In|usrName=alice\tsrc=192.0.2.7", "leef", "alice"),
            ("Nov 22 10:00:01 web1 LEEF:2.0|Acme|Gate|1|In|^|usrName=alice^src=192.0.2.7", "leef", "alice"),
            (
                "type=USER_LOGIN msg=audit(1795341601.123:456): pid=1 msg='acct=\"alice\" addr=192.0.2.7'", "audit",
                "alice"
            ),
            ("Nov 22 10:00:01 web1 audispd: node=n type=USER_LOGIN msg=audit(1.1:4): acct=\"alice\"", "audit", "alice"),
            ("Nov 22 10:00:01 web1 audit[1]: USER_LOGIN pid=1 uid=0 msg='acct=\"alice\"'", "audit", "alice"),
            ("Nov 22 10:00:01 web1 gate: 1,IN,alice", "csv", "alice"), ("1,IN,alice", "csv", "alice"),
            ("OUT\tal,ice", "tabs", "al,ice"),
            ("<14>1 2026-11-22T10:00:01Z web1 x - - [who@1 user=\"alice\"] signed in", "sd", "alice"),
            ("[INFO] user=alice act=in", "behind", "alice"), ("[INFO] act=bad user=alice", "behind", "alice"),
            // Not taken: other apps' csv, a level the rule does not take, nothing that names a user.
            ("Nov 22 10:00:01 web1 other: 1,IN,alice", nil, nil), ("[WARN] user=alice act=in", nil, nil),
            ("act=in", nil, nil), ("CEF:0|Acme|Door|1|2|In|3|suser=alice", nil, nil), ("CEF:0|Acme", nil, nil),
            ("type=USER_END msg=audit(1.1:4): acct=\"alice\"", nil, nil), ("[INFO] hello", nil, nil),
        ] as [(String, String?, String?)]
    )
    func `a line is read in its format`(line: String, rule: String?, user: String?) {
        let run = Run(RecordFormatTests.loaded.set, [line])
        #expect(run.events.map(\.pattern) == (rule.map { ["test/" + $0] } ?? []))
        #expect(run.events.first?.userID == user)
        #expect(run.total[.records] == 1)
        #expect(run.total[.unrecognised] == (rule == nil ? 1 : nil))
        let explained = ExplanationTests.explain(line, RecordFormatTests.loaded.set)
        #expect(explained.taken == rule.map { "test/" + $0 })
    }

    @Test func `an audit record has its own time`() {
        let line = "Nov 22 10:00:01 web1 audispd: type=USER_LOGIN msg=audit(1795310423.5:456): acct=\"alice\""
        #expect(Run(RecordFormatTests.loaded.set, [line]).events.first?.time.rfc3339 == "2026-11-22T01:20:23.500000Z")
    }

    @Test func `a table says an outcome, and structured data its message`() {
        let run = Run(
            RecordFormatTests.loaded.set,
            ["[INFO] act=bad user=x", "<14>1 2026-11-22T10:00:01Z w x - - [who@1 user=\"a\"] signed in"]
        )
        #expect(run.events.map(\.outcome) == [.failure, .success])
        #expect(run.events.last?.detail("message") == "signed in")
    }

    @Test func `an array of objects behind a header is as many records`() {
        let run = Run(RecordFormatTests.loaded.set, [#"Nov 22 10:00:01 web1 app: [{"who":"a"},{"who":"b"},{"x":"#])
        #expect(run.events.map(\.userID) == ["a", "b"])
        #expect(run.total[.skippedMalformed] == 1)
        #expect(run.total[.records] == 3)
    }

    @Test func `a format without rules is not looked for`() {
        let set = load("pack: test\nrecords:\n  - { id: r, format: cef, when: { suser: '*' }, event: user_login }").set
        let run = Run(set, [#"{"broken":"#, "a=1", "type=A msg=audit(1.0:4): a=1"])
        #expect(run.total == [.records: 3, .unrecognised: 3, .lines: 3, .bytes: run.total[.bytes] ?? 0])
    }
}
