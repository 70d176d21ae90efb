import FootfallModel
import Testing

@testable import FootfallParsing

@Suite struct YearInferenceTests {
    struct File: CustomTestStringConvertible {
        let testDescription: String
        /// The stamps' days; the time of day does not matter here.
        let days: [String]
        let modified: String
        /// The years of the lines.
        let years: [Int32]
    }

    static let files: [File] = [
        .init(
            testDescription: "one day",
            days: ["Nov 22", "Nov 22"],
            modified: "2026-11-22T23:00:00Z",
            years: [2026, 2026]
        ),
        .init(
            testDescription: "over New Year",
            days: ["Dec 31", "Jan  1"],
            modified: "2026-01-01T12:00:00Z",
            years: [2025, 2026]
        ),
        .init(
            testDescription: "before New Year, read after it",
            days: ["Dec 30", "Dec 31"],
            modified: "2026-01-01T00:00:05Z",
            years: [2025, 2025]
        ),
        .init(
            testDescription: "a clock ahead at New Year",
            days: ["Dec 31", "Jan  1"],
            modified: "2025-12-31T18:00:00Z",
            years: [2025, 2026]
        ),
        .init(
            testDescription: "late December lines among January's",
            days: ["Dec 31", "Jan  1", "Dec 31", "Jan  1", "Dec 31"],
            modified: "2026-01-02T00:00:00Z",
            years: [2025, 2026, 2025, 2026, 2025]
        ),
        .init(
            testDescription: "three years",
            days: ["Mar  3", "Nov  1", "Feb  1", "Dec 24", "Jan  9", "Jun  7"],
            modified: "2026-06-07T23:00:00Z",
            years: [2024, 2024, 2025, 2025, 2026, 2026]
        ),
        .init(
            testDescription: "a week of disorder",
            days: ["Mar 10", "Mar  4", "Mar 10"],
            modified: "2026-03-10T23:00:00Z",
            years: [2026, 2026, 2026]
        ),
        .init(
            testDescription: "a leap day at the end",
            days: ["Feb 28", "Feb 29"],
            modified: "2026-03-10T23:00:00Z",
            years: [2024, 2024]
        ),
        .init(
            testDescription: "a leap day in a file that was touched later",
            days: ["Feb 28", "Feb 29", "Mar  1", "Jan  5"],
            modified: "2027-03-10T23:00:00Z",
            years: [2024, 2024, 2024, 2025]
        ),
    ]

    static let disordered: [File] = [
        .init(
            testDescription: "a stray stamp of some weeks ago",
            days: ["Oct  1", "Nov 20", "Oct 30", "Nov 22"],
            modified: "2026-11-22T23:00:00Z",
            years: [2026, 2026, 2026, 2026]
        ),
        .init(
            testDescription: "a machine without a clock that boots twice",
            days: ["Oct 20", "Feb 11", "Oct 20", "Oct 25", "Feb 11", "Oct 25"],
            modified: "2026-10-26T00:00:00Z",
            years: [2026, 2026, 2026, 2026, 2026, 2026]
        ),
        .init(
            testDescription: "lines of many days put together",
            days: ["Jun 21", "May 27", "Feb 25", "Nov 28", "Sep 29", "Jan  4"],
            modified: "2026-08-14T12:00:00Z",
            years: [2026, 2026, 2026, 2025, 2025, 2026]
        ),
    ]

    @Test(arguments: disordered)
    func `where stamps are in no order, each is of the latest year that it can be of`(file: File) throws {
        let lines = batch(file.days.map { "\($0) 10:00:01 web1 a: x" })
        var inference = YearInference()
        let isYearless = inference.observe(lines.bytes.span, lines.lines)
        #expect(isYearless)
        #expect(inference.isDisordered)
        let start = inference.startingYear(modified: instant(file.modified), zone: .utc)
        #expect(start == nil)
        var stamped = batch(
            file.days.map { "\($0) 10:00:01 web1 a: x" },
            arrival: file.modified,
            isBacklog: true
        )
        stamped.hasDisorderedStamps = true
        var parser = HeaderParser(zone: .utc)
        var headers: [Header] = []
        parser.parse(stamped, into: &headers)
        let years = headers.map { CivilDate(dayNumber: ZoneOffsets.utc.day(atUTC: $0.time.seconds)).year }
        #expect(years == file.years)
    }

    @Test(arguments: files)
    func `a file's years are counted back from its last line`(file: File) throws {
        let lines = batch(file.days.map { "\($0) 10:00:01 web1 a: x" })
        var inference = YearInference()
        let isYearless = inference.observe(lines.bytes.span, lines.lines)
        #expect(isYearless)
        let start = inference.startingYear(modified: instant(file.modified), zone: .utc)
        #expect(start == file.years.first)

        var parser = HeaderParser(zone: .utc)
        var headers: [Header] = []
        parser.parse(
            batch(
                lines.lines.map { Array(lines.bytes[$0.range.lower..<$0.range.upper]) },
                arrival: instant(file.modified),
                isBacklog: true,
                startingYear: start
            ),
            into: &headers
        )
        let years = headers.map { CivilDate(dayNumber: ZoneOffsets.utc.day(atUTC: $0.time.seconds)).year }
        #expect(years == file.years)
    }

    @Test func `batches of a file are observed one after another`() {
        var inference = YearInference()
        for days in [["Dec 30", "Dec 31"], ["Jan  1"], ["Jan  2", "Dec  1"]] {
            let lines = batch(days.map { "<38>\($0) 10:00:01 web1 a: x" })
            let goesOn = inference.observe(lines.bytes.span, lines.lines)
            #expect(goesOn)
        }
        #expect(inference.startingYear(modified: instant("2026-12-02T00:00:00Z"), zone: .utc) == 2025)
    }

    @Test func `a file whose stamps name their year is given up soon`() {
        var inference = YearInference()
        let lines = batch([String](repeating: "2026-11-22T10:00:01Z web1 a: x", count: 100))
        let goesOn = inference.observe(lines.bytes.span, lines.lines)
        #expect(!goesOn)
        #expect(inference.startingYear(modified: instant("2026-12-02T00:00:00Z"), zone: .utc) == nil)
    }

    @Test func `lines without a stamp at the beginning are waited out`() {
        var inference = YearInference()
        let lines = batch([String](repeating: "", count: 500) + ["a title", "Nov 22 10:00:01 web1 a: x"])
        let goesOn = inference.observe(lines.bytes.span, lines.lines)
        #expect(goesOn)
        #expect(inference.startingYear(modified: instant("2026-12-02T00:00:00Z"), zone: .utc) == 2026)
    }

    @Test func `the day after the modification time is still possible in every zone`() {
        let apia = ZoneOffsets(name: "+13:00", starts: [.min], offsets: [46_800])
        var inference = YearInference()
        let lines = batch(["Jan  1 00:30:00 web1 a: x"])
        _ = inference.observe(lines.bytes.span, lines.lines)
        #expect(inference.startingYear(modified: instant("2025-12-31T11:30:00Z"), zone: apia) == 2026)
        #expect(inference.startingYear(modified: instant("2025-12-30T11:00:00Z"), zone: apia) == 2025)
    }
}
