/// The events of one value in the order of their own times, and where they are too many.
struct WatchWindow: Sendable {
    struct Entry: Sendable, Hashable {
        /// Microseconds since 1970.
        var time: Int64
        /// How often it happened.
        var count: Int64
        var id: Int64
    }

    /// A stretch of time with more events than allowed.
    struct Crossing: Sendable, Hashable {
        /// Of the first and the last event.
        var first: Int64
        var last: Int64
        var count: Int64
    }

    private(set) var entries: [Entry] = []

    var isEmpty: Bool { entries.isEmpty }

    /// Adds an event, wherever its time puts it; false where it is there already.
    @discardableResult
    mutating func add(_ entry: Entry) -> Bool {
        var index = entries.count
        // Nearly always it is the latest.
        while index > 0, entries[index - 1].time > entry.time { index -= 1 }
        var same = index
        while same > 0, entries[same - 1].time == entry.time {
            same -= 1
            if entries[same].id == entry.id { return false }
        }
        entries.insert(entry, at: index)
        return true
    }

    /// Forgets what lies before a time; how many that were.
    mutating func forget(before time: Int64) -> Int {
        let count = first(notBefore: time)
        entries.removeFirst(count)
        return count
    }

    /// The number of entries that lie before a time.
    private func first(notBefore time: Int64) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].time < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The fullest stretch of less than `length` microseconds with an event of `time` in it, if it holds too many.
    func crossing(around time: Int64, within length: Int64, moreThan threshold: Int64) -> Crossing? {
        var start = first(notBefore: time - length + 1)
        var sum: Int64 = 0
        var best: (range: ClosedRange<Int>, sum: Int64)?
        for end in start..<entries.count {
            guard entries[end].time < time + length else { break }
            sum += entries[end].count
            while entries[end].time - entries[start].time >= length {
                sum -= entries[start].count
                start += 1
            }
            guard entries[start].time <= time else { break }
            if entries[end].time >= time, sum > best?.sum ?? threshold { best = (start...end, sum) }
        }
        return best.map { best in
            Crossing(
                first: entries[best.range.lowerBound].time,
                last: entries[best.range.upperBound].time,
                count: best.sum
            )
        }
    }
}
