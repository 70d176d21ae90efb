internal import FootfallModel
internal import FootfallQuery
internal import GRDB

/// What names are counted.
package enum NameColumn: String, Sendable {
    case users, addresses
}

/// How often events of some kinds happened to one user or from one address.
package struct NameCount: Sendable, Hashable {
    /// Number of the name; `EventStore.names(of:)` gives its text.
    package var number: Int64
    /// By class of types, as they were asked for.
    package var counts: SIMD4<Int64>
    /// Something else than failures is among all its events.
    package var hasDone: Bool
}

// Answers from the rollup by days without a text for each name: of these there may be hundreds of thousands.
extension EventStore {
    /// All users or addresses of local days, and how often events of up to four classes of types happened to each.
    package func nameCounts(
        _ column: NameColumn,
        days: Range<Int64>,
        classes: [[String]]
    ) throws(StoreError) -> [NameCount] {
        try read { database in
            let strings = StringReader(database)
            var classOfType: [Int64: SIMD4<Int64>] = [:]
            for (place, types) in classes.prefix(4).enumerated() {
                for type in try strings.numbers(.type, types.map { .exact($0) }) {
                    classOfType[type, default: .zero][place] = 1
                }
            }
            var counts: [NameCount] = []
            var places: [Int32] = []
            try EventStore.forEach(column.rawValue, days, database) { entry in
                let number = Int(entry.first)
                if number >= places.count {
                    places += repeatElement(-1, count: max(number + 1, places.count * 2) - places.count)
                }
                if places[number] < 0 {
                    places[number] = Int32(counts.count)
                    counts.append(NameCount(number: Int64(number), counts: .zero, hasDone: false))
                }
                let place = Int(places[number])
                if entry.second & 3 != UInt64(Outcome.failure.rawValue) { counts[place].hasDone = true }
                if let classes = classOfType[Int64(entry.second >> 2)] {
                    counts[place].counts &+= classes &* SIMD4(repeating: entry.count)
                }
            }
            return counts
        }
    }

    /// The texts of names.
    package func names(of numbers: some Sequence<Int64>) throws(StoreError) -> [Int64: String] {
        try read { database in
            let strings = StringReader(database)
            return try numbers.reduce(into: [:]) { $0[$1] = try strings.string($1)?.text ?? "" }
        }
    }
}
