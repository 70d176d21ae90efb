import FootfallTesting
import Testing

@testable import FootfallCollector

struct WatchWindowTests {
    private func window(_ times: [Int64], count: Int64 = 1) -> WatchWindow {
        var window = WatchWindow()
        for (id, time) in times.enumerated() { window.add(.init(time: time, count: count, id: Int64(id))) }
        return window
    }

    @Test func `more than the threshold within the length, and not one less or one later`() {
        let times: [Int64] = [0, 10, 20, 30]
        #expect(
            window(times).crossing(around: 30, within: 31, moreThan: 3) == .init(first: 0, last: 30, count: 4)
        )
        #expect(window(times).crossing(around: 30, within: 30, moreThan: 3) == nil)
        #expect(window(times).crossing(around: 30, within: 31, moreThan: 4) == nil)
        #expect(window([5]).crossing(around: 5, within: 1, moreThan: 0) == .init(first: 5, last: 5, count: 1))
    }

    @Test func `a record that tells of several counts as several`() {
        #expect(window([0], count: 5).crossing(around: 0, within: 10, moreThan: 4)?.count == 5)
    }

    @Test func `a late event closes the gap, with what came after it`() {
        var late = window([0, 20, 30])
        #expect(late.crossing(around: 30, within: 31, moreThan: 3) == nil)
        late.add(.init(time: 10, count: 1, id: 9))
        #expect(late.crossing(around: 10, within: 31, moreThan: 3) == .init(first: 0, last: 30, count: 4))
        late.add(.init(time: 10, count: 1, id: 9))
        #expect(late.entries.count == 4, "the same event is not counted twice")
    }

    @Test func `a stretch that does not hold the event asked about does not count`() {
        let full = window([0, 1, 2, 3, 100])
        #expect(full.crossing(around: 100, within: 50, moreThan: 3) == nil)
        #expect(full.crossing(around: 2, within: 50, moreThan: 3) != nil)
    }

    @Test func `it agrees with a count of every stretch`() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<300 {
            let times = (0..<Int.random(in: 1...20, using: &random)).map { _ in Int64.random(in: 0...60, using: &random)
            }
            let (length, threshold) = (
                Int64.random(in: 1...40, using: &random), Int64.random(in: 0...6, using: &random)
            )
            let window = window(times)
            for time in Set(times) {
                let fullest =
                    times.filter { $0 <= time }.map { start in
                        times.filter { $0 >= start && $0 < start + length }
                    }.filter { $0.contains { $0 >= time } }.map(\.count).max() ?? 0
                let found = window.crossing(around: time, within: length, moreThan: threshold)
                #expect((found != nil) == (fullest > threshold), "\(times) \(time) \(length) \(threshold)")
                if let found { #expect(found.count == Int64(fullest)) }
            }
        }
    }

    @Test func `what is forgotten is gone, what is as old as the limit stays`() {
        var window = window([0, 10, 20])
        #expect(window.forget(before: 10) == 1)
        #expect(window.entries.map(\.time) == [10, 20])
        #expect(window.forget(before: 21) == 2)
        #expect(window.isEmpty)
    }
}
