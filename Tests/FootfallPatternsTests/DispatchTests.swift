import FootfallModel
import Testing

@testable import FootfallPatterns

struct DispatchTests {
    /// Packs named so that the order of their names is not the order in which they are written.
    private static let set = load(
        pack(named: "z-exact", apps: "['postfix/smtpd', sshd]", "id: p\nevent: user_login\nregex: '^hello'"),
        pack(named: "y-any", apps: "['*']", "id: p\nevent: user_login\nregex: '^hello'"),
        pack(named: "x-beginning", apps: "['postfix/*']", "id: p\nevent: user_login\nregex: '^hello'"),
        pack(named: "b-exact", apps: "[SSHD]", "id: p\nevent: user_login\nregex: '^goodbye'"),
        pack(named: "a-any", apps: "['*']", "id: p\nevent: user_login\nregex: '^hello'")
    ).set

    @Test(arguments: [
        ("postfix/smtpd", ["z-exact", "x-beginning", "a-any", "y-any"]),
        ("Postfix/SMTPD", ["z-exact", "x-beginning", "a-any", "y-any"]),
        ("postfix/qmgr", ["x-beginning", "a-any", "y-any"]),
        ("postfix", ["a-any", "y-any"]),
        ("sshd", ["b-exact", "z-exact", "a-any", "y-any"]),
        ("", ["a-any", "y-any"]),
        ("*", ["a-any", "y-any"]),
    ])
    func `packs are tried by rank, then by name`(app: String, expected: [String]) {
        let set = DispatchTests.set
        #expect(set.packs(forApp: app).map { set.packs[$0].name } == expected)
    }

    @Test(arguments: [
        ("Nov 22 10:00:01 web1 sshd[1]: hello", "z-exact/p"), ("Nov 22 10:00:01 web1 sshd[1]: goodbye", "b-exact/p"),
        ("Nov 22 10:00:01 web1 postfix/qmgr[1]: hello", "x-beginning/p"),
        ("Nov 22 10:00:01 web1 cron[1]: hello", "a-any/p"), ("hello", "a-any/p"),
    ])
    func `a line is taken by the first pack that fits`(line: String, expected: String) {
        #expect(Run(DispatchTests.set, [line]).events.map(\.pattern) == [expected])
    }

    @Test func `a bare pack takes lines without an app name, and no app's`() {
        let bare = """
            pack: own
            bare: true
            patterns:
              - { id: p, event: user_login, regex: '^hello', set: { app: own } }
            """
        let (set, diagnostics) = load(bare)
        #expect(diagnostics.isEmpty)
        let lines = ["hello", "2026-11-22 10:00:01 hello", "Nov 22 10:00:01 web1 cron[1]: hello"]
        let run = Run(set, lines)
        #expect(run.events.map(\.appID) == ["own", "own"])
        #expect(run.total[.unrecognised] == 1)
    }

    @Test func `candidates keep the order of their pack, whatever they begin with`() {
        let set = load(
            pack(
                "id: first\nevent: user_login\nregex: '^ab(?<rest>.*)$'",
                "id: second\nevent: user_logout\nregex: '^(?<rest>.*)$'",
                "id: third\nevent: create_user\nregex: '^abcdefghij(?<rest>.*)$'"
            )
        ).set
        let lines = ["abc", "axy", "abcdefghijk"].map { "Nov 22 10:00:01 web1 app: " + $0 }
        #expect(Run(set, lines).events.map(\.pattern) == ["test/first", "test/second", "test/first"])
    }

    @Test func `a prefix longer than the message, or than eight bytes`() {
        let set = load(
            pack(
                "id: long\nevent: user_login\nregex: '^abcdefghij$'",
                "id: short\nevent: user_logout\nregex: '^abcdefgh'",
                "id: any\nevent: create_user\nregex: '^a.*'"
            )
        ).set
        let lines = ["abcdefghij", "abcdefghix", "abcdefg", "a"].map { "Nov 22 10:00:01 web1 app: " + $0 }
        #expect(
            Run(set, lines).events.map(\.pattern) == ["test/long", "test/short", "test/any", "test/any"]
        )
    }

    @Test func `zeros in a message do not pass for its prefix`() {
        let set = load(pack("id: p\nevent: user_login\nregex: '^abc(?<rest>.*)$'")).set
        let lines = [Array("Nov 22 10:00:01 web1 app: ab\u{0}c".utf8), Array("Nov 22 10:00:01 web1 app: ab".utf8)]
        #expect(Run(set, lines).events.isEmpty)
    }
}
