import FootfallModel
import Testing

@testable import FootfallReports

struct RecognitionDropTests {
    typealias Day = RecognitionDrop.Day

    /// Days from the first on: records and matched.
    private static func drop(_ days: [(Int64, Int64)], on day: Int64? = nil) -> RecognitionDrop? {
        let days = days.enumerated().map { Day(number: Int64($0.offset), records: $0.element.0, matched: $0.element.1) }
        return RecognitionDrop(source: "/var/log/auth.log", days: days, on: day)
    }

    @Test func `a share that falls to nothing is a drop`() throws {
        let found = try #require(Self.drop([(100, 60), (120, 70), (100, 65), (110, 0)]))
        #expect(found.day == 3)
        #expect(found.records == 110)
        #expect(found.matched == 0)
        #expect(found.usualShare == 0.6)
        #expect(
            found.sentence(source: found.source)
                == "/var/log/auth.log: only 0 of 110 records (0%) were recognised on 1970-01-04, where 60% are usual; "
                + "perhaps a program was renamed or its stamps changed"
        )
    }

    /// Records and matched of days, and why they are no drop.
    struct Quiet: Sendable, CustomTestStringConvertible {
        var reason: String
        var days: [(Int64, Int64)]

        init(_ reason: String, _ days: [(Int64, Int64)]) {
            self.reason = reason
            self.days = days
        }

        var testDescription: String { reason }
    }

    private static let usual: [(Int64, Int64)] = [(1000, 600), (1000, 600), (1000, 600)]
    static let quiet: [Quiet] = [
        Quiet("it stays as it was", [(100, 60), (100, 70), (100, 65), (100, 55)]),
        Quiet("it halves", [(100, 60), (100, 60), (100, 60), (100, 30)]),
        Quiet("the past is two days", [(100, 60), (100, 60), (100, 0)]),
        Quiet("the past has few records", [(40, 30), (40, 30), (40, 30), (100, 0)]),
        Quiet("the day has few records", [(100, 60), (100, 60), (100, 60), (100, 60), (49, 0)]),
        Quiet("the day has just begun", usual + [(200, 0)]),
        Quiet("hardly anything was ever recognised", [(100, 3), (100, 4), (100, 3), (100, 0)]),
        Quiet("nothing was ever recognised", [(100, 0), (100, 0), (100, 0), (100, 0)]),
        Quiet("nothing was read", []),
    ]

    @Test(arguments: quiet)
    func `it is no drop where`(case quiet: Quiet) {
        #expect(Self.drop(quiet.days) == nil)
    }

    @Test func `a small share of many records can drop too`() {
        #expect(Self.drop([(10_000, 300), (10_000, 280), (10_000, 310), (10_000, 2)]) != nil)
    }

    @Test func `a day that has just begun does not hide the drop of the day before`() {
        #expect(Self.drop([(1000, 600), (1000, 600), (1000, 600), (1000, 3), (60, 0)])?.day == 3)
    }

    @Test func `one bad day in the past does not count as usual`() {
        #expect(Self.drop([(100, 60), (100, 0), (100, 60), (100, 60), (100, 1)])?.usualShare == 0.6)
    }

    @Test func `what is usual is at most 28 days old`() {
        var days = [(Int64, Int64)](repeating: (100, 60), count: 3)
        days += [(Int64, Int64)](repeating: (10, 0), count: 28)
        days.append((100, 0))
        #expect(Self.drop(days) == nil)
    }

    @Test func `a day that is asked for is judged, and no other`() {
        let days: [(Int64, Int64)] = [(100, 60), (100, 60), (100, 60), (100, 0), (100, 60)]
        #expect(Self.drop(days, on: 3)?.matched == 0)
        #expect(Self.drop(days, on: 4) == nil)
        #expect(Self.drop(days, on: 9) == nil)
        #expect(Self.drop(days) == nil)
    }
}
