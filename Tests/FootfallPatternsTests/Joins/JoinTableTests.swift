import FootfallModel
import FootfallTesting
import Testing

@testable import FootfallPatterns

/// What is remembered, for how long, and how much of it.
struct JoinTableTests {
    private static func fields(_ second: Int64, user: String = "alice", source: String = "log") -> Remembered {
        Remembered(time: Instant(seconds: second), source: Array(source.utf8), user: Array(user.utf8))
    }

    private static func key(_ number: Int) -> [UInt8] { Array("\(number)".utf8) }

    @Test func `ten minutes of log time are the limit`() {
        var table = JoinTable()
        table.remember(JoinTableTests.fields(0), under: [1])
        #expect(table.recall([1], at: Instant(seconds: 600), forget: false) == JoinTableTests.fields(0))
        #expect(table.recall([1], at: Instant(seconds: 601), forget: false) == nil)
        #expect(table.takeDropped().expired == 1)
        // Gone for good.
        #expect(table.recall([1], at: Instant(seconds: 1), forget: false) == nil)
        #expect(table.takeDropped() == (0, 0))
    }

    @Test func `a stamp that went back recalls all the same`() {
        var table = JoinTable()
        table.remember(JoinTableTests.fields(5000), under: [1])
        #expect(table.recall([1], at: Instant(seconds: 0), forget: false) != nil)
    }

    @Test func `what is old goes when the same source remembers something new`() {
        var table = JoinTable()
        table.remember(JoinTableTests.fields(0), under: [1])
        table.remember(JoinTableTests.fields(0, source: "other"), under: [2])
        table.remember(JoinTableTests.fields(601), under: [3])
        #expect(table.count == 2)
        #expect(table.takeDropped() == (1, 0))
        // The other source's time has not gone on.
        #expect(table.recall([2], at: Instant(seconds: 1), forget: false) != nil)
    }

    @Test func `beyond the limit the oldest goes`() {
        var table = JoinTable(limit: 3)
        for number in 0..<3 { table.remember(JoinTableTests.fields(0), under: JoinTableTests.key(number)) }
        // Remembered anew, so that it is the youngest.
        table.remember(JoinTableTests.fields(1), under: JoinTableTests.key(0))
        #expect(table.takeDropped() == (0, 0))
        table.remember(JoinTableTests.fields(1), under: JoinTableTests.key(3))
        #expect(table.takeDropped() == (0, 1))
        let known = (0..<4).filter {
            table.recall(JoinTableTests.key($0), at: Instant(seconds: 1), forget: false) != nil
        }
        #expect(known == [0, 2, 3])
    }

    @Test func `a key used again and again takes no more room`() {
        var table = JoinTable()
        for second in 0..<100_000 { table.remember(JoinTableTests.fields(Int64(second)), under: [1]) }
        #expect(table.count == 1)
        #expect(table.recall([1], at: Instant(seconds: 99_999), forget: true) != nil)
        #expect(table.count == 0)
    }

    @Test func `a table that was kept and loaded goes on as the one that was not`() {
        var random = SeededGenerator(seed: 7)
        var whole = JoinTable(limit: 40)
        var torn = JoinTable(limit: 40)
        var kept: [[UInt8]: [UInt8]] = [:]
        for step in 0..<4000 {
            let number = Int.random(in: 0..<60, using: &random)
            let time = Instant(seconds: Int64(step * 7 + Int.random(in: -300...300, using: &random)))
            if Bool.random(using: &random) {
                let source = number % 3 == 0 ? "a" : "b"
                let fields = Remembered(time: time, source: Array(source.utf8), user: JoinTableTests.key(step))
                whole.remember(fields, under: JoinTableTests.key(number))
                torn.remember(fields, under: JoinTableTests.key(number))
            } else {
                let forget = number % 5 == 0
                #expect(
                    whole.recall(JoinTableTests.key(number), at: time, forget: forget)
                        == torn.recall(JoinTableTests.key(number), at: time, forget: forget)
                )
            }
            #expect(whole.takeDropped() == torn.takeDropped())
            guard Int.random(in: 0..<10, using: &random) == 0 else { continue }
            for change in torn.takeChanges() { kept[change.key] = change.value }
            torn = JoinTable(limit: 40)
            torn.load(kept.map { JoinRecord(kind: .remembered, key: $0.key, value: $0.value) })
        }
        #expect(whole.count == torn.count)
    }
}
