import Testing

@testable import FootfallStore

/// Counts by days as they stand in the store.
struct DayRollupTests {
    private static let entries = [
        RollupCounts.Entry(time: -3, first: 7, second: 5 << 2, count: 1),
        RollupCounts.Entry(time: -3, first: 2, second: 5 << 2 | 1, count: 900),
        RollupCounts.Entry(time: 20_000, first: UInt64(Int32.max), second: 1 << 2 | 2, count: 1),
    ]

    private static func read(_ bytes: [UInt8]) throws -> [RollupCounts.Entry] {
        var found: [RollupCounts.Entry] = []
        try DayRollup.forEach(bytes.span) { found.append($0) }
        return found
    }

    @Test func `what was written is read`() throws {
        let found = try DayRollupTests.read(DayRollup.encoded(DayRollupTests.entries))
        #expect(found.map(\.time) == [-3, -3, 20_000])
        #expect(found.map(\.first) == [7, 2, UInt64(Int32.max)])
        #expect(found.map(\.second) == [20, 21, 6])
        #expect(found.map(\.count) == [1, 900, 1])
    }

    @Test func `a cut, a key below 1, an outcome of 3 and a count beyond all bounds are damage`() {
        let whole = DayRollup.encoded(DayRollupTests.entries)
        #expect(throws: StoreDamage.self) { try DayRollupTests.read(Array(whole.dropLast())) }
        for (key, kind, count) in [(0 as UInt64, 4 as UInt64, 1 as Int64), (1, 7, 1), (1, 4, .max), (1, 4, 0)] {
            let entry = RollupCounts.Entry(time: 0, first: key, second: kind, count: count)
            #expect(throws: StoreDamage.self) { try DayRollupTests.read(DayRollup.encoded([entry])) }
        }
    }
}
