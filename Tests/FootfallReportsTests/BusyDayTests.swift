import FootfallReports
import Testing

/// Days on which so much of a kind happens that not all of it can be looked at: what matters is told, and numbers are right.
struct BusyDayTests {
    @Test func `a new administrator is told on a day with thousands of new accounts, which are counted`() throws {
        let fixture = ReportFixture()
        for number in 0..<2500 as Range<Int64> {
            fixture.add("create_user", 1, number / 60, user: "c\(number)", host: nil)
        }
        fixture.add("add_admin", 9, user: "admin", target: "mallory", host: nil)
        let found = try fixture.found()
        #expect(found.first?.text == "mallory: made an administrator at 09:00:00 (by admin)")
        #expect(found.last?.text == "2,500 accounts were created by sshd: c0, c1, c2 and 2,497 more")
        #expect(found.count == 2 && found.last?.evidence?.count == 2500)
    }

    @Test func `more new administrators than there are lines are one line more`() throws {
        let fixture = ReportFixture()
        for number in 0..<150 as Range<Int64> {
            fixture.add("add_admin", 1, number, user: "admin", target: "m\(number)", host: nil)
        }
        let found = try fixture.found()
        #expect(found.count == 101 && found.allSatisfy { $0.severity == .high })
        let together = try #require(found.first { $0.text.hasPrefix("50 more accounts came by power over others: ") })
        #expect(together.evidence?.count == 50)
    }

    @Test func `cleared logs are counted by host, however many, with all who did it`() throws {
        let fixture = ReportFixture()
        for number in 0..<150 as Range<Int64> { fixture.add("log_cleared", 1, number, user: "root", host: "a") }
        fixture.add("log_cleared", 9, user: "evil", host: "a")
        fixture.add("log_cleared", 10, user: "evil", host: "b")
        fixture.add("log_cleared", 11, user: "evil", host: nil)
        #expect(
            try fixture.findings() == [
                "high a log was cleared or switched off on a by evil, root 151 times, first at 01:00:00",
                "high a log was cleared or switched off on b by evil at 10:00:00",
                "high a log was cleared or switched off by evil at 11:00:00",
            ]
        )
    }
}
