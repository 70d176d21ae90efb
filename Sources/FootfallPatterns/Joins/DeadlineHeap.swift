/// The earliest of some times.
struct DeadlineHeap {
    typealias Entry = (time: Int64, number: UInt64)
    private var entries: [Entry] = []

    var first: Entry? { entries.first }

    private func isEarlier(_ one: Int, _ other: Int) -> Bool {
        (entries[one].time, entries[one].number) < (entries[other].time, entries[other].number)
    }

    mutating func insert(_ time: Int64, _ number: UInt64) {
        entries.append((time, number))
        var index = entries.count - 1
        while index > 0, isEarlier(index, (index - 1) / 2) {
            entries.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    mutating func removeAll() { entries.removeAll(keepingCapacity: true) }

    mutating func removeFirst() {
        guard let last = entries.popLast(), !entries.isEmpty else { return }
        entries[0] = last
        var index = 0
        while true {
            var least = index
            for child in [2 * index + 1, 2 * index + 2] where child < entries.count && isEarlier(child, least) {
                least = child
            }
            if least == index { return }
            entries.swapAt(index, least)
            index = least
        }
    }
}
