import FootfallModel
import Testing

@testable import FootfallPatterns

struct ExplanationTests {
    private static let head = "Nov 22 10:00:01 web1 sshd[811]: "

    /// The explanation of a line, checked against what a matcher with the same patterns enabled makes of it.
    static func explain(_ line: String, _ set: PatternSet = Shipped.set) -> Explanation {
        var explainer = Explainer(set, reference: PackCheck.reference)
        return explainer.explain(Array(line.utf8))
    }

    @Test func `a match`() {
        let line = ExplanationTests.head + "Failed password for invalid user root from 192.0.2.7 port 50022 ssh2"
        let found = ExplanationTests.explain(line)
        #expect(found.app == "sshd")
        #expect(found.host == "web1")
        #expect(found.processID == "811")
        #expect(found.message == String(line.dropFirst(ExplanationTests.head.count)))
        #expect(found.packs.contains("openssh"))
        #expect(found.attempts.last.map { "\($0.pattern) \($0.verdict)" } == "openssh/password-failed matched")
        #expect(found.attempts.dropLast().allSatisfy { $0.verdict == .notMatched })
        #expect(found.taken == "openssh/password-failed")
        #expect(!found.isIgnored)
        #expect(!found.isOff)
        let groups = found.groups.map { "\($0.name)=\($0.value)" }
        #expect(groups == ["method=password", "user=root", "ip=192.0.2.7", "port=50022"])
        #expect(found.events.map(\.userID) == ["root"])
        #expect(found.counts[.matched] == 1)
    }

    @Test func `a repeated message is tried by its inside`() {
        let inside = "Failed password for root from 192.0.2.7 port 50022 ssh2"
        let found = ExplanationTests.explain(ExplanationTests.head + "message repeated 5 times: [ \(inside)]")
        #expect(found.taken == "openssh/password-failed")
        #expect(found.groups.first { $0.name == "user" }?.value == "root")
        #expect(found.events.map(\.count) == [5])
        #expect(found.message.hasPrefix("message repeated 5"))
    }

    @Test func `a miss`() {
        let found = ExplanationTests.explain(ExplanationTests.head + "Failed to disconnect from controlling tty.")
        #expect(found.taken == nil)
        #expect(!found.attempts.isEmpty)
        #expect(found.attempts.allSatisfy { $0.verdict == .notMatched })
        #expect(found.attempts.contains { $0.pattern.hasPrefix("openssh/") })
        #expect(found.events.isEmpty)
        #expect(found.counts[.unrecognised] == 1)
        #expect(found.groups.isEmpty)
    }

    @Test func `a line of an app that no pack names`() {
        let set = load(pack("id: p\nevent: user_login\nregex: '^a'")).set
        let found = ExplanationTests.explain("Nov 22 10:00:01 web1 other: a", set)
        #expect(found.packs.isEmpty)
        #expect(found.attempts.isEmpty)
        #expect(found.taken == nil)
    }

    private static let special = load(
        pack(
            "id: no\nignore: true\nregex: '^n mallory$'",
            "id: off\nevent: user_login\ndefault: off\nregex: '^o (?<user>.*)$'",
            "id: slow\nevent: user_login\nregex: '^s(?:a+)+[bc]$'",
            "id: rest\nevent: user_login\nregex: '^s(?<user>.*)$'"
        )
    ).set

    @Test func `an ignored line`() {
        let found = ExplanationTests.explain("Nov 22 10:00:01 web1 app: n mallory", ExplanationTests.special)
        #expect(found.taken == "test/no")
        #expect(found.isIgnored)
        #expect(!found.isOff)
        #expect(found.events.isEmpty)
        #expect(found.counts[.unrecognised] == 1)
    }

    @Test func `a line that is off by default shows its event, and how it would be counted`() {
        let found = ExplanationTests.explain("Nov 22 10:00:01 web1 app: o alice", ExplanationTests.special)
        #expect(found.taken == "test/off")
        #expect(found.isOff)
        #expect(found.events.map(\.userID) == ["alice"])
        #expect(found.counts[.switchedOff] == 1)
        #expect(found.counts[.matched] == nil)
        #expect(found.counts[.events] == nil)
    }

    @Test func `a pattern that gave up`() {
        let text = "s" + String(repeating: "a", count: 64)
        let found = ExplanationTests.explain("Nov 22 10:00:01 web1 app: " + text, ExplanationTests.special)
        #expect(
            found.attempts.map { "\($0.pattern) \($0.verdict)" } == ["test/slow limitReached", "test/rest matched"]
        )
        #expect(found.taken == "test/rest")
        #expect(found.counts[.limitReached] == 1)
    }

    @Test func `a JSON line`() {
        let found = ExplanationTests.explain(
            #"{"activity":"user_login","ip":"192.0.2.7","timestamp":"2026-11-22T01:20:23.000Z","user_id":"alice"}"#
        )
        #expect(found.header.form == .json)
        #expect(found.taken == "mosaic/activity")
        #expect(found.attempts.isEmpty)
        // No text pattern is tried on such a line.
        #expect(found.packs.isEmpty)
        #expect(found.events.map(\.userID) == ["alice"])
    }

    @Test func `a JSON line that nothing takes, and one that is broken`() {
        let unknown = ExplanationTests.explain(#"{"level":"info"}"#)
        #expect(unknown.taken == nil)
        #expect(unknown.counts[.unrecognised] == 1)
        let broken = ExplanationTests.explain(#"{"level":"in"#)
        #expect(broken.taken == nil)
        #expect(broken.counts[.skippedMalformed] == 1)
    }

    @Test func `a rule for records that is off by default`() {
        let set = load(
            "pack: test\nrecords: [{ id: r, when: { who: '*' }, default: off, event: user_login, fields: { user: who } }]"
        ).set
        let found = ExplanationTests.explain(#"{"who":"alice"}"#, set)
        #expect(found.taken == "test/r")
        #expect(found.isOff)
        #expect(found.events.map(\.userID) == ["alice"])
        #expect(found.counts[.switchedOff] == 1)
        #expect(found.counts[.matched] == nil)
    }

    @Test func `JSON behind a syslog header`() {
        let found = ExplanationTests.explain(
            #"Nov 22 10:00:01 web1 mosaic: {"activity":"user_login","timestamp":"2026-11-22T01:20:23Z"}"#
        )
        #expect(found.taken == "mosaic/activity")
        #expect(found.host == "web1")
        #expect(found.events.map(\.host) == ["web1"])
    }

    @Test(arguments: ["", " ", "\u{0}", "[", "[{}", "{", "<1>", "<38>1 ", "Nov 22 10:00:01"])
    func `odd lines are explained too`(line: String) {
        let found = ExplanationTests.explain(line)
        #expect(found.taken == nil)
        #expect(found.events.isEmpty)
    }

    @Test func `one line does not change the next`() {
        var explainer = Explainer(Shipped.set, reference: PackCheck.reference)
        let line = Array((ExplanationTests.head + "Accepted password for alice from 192.0.2.7 port 50022 ssh2").utf8)
        let first = explainer.explain(line)
        _ = explainer.explain(Array("[{".utf8))
        let second = explainer.explain(line)
        #expect(first.events == second.events)
        #expect(first.counts == second.counts)
    }

    @Test func `a miss shows the pattern that came nearest, where it stopped, and what it wanted`() throws {
        let message = "Failed password for root from web1 prt 50022 ssh2"
        let nearest = try #require(ExplanationTests.explain(ExplanationTests.head + message).nearest)
        #expect(nearest.pattern == "openssh/password-failed")
        #expect(!nearest.isOfOtherPack)
        #expect(String(decoding: message.utf8.dropFirst(nearest.position), as: UTF8.self) == "web1 prt 50022 ssh2")
        let wanted = Array(nearest.expression.utf8)[nearest.wanted]
        #expect(String(decoding: wanted, as: UTF8.self) == "%{IP:ip}")
    }

    @Test func `an app that no pack names is held against the packs of all apps`() throws {
        let set = load(pack("id: p\nevent: user_login\nregex: '^signed in as (?<user>\\S+) from %{IP:ip}$'")).set
        let line = "Nov 22 10:00:01 web1 other: signed in as alice at 192.0.2.7"
        let nearest = try #require(ExplanationTests.explain(line, set).nearest)
        #expect(nearest.pattern == "test/p")
        #expect(nearest.isOfOtherPack)
        let wanted = Array(nearest.expression.utf8)[nearest.wanted]
        #expect(String(decoding: wanted, as: UTF8.self) == "from ")
        #expect(nearest.position == "signed in as alice ".utf8.count)
    }

    @Test func `what is like no pattern has no nearest one`() {
        let set = load(pack("id: p\nevent: user_login\nregex: '^signed in as (?<user>\\S+)$'")).set
        #expect(ExplanationTests.explain("Nov 22 10:00:01 web1 app: cache flushed", set).nearest == nil)
        #expect(ExplanationTests.explain("Nov 22 10:00:01 web1 app: signed in as alice", set).nearest == nil)
    }
}
