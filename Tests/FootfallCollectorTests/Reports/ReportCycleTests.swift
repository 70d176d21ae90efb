import FootfallModel
import FootfallQuery
import Testing

@testable import FootfallCollector

struct ReportCycleTests {
    private func day(_ text: String) -> Int64 {
        let parts = text.split(separator: "-").compactMap { Int32($0) }
        return CivilDate(year: parts[0], month: parts[1], day: parts[2]).dayNumber
    }

    private func instant(_ text: String) throws -> Instant {
        try TimeExpression.parse(text, now: Instant(seconds: 0), zone: .utc).start
    }

    @Test(
        arguments: [
            (ReportCycle.daily, "2026-11-22", "2026-11-22", "2026-11-23", "2026-11-22", "2026-11-22"),
            (.weekly, "2026-11-22", "2026-11-16", "2026-11-23", "2026-W47", "2026-W47 (2026-11-16 to 2026-11-22)"),
            (.weekly, "2026-11-23", "2026-11-23", "2026-11-30", "2026-W48", "2026-W48 (2026-11-23 to 2026-11-29)"),
            (.weekly, "2027-01-01", "2026-12-28", "2027-01-04", "2026-W53", "2026-W53 (2026-12-28 to 2027-01-03)"),
            (.weekly, "2025-12-30", "2025-12-29", "2026-01-05", "2026-W01", "2026-W01 (2025-12-29 to 2026-01-04)"),
            (.weekly, "1969-12-31", "1969-12-29", "1970-01-05", "1970-W01", "1970-W01 (1969-12-29 to 1970-01-04)"),
            (.monthly, "2024-02-29", "2024-02-01", "2024-03-01", "2024-02", "2024-02 (2024-02-01 to 2024-02-29)"),
            (.monthly, "2026-12-31", "2026-12-01", "2027-01-01", "2026-12", "2026-12 (2026-12-01 to 2026-12-31)"),
        ]
    )
    func `a period has its days and its name`(
        span: ReportCycle,
        of: String,
        first: String,
        next: String,
        label: String,
        long: String
    ) {
        #expect(span.first(ofDay: day(of)) == day(first))
        #expect(span.next(after: day(first)) == day(next))
        #expect(span.label(day(first)) == label)
        #expect(span.longLabel(day(first)) == long)
    }

    @Test(
        arguments: [
            // The day after a clock went forward and back: seven is seven, and the day before is 23 or 25 hours long.
            ("Europe/Vienna", "2026-03-29", 420, "2026-03-30T05:00:00Z"),
            ("Europe/Vienna", "2026-10-25", 420, "2026-10-26T06:00:00Z"),
            // On those days themselves: a time that is skipped, and one that comes twice.
            ("Europe/Vienna", "2026-03-28", 150, "2026-03-29T01:30:00Z"),
            ("Europe/Vienna", "2026-10-24", 150, "2026-10-25T00:30:00Z"),
            ("Europe/Vienna", "2026-10-24", 0, "2026-10-24T22:00:00Z"),
            // Clocks that go forward at midnight: the day before is not over before they do.
            ("America/Havana", "2026-03-07", 0, "2026-03-08T05:00:00Z"),
            ("UTC", "2026-11-22", 0, "2026-11-23T00:00:00Z"),
        ]
    )
    func `a day's report is due on the clock of its zone, and never before the day is over`(
        name: String,
        about: String,
        minute: Int64,
        due: String
    ) throws {
        let zone = try #require(ZoneOffsets(identifier: name))
        let time = ReportCycle.daily.due(day(about), minute: minute, zone)
        #expect(try time == instant(due), "\(time.rfc3339)")
        #expect(time.seconds >= zone.startOfDay(day(about) + 1))
        for (shift, last) in [(-1, day(about) - 1), (0, day(about))] as [(Int64, Int64)] {
            #expect(
                ReportCycle.daily.latestDue(now: time.advanced(bySeconds: shift), minute: minute, zone) == last,
                "\(shift)"
            )
        }
    }

    @Test func `what was missed is made up for, the last seven days of it, and never twice`() throws {
        var report = ScheduledReport(name: "daily", span: .daily)
        report.folder = "/tmp"
        report.command = ["true"]
        var memory = try ReportMemory(report, now: instant("2026-11-22T06:59:59Z"), .utc)
        #expect(memory.last == day("2026-11-20"))
        #expect(try memory.schedule(report, now: instant("2026-11-22T06:59:59Z"), .utc) == 0)
        #expect(memory.waiting.isEmpty)
        #expect(try memory.schedule(report, now: instant("2026-11-22T07:00:00Z"), .utc) == 0)
        #expect(memory.waiting.map(\.period) == [day("2026-11-21"), day("2026-11-21")])
        #expect(memory.waiting.map(\.way) == [.folder, .command])
        memory.waiting = []
        #expect(try memory.schedule(report, now: instant("2026-12-03T12:00:00Z"), .utc) == 4)
        #expect(Set(memory.waiting.map(\.period)) == Set(day("2026-11-26")...day("2026-12-02")))
        memory = try #require(ReportMemory(memory.text, of: report))
        #expect(try memory.schedule(report, now: instant("2026-12-03T12:00:01Z"), .utc) == 0)
        #expect(memory.waiting.count == 14)
        // Set back, and back again: what was done is done.
        #expect(try memory.schedule(report, now: instant("2026-12-02T12:00:00Z"), .utc) == 0)
        #expect(try memory.schedule(report, now: instant("2026-12-03T12:00:00Z"), .utc) == 0)
        #expect(memory.waiting.count == 14)
    }

    @Test func `a clock that was years ahead silences no report, and another hour repeats none`() throws {
        var report = ScheduledReport(name: "daily", span: .daily)
        report.folder = "/tmp"
        var memory = try ReportMemory(report, now: instant("2030-01-01T12:00:00Z"), .utc)
        #expect(try memory.schedule(report, now: instant("2026-11-22T12:00:00Z"), .utc) == 0)
        #expect(memory.waiting.isEmpty)
        #expect(try memory.schedule(report, now: instant("2026-11-23T12:00:00Z"), .utc) == 0)
        #expect(memory.waiting.map(\.period) == [day("2026-11-22")])
        // At noon the time is moved to the evening: the report of yesterday was made this morning.
        report.minute = 20 * 60
        for hour in [13, 21] {
            #expect(try memory.schedule(report, now: instant("2026-11-23T\(hour):00:00Z"), .utc) == 0)
        }
        #expect(memory.waiting.map(\.period) == [day("2026-11-22")])
        #expect(try memory.schedule(report, now: instant("2026-11-24T20:00:00Z"), .utc) == 0)
        #expect(memory.waiting.map(\.period) == [day("2026-11-22"), day("2026-11-23")])
    }

    @Test func `pauses between tries grow to an hour, and a clock set back does not lengthen them`() {
        #expect((1...9).map { Retry.pause(after: $0) } == [5, 15, 45, 135, 405, 1215, 3600, 3600, 3600])
        var retry = Retry()
        let now = Instant(seconds: 1_000_000)
        retry.failed("x", now: now)
        #expect(!retry.isDue(now: now.advanced(bySeconds: 4)) && retry.isDue(now: now.advanced(bySeconds: 5)))
        #expect(retry.isDue(now: now.advanced(bySeconds: -100_000)))
    }
}
