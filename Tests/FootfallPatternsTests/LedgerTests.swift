import FootfallModel
import Testing

@testable import FootfallPatterns

struct LedgerTests {
    private static let day: Int64 = 86_400

    private static func time(_ seconds: Int64) -> Instant { Instant(seconds: seconds) }

    @Test func `counts go to the day of the record and its source`() {
        var ledger = Ledger(days: .utc)
        var batch = EventBatch()
        ledger.begin(source: 1, arrival: LedgerTests.time(10 * LedgerTests.day), in: &batch)
        ledger.count(.lines, 3, in: &batch)
        for seconds in [10 * LedgerTests.day - 1, 10 * LedgerTests.day, 11 * LedgerTests.day - 1, -1] {
            ledger.move(to: LedgerTests.time(seconds), in: &batch)
            ledger.count(.records, 1, in: &batch)
        }
        ledger.begin(source: 2, arrival: LedgerTests.time(10 * LedgerTests.day), in: &batch)
        ledger.count(.lines, 5, in: &batch)
        ledger.begin(source: 1, arrival: LedgerTests.time(10 * LedgerTests.day), in: &batch)
        ledger.count(.lines, 1, in: &batch)
        let shown = batch.accounts.map { "\($0.source) \($0.day) \($0[.lines]) \($0[.records])" }
        #expect(shown == ["1 10 4 2", "1 9 0 1", "1 -1 0 1", "2 10 5 0"])
    }

    @Test func `a day has as many hours as its zone says`() {
        // Clocks go back an hour at 01:00 UTC of the second day.
        let change = LedgerTests.day + 3_600
        let zone = ZoneOffsets(name: "test", starts: [.min, change], offsets: [7_200, 3_600])
        var ledger = Ledger(days: zone)
        var batch = EventBatch()
        let first = LedgerTests.day - 7_200
        let last = 2 * LedgerTests.day - 3_600 - 1
        ledger.begin(source: 1, arrival: LedgerTests.time(first), in: &batch)
        for seconds in [first, change - 1, change, last, first - 1, last + 1] {
            ledger.move(to: LedgerTests.time(seconds), in: &batch)
            ledger.count(.records, 1, in: &batch)
        }
        #expect(batch.accounts.map { "\($0.day) \($0[.records])" } == ["1 4", "0 1", "2 1"])
    }

    @Test func `after a batch has gone, counts go to the next one`() {
        var ledger = Ledger(days: .utc)
        for _ in 0..<2 {
            var batch = EventBatch()
            ledger.begin(source: 1, arrival: LedgerTests.time(0), in: &batch)
            ledger.count(.records, 1, in: &batch)
            #expect(batch.accounts.map { $0[.records] } == [1])
            ledger.reset()
        }
    }

    @Test func `the ends of time have their days`() {
        var ledger = Ledger(days: .utc)
        var batch = EventBatch()
        // Beyond what any stamp can say: the years 0 and 9999.
        for microseconds: Int64 in [-62_167_219_200_000_000, 253_402_300_800_000_000, 0, .max, -62_167_219_200_000_000]
        {
            ledger.begin(source: 1, arrival: Instant(microseconds: microseconds), in: &batch)
            ledger.count(.records, 1, in: &batch)
        }
        #expect(batch.accounts.map { $0[.records] } == [2, 1, 1, 1])
    }
}
