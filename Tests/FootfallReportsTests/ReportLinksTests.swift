import FootfallModel
import FootfallReports
import FootfallTesting
import Testing

/// People and addresses of a report that is part of a page.
struct ReportLinksTests {
    /// An address as no page would have it, so that what must be escaped is seen.
    private static let links = ReportLinks(
        search: { "/?q=" + $0 },
        subject: { subject in
            switch subject {
            case .user(let names): names == ["nobody"] ? nil : "/user/<" + subject.name + ">"
            case .address: "/address/" + subject.name
            }
        }
    )

    private func report() throws -> (fixture: ReportFixture, report: Report) {
        let fixture = ReportFixture()
        for (place, ip) in ["192.0.2.1", "192.0.2.2", "2001:db8::1", "192.0.2.3", "192.0.2.4"].enumerated() {
            fixture.add("user_login", 9, Int64(place), user: "a, \"b\"", ip: ip)
        }
        fixture.add("user_login", 10, user: "nobody", ip: "192.0.2.9")
        fixture.add("user_login", 10, ip: "192.0.2.9")
        fixture.add("user_failed_login", 11, user: "<eve>", ip: "198.51.100.1")
        fixture.add("create_user", 12, user: "root", target: "mallory")
        fixture.add("privilege_use", 13, user: "dave", target: "root")
        return (fixture, try fixture.report())
    }

    @Test func `names and addresses lead to their pages, and what is said beside them does not`() throws {
        let (fixture, report) = try report()
        let html = report.html(ReportLimits(), ReportLinksTests.links)
        for link in [
            "<a href=\"/user/&lt;a, &quot;b&quot;&gt;\">a, &quot;b&quot;</a>",
            "<a href=\"/user/&lt;&lt;eve&gt;&gt;\">&lt;eve&gt;</a>",
            "<a href=\"/address/198.51.100.1\">198.51.100.1</a>", "<a href=\"/user/&lt;mallory&gt;\">mallory</a>",
            "<a href=\"/user/&lt;root&gt;\">root</a>", "<a href=\"/user/&lt;dave&gt;\">dave</a>",
        ] { #expect(html.contains(link), "\(link)") }
        // Of a list as many as are shown.
        #expect(
            html.firstMatch(of: /(<a href="\/address\/[^>]+>[^<]+<\/a>, ){2}<a [^>]+>[^<]+<\/a> and 2 more</) != nil
        )
        #expect(html.contains(">nobody</th>") && html.contains(">(nobody named)</th>"))
        withExtendedLifetime(fixture) {}
    }

    @Test func `a name that is as long as a line leaves room for the others`() throws {
        let fixture = ReportFixture()
        let name = String(repeating: "x", count: 3000) + "\u{1b}"
        fixture.add("user_login", 9, user: name, ip: "192.0.2.1")
        fixture.add("user_failed_login", 10, user: name, ip: "192.0.2.1")
        let report = try fixture.report()
        let html = report.html(ReportLimits(), ReportLinksTests.links)
        let texts = html.replacing(/<[^>]*>/, with: "\n")
        #expect(!texts.contains(String(repeating: "x", count: 500)) && texts.contains("xxx…xxx"))
        // The link knows all of it.
        #expect(html.contains("\(name.dropLast())\\x1b&gt;\">"))
        withExtendedLifetime(fixture) {}
    }

    @Test func `a report of its own has no links: they would lead nowhere`() throws {
        let (fixture, report) = try report()
        let html = report.rendered(.html, ReportLimits(), style: TextStyle())
        #expect(html.contains("&lt;eve&gt;</th>") && !html.contains("<a ") && !html.contains("href"))
        withExtendedLifetime(fixture) {}
    }
}
