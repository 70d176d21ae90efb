import FootfallModel
import FootfallReports
import Testing

/// Who guesses, and how a guess could be hidden: at midnight, among sign-ins of others, behind an office.
struct GuessTests {
    private func fail(_ fixture: ReportFixture, _ times: Int64, at hour: Int64, as user: String, from ip: String) {
        for time in 0..<times { fixture.add("user_failed_login", hour, time, user: user, ip: ip) }
    }

    @Test func `midnight does not hide who guesses before it and gets in after it`() throws {
        let fixture = ReportFixture()
        for minute in 10..<60 as Range<Int64> {
            fixture.add("user_failed_login", daysBefore: 1, 23, minute, user: "root", ip: "203.0.113.7")
        }
        fixture.add("user_login", 0, 1, user: "root", ip: "203.0.113.7")
        let found = try fixture.found()
        #expect(
            found.map(\.text) == ["203.0.113.7 failed to sign in 50 times, then got in as root on web1 at 00:01:00"]
        )
        #expect(found.first?.severity == .high && found.first?.evidence?.count == 51)
        // Of the day before it is told no more than before.
        let before = ReportPeriod(zone: berlin, firstDay: CivilDate(dayNumber: sunday.dayNumber - 1))
        #expect(try fixture.findings(before) == [])
    }

    @Test func `who got in before midnight is not told again the day after`() throws {
        let fixture = ReportFixture()
        for minute in 10..<20 as Range<Int64> {
            fixture.add("user_failed_login", daysBefore: 1, 23, minute, user: "root", ip: "203.0.113.7")
        }
        fixture.add("user_login", daysBefore: 1, 23, 30, user: "root", ip: "203.0.113.7")
        fixture.add("user_login", 0, 1, user: "root", ip: "203.0.113.7")
        #expect(try fixture.findings() == [])
    }

    @Test func `sign-ins under another name do not hide a guess`() throws {
        let fixture = ReportFixture()
        for minute in 0..<40 as Range<Int64> {
            let failed = minute % 3 != 2
            fixture.add(
                failed ? "user_failed_login" : "user_login",
                10,
                minute,
                user: failed ? "root" : "mallory",
                ip: "203.0.113.7"
            )
        }
        fixture.add("user_login", 11, user: "root", ip: "203.0.113.7")
        let told = "203.0.113.7 failed to sign in 27 times, then got in as root on web1 at 11:00:00"
        #expect(try fixture.findings() == ["high " + told])
    }

    @Test func `who guessed right and then signs in all day has guessed all the same`() throws {
        let fixture = ReportFixture()
        fail(fixture, 30, at: 10, as: "root", from: "203.0.113.7")
        for minute in 0..<31 as Range<Int64> { fixture.add("user_login", 11, minute, user: "root", ip: "203.0.113.7") }
        let told = "203.0.113.7 failed to sign in 30 times, then got in as root on web1 at 11:00:00"
        #expect(try fixture.findings() == ["high " + told])
    }

    @Test func `behind an office's address a guess is told, and its employees are not`() throws {
        let fixture = ReportFixture()
        for minute in 0..<60 as Range<Int64> {
            fixture.add("user_login", 9, minute, user: "emp\(minute)", ip: "203.0.113.7")
            // Some mistype.
            if minute % 2 == 0 { fixture.add("user_failed_login", 8, minute, user: "emp\(minute)", ip: "203.0.113.7") }
        }
        #expect(try fixture.findings() == [])
        fail(fixture, 20, at: 10, as: "root", from: "203.0.113.7")
        fixture.add("user_login", 11, user: "root", ip: "203.0.113.7")
        fixture.add("user_login", 12, user: "emp7", ip: "203.0.113.7")
        let told = "203.0.113.7 failed to sign in 20 times, then got in as root on web1 at 11:00:00"
        #expect(try fixture.findings() == ["high " + told])
    }

    @Test func `who works in an office may fail there as often as an old password is tried`() throws {
        let fixture = ReportFixture()
        for minute in 0..<60 as Range<Int64> {
            for day in [0, 3] as [Int64] {
                fixture.add("user_login", daysBefore: day, 9, minute, user: "emp\(minute)", ip: "203.0.113.7")
            }
        }
        fail(fixture, 20, at: 10, as: "emp7", from: "203.0.113.7")
        fixture.add("user_login", 11, user: "emp7", ip: "203.0.113.7")
        #expect(try fixture.findings() == [])
    }

    @Test func `an address at home that mistypes in the morning and guesses in the evening is told`() throws {
        let fixture = ReportFixture()
        for day in 1...14 as ClosedRange<Int64> {
            fixture.add("user_login", daysBefore: day, 9, user: "alice", ip: "192.0.2.7")
        }
        fail(fixture, 3, at: 8, as: "alice", from: "192.0.2.7")
        fixture.add("user_login", 9, user: "alice", ip: "192.0.2.7")
        fail(fixture, 20, at: 10, as: "alice", from: "192.0.2.7")
        fixture.add("user_login", 11, user: "alice", ip: "192.0.2.7")
        let told = "192.0.2.7 failed to sign in 20 times, then got in as alice on web1 at 11:00:00"
        #expect(try fixture.findings() == ["high " + told])
    }

    @Test func `an account that many addresses tried, and somebody got in from elsewhere`() throws {
        let fixture = ReportFixture()
        for day in 1...4 as ClosedRange<Int64> {
            fixture.add("user_login", daysBefore: day, 9, user: "root", ip: "192.0.2.1")
        }
        for number in 0..<20 as Range<Int64> {
            fixture.add("user_failed_login", 3, number, user: "root", ip: "203.0.113.\(number)")
        }
        // From home: that is root's own.
        fixture.add("user_login", 9, user: "root", ip: "192.0.2.77")
        #expect(try fixture.findings() == ["medium root was tried from 20 addresses, 20 times in all"])
        fixture.add("user_login", 10, user: "root", ip: "198.51.100.9")
        let found = try fixture.found()
        #expect(
            found.first?.text == "root was tried from 20 addresses, 20 times in all; "
                + "then somebody got in from 198.51.100.9, where it never was before, at 10:00:00"
        )
        #expect(found.first?.severity == .high && found.first?.evidence?.count == 21)
    }

    @Test func `however many addresses guess right, all are counted`() throws {
        let fixture = ReportFixture()
        for number in 1...60 as ClosedRange<Int64> {
            fail(fixture, 4, at: 10, as: "u\(number)", from: "203.0.113.\(number)")
            fixture.add("user_login", 11, user: "u\(number)", ip: "203.0.113.\(number)")
        }
        let found = try fixture.found()
        #expect(found.count == 6 && found.allSatisfy { $0.kind == .guessedPassword })
        let together = found.first { $0.text.hasPrefix("55 more addresses failed several times and then got in: ") }
        #expect(together?.evidence?.count == 275)
    }

    @Test func `however many addresses try many accounts, all are told`() throws {
        let fixture = ReportFixture()
        for number in 1...60 as ClosedRange<Int64> {
            for name in 0..<9 as Range<Int64> {
                fixture.add("user_failed_login", 3, name, user: "nobody\(name)", ip: "203.0.113.\(number)")
            }
        }
        #expect(
            try fixture.findings() == [
                "low 203.0.113.1, 203.0.113.10, 203.0.113.11 and 57 more tried many accounts each, "
                    + "hardly any of which are there; none got in"
            ]
        )
    }
}
