import FootfallModel
import FootfallReports
import Testing

/// What needs a look, and what does not, kind by kind.
struct FindingTests {
    /// Two weeks in which somebody signs in to web1 each morning.
    private func ordinary(_ fixture: ReportFixture, _ users: String...) {
        for day in 1...14 {
            for user in users { fixture.add("user_login", daysBefore: Int64(day), 9, user: user, ip: "192.0.2.7") }
        }
    }

    @Test func `an ordinary day has nothing`() throws {
        let fixture = ReportFixture()
        ordinary(fixture, "alice", "bob")
        for user in ["alice", "bob"] { fixture.add("user_login", 9, user: user, ip: "192.0.2.9") }
        fixture.add("user_failed_login", 8, 59, user: "bob", ip: "192.0.2.9")
        #expect(try fixture.findings() == [])
    }

    @Test func `a password is guessed where somebody gets in after failures, not where people mistype at home`() throws
    {
        let fixture = ReportFixture()
        ordinary(fixture, "alice", "bob")
        for minute in 0..<4 {
            fixture.add("user_failed_login", 8, Int64(minute), user: "alice", ip: "192.0.2.7")
            fixture.add("user_failed_login", 22, Int64(minute), user: minute < 2 ? "bob" : "root", ip: "203.0.113.9")
        }
        fixture.add("user_login", 8, 5, user: "alice", ip: "192.0.2.7")
        fixture.add("user_login", 22, 5, user: "bob", ip: "203.0.113.9")
        let told = "203.0.113.9 failed to sign in 4 times, then got in as bob on web1 at 22:05:00"
        #expect(try fixture.findings() == ["high " + told])
    }

    @Test func `an office from which more succeed than fail is none that guesses`() throws {
        let fixture = ReportFixture()
        for minute in 0..<4 { fixture.add("user_failed_login", 8, Int64(minute), user: "u\(minute)", ip: "192.0.2.1") }
        for minute in 0..<9 { fixture.add("user_login", 9, Int64(minute), user: "u\(minute)", ip: "192.0.2.1") }
        #expect(try fixture.findings() == [])
    }

    @Test func `a spray is told by itself where accounts are there, last where they are not, and says who got in`()
        throws
    {
        let fixture = ReportFixture()
        ordinary(fixture, "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8")
        for number in 1...8 {
            fixture.add("user_failed_login", 3, Int64(number), user: "a\(number)", ip: "203.0.113.1")
            fixture.add("user_failed_login", 4, Int64(number), user: "nobody\(number)", ip: "203.0.113.2")
            fixture.add("user_failed_login", 5, Int64(number), user: "a\(number)", ip: "203.0.113.3")
        }
        // Before the third failure, and so no guess.
        fixture.add("user_login", 5, 2, user: "a2", ip: "203.0.113.3")
        let found = try fixture.findings()
        #expect(
            found.first == "high 203.0.113.3 tried 8 accounts, all of which are there (a1, a2, a3 and 5 more); "
                + "it got in as a2"
        )
        #expect(
            found.contains(
                "high 203.0.113.1 tried 8 accounts, all of which are there (a1, a2, a3 and 5 more); none got in"
            )
        )
        #expect(found.last == "low 203.0.113.2 tried many accounts, hardly any of which are there; none got in")
    }

    @Test func `many addresses against one account are told where it is there and it is not so every day`() throws {
        let fixture = ReportFixture()
        ordinary(fixture, "alice", "root")
        for number in 0..<20 {
            fixture.add("user_failed_login", 3, Int64(number), user: "alice", ip: "203.0.113.\(number)")
            fixture.add("user_failed_login", 4, Int64(number), user: "stranger", ip: "203.0.113.\(100 + number)")
            for day in [0, 1, 7, 14] {
                let ip = "198.51.100.\(number)"
                fixture.add("user_failed_login", daysBefore: Int64(day), 5, Int64(number), user: "root", ip: ip)
            }
        }
        #expect(try fixture.findings() == ["medium alice was tried from 20 addresses, 20 times in all"])
    }

    @Test func `somebody at an hour at which they never are, at a new place, and back after a long while`() throws {
        let fixture = ReportFixture()
        ordinary(fixture, "alice", "bob", "carol")
        fixture.add("user_login", 3, 10, user: "alice", ip: "192.0.2.7")
        fixture.add("user_login", 9, 10, user: "bob", ip: "198.51.100.9", host: "db1")
        fixture.add("user_login", 9, 20, user: "carol", ip: "198.51.100.77")
        fixture.add("user_login", daysBefore: 120, 9, user: "olga", ip: "192.0.2.7")
        fixture.add("user_login", 10, user: "olga", ip: "192.0.2.7")
        #expect(
            try fixture.findings() == [
                "high bob signed in from 198.51.100.0/24 and to db1 for the first time at 09:10:00",
                "medium olga is back after 120 days without a sign (last seen 2026-07-25)",
                "medium carol signed in from 198.51.100.0/24 for the first time at 09:20:00",
                "low alice signed in after 03:00, when they never do",
            ]
        )
    }

    @Test func `new places of many are one line, and a new store tells none`() throws {
        let fixture = ReportFixture()
        ordinary(fixture, "a", "b", "c", "d")
        for user in ["a", "b", "c", "d", "new"] { fixture.add("user_login", 9, user: user, ip: "198.51.100.9") }
        #expect(
            try fixture.findings() == [
                "low 4 people signed in from networks or to hosts new to them: a, b, c, d"
            ]
        )
    }

    @Test func `accounts: power first, alike together, and what happens every day not at all`() throws {
        let fixture = ReportFixture()
        fixture.add("create_user", 8, user: "alice", target: "helper")
        fixture.add("group_member_added", 8, 1, user: "alice", target: "helper", details: #"{"group":"sudo"}"#)
        fixture.add("group_member_added", 8, 2, user: "alice", target: "bob", details: #"{"group":"users"}"#)
        for number in 1...12 { fixture.add("create_user", 9, Int64(number), user: "puppet", target: "t\(number)") }
        fixture.add("locked_account", 10, user: "dave")
        fixture.add("token_created", 11, user: "erin", details: #"{"name":"ci"}"#)
        for day in [0, 1, 7, 14] {
            for number in 0..<5 {
                fixture.add("suspend_user", daysBefore: Int64(day), 12, Int64(number), user: "hr", target: "x\(number)")
            }
        }
        #expect(
            try fixture.findings() == [
                "high helper on web1: created at 08:00:00, put into group sudo at 08:01:00 (by alice)",
                "medium 12 accounts were created by puppet on web1: t1, t2, t3 and 9 more",
                "medium erin on web1: token created (ci) at 11:00:00",
                "medium dave on web1: locked after failed sign-ins at 10:00:00",
            ]
        )
    }

    @Test func `a log that was cleared`() throws {
        let fixture = ReportFixture()
        fixture.add("log_cleared", 4, 5, user: "mallory")
        #expect(try fixture.findings() == ["high a log was cleared or switched off on web1 by mallory at 04:05:00"])
    }

    /// Two hosts that speak every hour, on the day before and four weeks back.
    private func talkative(_ fixture: ReportFixture, lastHour: Int64) {
        for day in [0, 1, 7, 14, 21] as [Int64] {
            for hour in 0..<24 as Range<Int64> {
                fixture.add("user_login", daysBefore: day, hour, user: "job", ip: "192.0.2.7", host: "web1")
                if day > 0 || hour <= lastHour {
                    fixture.add("user_login", daysBefore: day, hour, 1, user: "job", ip: "192.0.2.7", host: "db1")
                }
            }
        }
    }

    @Test(arguments: [(9 as Int64, "since 10:00"), (-1, "all day"), (20, nil)] as [(Int64, String?)])
    func `a host of which nothing comes any more`(lastHour: Int64, since: String?) throws {
        let fixture = ReportFixture()
        talkative(fixture, lastHour: lastHour)
        let told = since.map { "medium nothing came from db1 \($0), where 24 events a day are usual" }
        #expect(try fixture.findings() == (told.map { [$0] } ?? []))
    }

    @Test func `no host is silent on a day that is not over, nor where all are`() throws {
        let fixture = ReportFixture()
        talkative(fixture, lastHour: 9)
        let report = try fixture.report("needs-a-look", now: berlinTime(15, 0, 0))
        let section = report.sections.compactMap { $0 as? NeedsALookSection }.first
        #expect(section?.findings.isEmpty == true)
        #expect(report.remarks == ["The day is not over: this is what came until 15:00:00."])
        let holiday = ReportFixture()
        for day in [1, 7, 14, 21] as [Int64] {
            for hour in 0..<24 as Range<Int64> { holiday.add("user_login", daysBefore: day, hour, user: "job") }
        }
        #expect(try holiday.findings() == [])
    }
}
