import FootfallModel
import FootfallQuery
import FootfallReports
import FootfallStore
import FootfallTesting
import Testing

/// A day of which retention dropped a part.
@Suite(.temporaryDirectory) struct DroppedDayTests {
    @Test func `it is not reported as complete, and the days around it are`() throws {
        let path = TemporaryDirectory.current("footfall.db")
        var options = StoreOptions()
        options.segmentBits = 3
        let writer = try StoreWriter(path: path, options: options) { _ in berlin }
        var maker = BatchMaker()
        // 24 on the day before, 24 on the day, of which some go, and one on the day after.
        let times = (0..<24).map { berlinTime(-24 + $0, 0, 0) } + (0..<24).map { berlinTime($0, 0, 0) }
        let events = (times + [berlinTime(30, 0, 0)]).map { change($0, "create_user", who: "root", whom: "alice") }
        try writer.write(maker.batch(events))
        _ = try writer.prune(RetentionLimits(maximumAge: 12 * 3600), now: berlinTime(24, 0, 0))
        try writer.close()
        let store = try EventStore(path: path)
        let left = try store.search(EventQuery(), limit: .max).count
        #expect(left < 25 && left > 1, "the case shows something")
        func gaps(_ first: Int64, _ last: Int64) throws -> [String] {
            let days = [first, last].map { CivilDate(dayNumber: sunday.dayNumber + $0) }
            let period = ReportPeriod(zone: berlin, firstDay: days[0], lastDay: days[1])
            return try Report.days(of: store, period, kind: "range", sections: ["headline"], now: berlinTime(72, 0, 0))
                .gaps
        }
        let sentence =
            "retention dropped \(49 - left) events of 2026-11-21 to 2026-11-22: those of this time among them are missing here"
        #expect(try gaps(0, 0) == [sentence])
        #expect(try gaps(-9, 9) == [sentence])
        #expect(try gaps(1, 1) == [] && gaps(-9, -2) == [])
        // Of several days the first may be the one that retention has come to: what is kept begins in it.
        #expect(try gaps(0, 9) == [])
        // What is left of it is no measure for the day after.
        let after = ReportPeriod(zone: berlin, firstDay: CivilDate(dayNumber: sunday.dayNumber + 1))
        let report = try Report.days(of: store, after, kind: "daily", sections: ["headline"], now: berlinTime(72, 0, 0))
        let json = "\(try #require(report.sections.first).json(limit: 9))"
        #expect(json.contains("day_before") && !json.contains("\(left - 1)"), "\(json)")
    }
}
