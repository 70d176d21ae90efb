import FootfallModel
import FootfallReports
import FootfallTesting
import Testing

@testable import FootfallWeb

/// Names in reports lead to the pages of those whose they are, however hostile they are.
@Suite(.temporaryDirectory) struct SubjectLinksTests {
    private static let names = [
        "alice", "al b", "<script>alert(1)</script>", "\"'><img src=x>", "a/b", "/", "//evil.example", "a\\b",
        "../../status",
        "...", "..\u{2024}", "%2e%2e", "%", "?q=x#y", "a+b&c=d", "javascript:alert(1)", "a\u{0}b", "a\r\nb",
        "\u{1b}[31m",
        "\u{202e}abc", "é日本👩‍👩‍👧", "e\u{301}", "a, b", " ",
    ]

    @Test(arguments: names) func `a name leads to its own page`(name: String) async throws {
        let store = try WebFixture.store([WebFixture.signIn(name, at: 86_400)])
        let site = WebSite(store: store) { Instant(seconds: 1_000_000) }
        func get(_ target: String) async -> WebResponse {
            await site.respond(to: WebRequest("GET", target, headers: ["host": "127.0.0.1:8514"]))
        }
        let report = await get("/report/1970-01-02").text
        let link = try #require(report.firstMatch(of: /<a href="(\/user\/[^"]*)">/)?.1)
        #expect(link.unicodeScalars.allSatisfy { $0.isASCII } && !link.contains { "<>'\"&? #\\".contains($0) })
        #expect(PercentCoding.decoded(link.dropFirst(6)).map { Array($0.utf8) } == Array(name.utf8))
        let page = await get(String(link))
        #expect(page.status == 200)
        #expect(page.text.contains(">1</a>"), "the event is not on it")
        #expect(!page.text.contains("<a href=\"\(link)\">"), "a page need not lead to itself")
    }

    @Test(arguments: ["", ".", "..", String(repeating: "x", count: 10_000)])
    func `what is no path is no link`(name: String) {
        #expect(Pages.address(of: .user([name])) == nil)
    }

    @Test func `addresses lead to their pages, of both kinds`() async throws {
        var event = WebFixture.signIn("alice", at: 86_400)
        event.ip = "2001:db8::7"
        let store = try WebFixture.store([event])
        let site = WebSite(store: store) { Instant(seconds: 1_000_000) }
        func get(_ target: String) async -> WebResponse {
            await site.respond(to: WebRequest("GET", target, headers: ["host": "127.0.0.1:8514"]))
        }
        let report = await get("/report/1970-01-02").text
        #expect(report.contains("<a href=\"/address/2001%3Adb8%3A%3A7\">2001:db8::7</a>"))
        #expect(await get("/address/2001%3Adb8%3A%3A7").text.contains("<a href=\"/user/alice\">alice</a>"))
    }

    @Test func `an event of a name that is no path has no link to a page of its own`() async throws {
        let store = try WebFixture.store([WebFixture.signIn("..", at: 1)])
        let site = WebSite(store: store) { Instant(seconds: 10) }
        let page = await site.respond(to: WebRequest("GET", "/events/1", headers: ["host": "127.0.0.1:8514"])).text
        #expect(page.contains("user%3A..") && !page.contains("href=\"/user/"))
    }
}
