import FootfallModel
import Testing

@testable import FootfallPatterns

struct PackDraftTests {
    /// The draft that lines lead to, each seen as often as it stands there.
    private static func draft(_ lines: [String], app: String? = nil, limit: Int = 20) -> PackDraft {
        let coverage = Coverage(Run(Shipped.set, lines).unrecognised, records: Int64(lines.count))
        return PackDraft(coverage.shapes, app: app, in: Shipped.set, limit: limit, reference: PackCheck.reference)
    }

    private static let head = "Nov 22 10:00:01 gate1 acmevpn[402]: "

    /// What `patterns check` has to say of a draft.
    private static func mistakes(_ text: String) -> [String] {
        let (set, wrong) = PatternSet.load(own: [("draft.yaml", text)])
        return (wrong + PackCheck.run(set, costsOf: ["draft.yaml"]).diagnostics)
            .filter { $0.file == "draft.yaml" }.map(\.description)
    }

    @Test func `messages that smell of activity become patterns that hold`() throws {
        let lines = [
            Self.head + "user alice connected from 192.0.2.7:51820",
            Self.head + "user bob connected from 192.0.2.8:51821",
            Self.head + "login failed for 'mallory' from 203.0.113.66 port 40022 (bad token)",
            Self.head + "cache flushed in 12 ms",
        ]
        let text = try #require(Self.draft(lines).text)
        #expect(Self.mistakes(text) == [])
        #expect(text.contains("pack: acmevpn\n"))
        #expect(text.contains(#"regex: '^user (?<user>\S+) connected from %{IP:ip}:(?<port>\d+)$'"#))
        #expect(text.contains(#"''(?<user>[^'']*)'' from %{IP:ip} port (?<port>\d+) \(bad token\)$'"#))
        #expect(text.contains("event: user_login  # a guess"))
        #expect(text.contains("event: user_failed_login  # a guess"))
        #expect(text.contains("line: '\(lines[0])'"))
        #expect(text.contains("expect: { event: 'user_login', user_id: 'alice', ip: '192.0.2.7' }"))
        #expect(!text.contains("cache"))
        #expect(text.contains("# seen 2 times"))
    }

    @Test func `what it cannot guess is left to choose, and check says so`() throws {
        let text = try #require(Self.draft([Self.head + "user alice frobnicated 12 times"]).text)
        #expect(text.contains("event: choose_one"))
        let mistakes = Self.mistakes(text)
        #expect(mistakes.count == 1)
        #expect(mistakes.first?.contains("there is no event type 'choose_one'") == true)
    }

    @Test func `records of JSON become rules with the fields' names`() throws {
        let line =
            #"{"ts":"2026-11-22T10:00:01Z","kind":"x","action":"door.login","actor":{"email":"alice@example.org"},"client_ip":"192.0.2.7"}"#
        let text = try #require(Self.draft([line]).text)
        #expect(Self.mistakes(text) == [])
        #expect(text.contains("when: { 'action': 'door.login' }"))
        #expect(text.contains("user: 'actor.email'"))
        #expect(text.contains("ip: 'client_ip'"))
        #expect(text.contains("time: 'ts'"))
        #expect(text.contains("user_id: 'alice@example.org', ip: '192.0.2.7'"))
    }

    @Test func `one app at a time, and the others are named`() throws {
        let lines = [
            "Nov 22 10:00:01 w one: login ok for alice", "Nov 22 10:00:01 w one: login ok for bob",
            "Nov 22 10:00:01 w two: login ok for carol",
        ]
        let draft = Self.draft(lines)
        #expect(draft.text?.contains("apps: ['one']") == true)
        #expect(draft.otherApps.map(\.app) == ["two"])
        #expect(Self.draft(lines, app: "two").text?.contains("apps: ['two']") == true)
        #expect(Self.draft(lines, app: "three").text == nil)
    }

    @Test func `nothing of interest gives no pack`() {
        #expect(Self.draft([Self.head + "cache flushed"]).text == nil)
        #expect(Self.draft([]).text == nil)
    }

    @Test func `a shipped pack's name is not taken`() throws {
        let line = "Nov 22 10:00:01 w sudo: user alice logged in strangely at 12"
        #expect(try #require(Self.draft([line]).text).contains("pack: sudo-more\n"))
    }

    @Test func `texts that mean something in YAML or PCRE2 stay what they are`() throws {
        let odd = "it's (odd) [x] {y} a|b ^c$ d.e * + ? \\ # \"q\" %{z}"
        // A quotation mark beside a mark that joins it is one as well.
        for odd in [odd, "it'\u{301}s: '\u{301}, \u{d4e}' }", "\u{d4e}( )\u{301} [\u{301}"] {
            let text = try #require(Self.draft([Self.head + "login for alice: " + odd]).text)
            #expect(Self.mistakes(text) == [])
        }
    }
}
