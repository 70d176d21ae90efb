import FootfallModel
import Testing

@testable import FootfallReports

/// The searches that a report writes: they hold whatever the store has, and never stand in the report's way.
struct FindingSearchTests {
    @Test(arguments: ["authentication_failed", "authentication_success"])
    func `types that look like others do not spoil the report's own searches`(_ similar: String) throws {
        let fixture = ReportFixture()
        for day in 1...14 as ClosedRange<Int64> {
            fixture.add("user_login", daysBefore: day, 9, user: "alice", ip: "192.0.2.7")
        }
        fixture.add(similar, daysBefore: 2, 9, user: "bob")
        fixture.add("user_login", 9, user: "alice", ip: "203.0.113.7")
        #expect(
            try fixture.findings() == ["medium alice signed in from 203.0.113.0/24 for the first time at 09:00:00"]
        )
    }

    @Test func `a saved search may ask for what never happened`() throws {
        let fixture = ReportFixture()
        fixture.add("user_login", 9, user: "alice")
        let searches = [
            NamedSearch(name: "out", query: "type:user_logout"), NamedSearch(name: "slip", query: "type:user_logon"),
        ]
        let section = try fixture.report("searches", searches: searches).sections.first
        let json = "\(try #require(section).json(limit: 9))"
        #expect(json.contains("user_logout") && json.matches(of: /mistake/).count == 1)
    }

    @Test func `a time at either end of what queries know needs no bound`() throws {
        let fixture = ReportFixture()
        for minute in 0..<4 as Range<Int64> {
            fixture.add("user_failed_login", 9, minute, user: "bob", ip: "203.0.113.9")
        }
        fixture.add("user_login", 9, 5, user: "bob", ip: "203.0.113.9")
        let all = ReportPeriod(
            zone: berlin,
            firstDay: CivilDate(year: 0, month: 12, day: 31),
            lastDay: CivilDate(year: 10_000, month: 1, day: 1)
        )
        let found = try fixture.found(all)
        #expect(found.map(\.evidence?.count) == [5])
        #expect(found.first?.evidence?.search == "ip:203.0.113.9 type:user_failed_login,user_login")
    }

    @Test(arguments: ["type:(", "user:nobody"])
    func `what a search does not find, or cannot be asked, is told all the same`(_ search: String) throws {
        let fixture = ReportFixture()
        fixture.add("user_login", 9, user: "alice")
        let day = ReportPeriod(zone: berlin, firstDay: sunday)
        let facts = try ReportFacts(of: fixture.store(), day, now: berlinTime(10, 0, 0))
        let finding = try Finding(.spray, rank: 50, "told", search: search, facts)
        #expect(finding.text == "told" && finding.evidence == nil)
        withExtendedLifetime(fixture) {}
    }

    @Test func `what is longer than a search may be is told all the same`() throws {
        let fixture = ReportFixture()
        // Longer than a query may be.
        let name = String(repeating: "x", count: 9000)
        fixture.add("add_admin", 9, user: "root", target: name)
        let found = try fixture.found()
        #expect(found.count == 1 && found.first?.evidence == nil)
    }
}
