import FootfallModel
import FootfallReports
import Testing

struct TextReportTests {
    struct Case: Sendable, CustomStringConvertible {
        var name: String
        var summary: @Sendable () -> DailySummary
        var style: TextStyle
        var description: String { name }
    }

    static let cases = [
        Case(name: "busy-80", summary: busyDay, style: TextStyle(width: 80)),
        Case(name: "busy-120", summary: busyDay, style: TextStyle(width: 120)),
        Case(name: "busy-80-ascii", summary: busyDay, style: TextStyle(width: 80, isUTF8: false)),
        Case(name: "empty-80", summary: emptyDay, style: TextStyle(width: 80)),
        Case(name: "empty-120", summary: emptyDay, style: TextStyle(width: 120)),
        Case(name: "25-hours-80", summary: longDay, style: TextStyle(width: 80)),
        Case(name: "long-range-120", summary: longRange, style: TextStyle(width: 120)),
        Case(name: "three-days-120", summary: threeDays, style: TextStyle(width: 120)),
    ]

    @Test(arguments: cases)
    func `a report looks as its golden does`(_ example: Case) throws {
        let text = TextReport(example.summary(), style: example.style).text
        let expected = try Golden.expected("daily-report/\(example.name).txt", for: text)
        #expect(text == expected)
    }

    @Test(arguments: cases)
    func `a report fits its width and steers no terminal`(_ example: Case) {
        let text = TextReport(example.summary(), style: example.style).text
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            #expect(line.cells <= example.style.width, "\(line)")
            #expect(line.last != " ", "\(line)")
            #expect(line.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }, "\(line)")
            if !example.style.isUTF8 { #expect(line.utf8.allSatisfy { $0 < 0x7f }) }
        }
        #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n") && !text.contains("\n\n\n"))
    }

    @Test func `the summary comes first, in words`() {
        let text = TextReport(busyDay(), style: TextStyle()).text
        #expect(text.contains("\n1,326 events · 31 users · 58 addresses · 212 failed sign-ins from 3 addresses\n"))
    }

    @Test func `what matters most is told next, the worst first`() throws {
        let text = TextReport(busyDay(), style: TextStyle(width: 140)).text
        let sections = text.split(separator: "\n\n")
        let findings = sections[1].split(separator: "\n").dropFirst().map(String.init)
        #expect(sections[1].hasPrefix("Look at this first\n") && sections[2].hasPrefix("Account changes"))
        try #require(findings.count == 5)
        #expect(findings[0].hasPrefix("! 2001:db8::7 failed to sign in 25 times, then got in as svc"))
        #expect(findings[0].hasSuffix(", root on web1 at 02:08:00"))
        #expect(findings[1].hasSuffix(" on web1: put into group wheel at 02:10:06"))
        #expect(findings[2] == "! mallory on web1: created at 02:10:05")
        #expect(findings[3] == "! carol: locked after failed sign-ins at 11:04:05")
        #expect(
            findings[4]
                == "! Most failed sign-ins: 180 from 192.0.2.7, none succeeded; 120 as root, none succeeded"
        )
    }

    @Test func `a day on which accounts only signed in has nothing to look at first`() {
        #expect(!TextReport(longDay(), style: TextStyle()).text.contains("Look at this first"))
    }

    @Test func `many accounts are counted, and those that gain rights come before others`() {
        var day = DailySummary(zone: .utc, firstDay: sunday, eventTotal: 31)
        day.accountChanges = (10..<40).map { change(berlinTime(5, $0, 0), "create_user", who: nil, whom: "new\($0)") }
        day.accountChanges.append(
            change(berlinTime(6, 0, 0), "group_member_added", who: nil, whom: "eve", details: #"{"group":"sudo"}"#)
        )
        let text = TextReport(day, style: TextStyle()).text
        #expect(text.contains("Look at this first\n! eve on web1: put into group sudo at 05:00:00\n! new10 on web1"))
        #expect(text.contains("\n! 26 more accounts came, went or changed rights, see below\n"))
    }

    @Test func `what happens to an account again and again is told once`() {
        var day = DailySummary(zone: .utc, firstDay: sunday, eventTotal: 4)
        for hour in 1...3 {
            day.accountChanges.append(
                change(berlinTime(Int64(hour), 0, 0), "locked_account", who: "bob", whom: nil, outcome: .failure)
            )
        }
        day.accountChanges.append(change(berlinTime(4, 0, 0), "delete_user", who: nil, whom: "bob"))
        let text = TextReport(day, style: TextStyle(width: 120)).text
        #expect(
            text.contains(
                "\n! bob on web1: locked after failed sign-ins 3 times, first at 00:00:00, deleted at 03:00:00\n"
            )
        )
    }

    @Test func `types beyond the commonest are counted together`() {
        let text = TextReport(busyDay(), style: TextStyle()).text
        #expect(text.contains("\n  custom_8 "))
        #expect(!text.contains("custom_9"))
        #expect(text.contains("\n  and 2 other types "))
    }

    @Test func `one of a thing is not many`() {
        var day = DailySummary(zone: .utc, firstDay: sunday, eventTotal: 1, userCount: 1, addressCount: 1)
        day.signInsByUser = [.init("bob", successes: 0, failures: 1)]
        day.signInsByAddress = [.init("192.0.2.1", successes: 0, failures: 1)]
        let text = TextReport(day, style: TextStyle()).text
        #expect(text.contains("\n1 event · 1 user · 1 address · 1 failed sign-in from 1 address\n"))
    }

    @Test func `a sum that closes is shown, one that does not is named`() {
        let closed = TextReport(busyDay(), style: TextStyle(width: 140)).text
        #expect(
            closed.contains("\n12,445 read = 1,271 recognised + 11,129 not recognised + 40 switched off + 5 skipped\n")
        )
        #expect(!closed.contains("does not close"))
        var day = busyDay()
        // What is missing in one source and too much in the other must not cancel out.
        day.accounting[0].recognised -= 3
        day.accounting[1].recognised += 3
        let open = TextReport(day, style: TextStyle(width: 140)).text
        #expect(
            open.contains(
                "! The sum does not close: 3 records read and not accounted for, from /var/log/auth.log"
            )
        )
        #expect(
            open.contains("! The sum does not close: 3 records accounted for and never read, from udp://0.0.0.0:514")
        )
        #expect(open.contains("! 17 datagrams were lost before they could be read, from udp://0.0.0.0:514"))
    }

    @Test func `an empty day says so and still shows what was read`() {
        let text = TextReport(emptyDay(), style: TextStyle()).text
        #expect(text.contains("Nothing happened on this day: no events."))
        #expect(text.contains("1,017 read = 0 recognised + 1,017 not recognised"))
        #expect(
            TextReport(DailySummary(zone: .utc, firstDay: sunday), style: TextStyle()).text.contains("Nothing was read")
        )
    }

    @Test func `an hour that straddles the day's beginning counts at its beginning`() {
        var day = DailySummary(zone: berlin, firstDay: sunday, eventTotal: 5)
        day.hours = [.init(start: day.start.advanced(bySeconds: -1800), successes: 5)]
        #expect(TextReport(day, style: TextStyle()).text.contains("\n00:00       5  █"))
    }

    @Test func `the whole span of years is still a page`() {
        var all = busyDay()
        all.firstDay = CivilDate(year: 1, month: 1, day: 1)
        all.lastDay = CivilDate(year: 9999, month: 12, day: 31)
        let text = TextReport(all, style: TextStyle()).text
        #expect(text.contains("\nYear"))
        #expect(text.split(separator: "\n").count < 80)
    }

    @Test func `days have the hours they have`() {
        func hours(_ month: Int32, _ day: Int32) -> Int {
            DailySummary(zone: berlin, firstDay: CivilDate(year: 2026, month: month, day: day)).emptyHours.count
        }
        #expect(hours(11, 22) == 24)
        #expect(hours(3, 29) == 23)
        #expect(hours(10, 25) == 25)
    }

    @Test(
        arguments: [
            ([:], false), (["LANG": "C"], false), (["LANG": "en_US.UTF-8"], true), (["LANG": "de_DE.utf8"], true),
            (["LANG": "en_US.UTF-8", "LC_ALL": "C"], false), (["LANG": "C", "LC_CTYPE": "C.UTF-8"], true),
            (["LC_ALL": "", "LANG": "C.UTF-8"], true),
        ] as [([String: String], Bool)]
    )
    func `the locale says what the terminal can show`(_ environment: [String: String], isUTF8: Bool) {
        #expect(TextStyle.isUTF8(environment: environment) == isUTF8)
    }

    @Test(
        arguments: [
            (0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567"), (.max, "9,223,372,036,854,775,807"),
            (.min, "-9,223,372,036,854,775,808"),
        ] as [(Int64, String)]
    )
    func `numbers have commas between thousands`(_ number: Int64, text: String) {
        #expect(number.grouped == text)
    }
}
