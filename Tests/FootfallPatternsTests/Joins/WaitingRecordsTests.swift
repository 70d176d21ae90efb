import FootfallModel
import FootfallTesting
import Testing

@testable import FootfallPatterns

/// Records that wait, found by their keys and by their time; against a list that is looked through.
struct WaitingRecordsTests {
    private static func record(_ keys: EvidenceKeys, second: Int64, source: Int) -> WaitingRecord {
        WaitingRecord(
            row: EventRow(time: Instant(seconds: second), type: 0, outcome: .unknown),
            text: [],
            types: [7],
            after: EvidenceRule.window,
            keys: keys,
            process: nil,
            isUnknown: false,
            source: source
        )
    }

    /// Few keys, some of them in one slot.
    private static func keys(_ random: inout SeededGenerator) -> EvidenceKeys {
        func key() -> UInt64 {
            UInt64.random(in: 0..<4, using: &random) << 12 | UInt64.random(in: 0..<3, using: &random)
        }
        return EvidenceKeys(process: key(), user: key(), address: key())
    }

    @Test(arguments: 0..<20) func `what waits is found, and what waits no more is not`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var table = WaitingRecords(limit: 50)
        var list: [(number: UInt64, record: WaitingRecord)] = []
        for second in 0..<600 {
            let source = Int.random(in: 0..<2, using: &random)
            table.turn(to: source == 0 ? "a" : "b", now: 0)
            let time = Int64(second) * 1_000_000
            while let due = table.due(at: time) {
                let removed = table.remove(due)
                #expect(removed?.source == table.current)
                #expect(list.contains { $0.number == due && $0.record.row.time.microseconds + 5_000_000 < time })
                list.removeAll { $0.number == due }
            }
            #expect(
                !list.contains {
                    $0.record.source == table.current && $0.record.row.time.microseconds + 5_000_000 < time
                }
            )
            let asked = WaitingRecordsTests.keys(&random)
            let expected = list.filter { _, record in
                let isLike =
                    asked.process != 0 && record.keys.has(asked.process)
                    || asked.user != 0 && record.keys.has(asked.user)
                    || asked.address != 0 && record.keys.has(asked.address)
                let distance = record.row.time.microseconds - time
                return isLike && distance >= -EvidenceRule.window && distance <= record.after
            }
            #expect(table.proven(by: asked, type: 7, time: time) == expected.map(\.number))
            #expect(table.proven(by: asked, type: 8, time: time) == [])
            if Bool.random(using: &random), let gone = list.randomElement(using: &random) {
                #expect(table.remove(gone.number) != nil)
                #expect(table.remove(gone.number) == nil)
                list.removeAll { $0.number == gone.number }
            }
            for _ in 0..<Int.random(in: 0..<12, using: &random) {
                let record = WaitingRecordsTests.record(
                    WaitingRecordsTests.keys(&random),
                    second: Int64(second),
                    source: table.current
                )
                table.add(record)
                list.append((table.allNumbers.last ?? 0, record))
                if let surplus = table.surplus() {
                    #expect(surplus == list.first?.number)
                    #expect(table.remove(surplus) != nil)
                    list.removeFirst()
                }
            }
            #expect(table.count == list.count)
            #expect(table.allNumbers == list.map(\.number))
        }
    }

    @Test func `others that come and go neither take room nor make an event of one that waits`() {
        var table = WaitingRecords(limit: 10)
        table.turn(to: "a", now: 0)
        table.add(WaitingRecordsTests.record(EvidenceKeys(process: 1), second: 0, source: 0))
        for _ in 0..<50_000 {
            #expect(table.surplus() == nil)
            table.add(WaitingRecordsTests.record(EvidenceKeys(process: 2), second: 0, source: 0))
            let last = table.allNumbers.last ?? 0
            #expect(table.proven(by: EvidenceKeys(process: 2), type: 7, time: 0) == [last])
            #expect(table.remove(last) != nil)
        }
        #expect(table.room < 10_000)
        #expect(table.count == 1)
        #expect(table.proven(by: EvidenceKeys(process: 1), type: 7, time: 0) == table.allNumbers)
        #expect(table.due(at: 6_000_000) == table.allNumbers.first)
    }
}
