internal import FootfallModel
internal import FootfallQuery
internal import GRDB

/// How often events happened to one user or from one address.
package struct NameTotal: Sendable, Hashable {
    /// The user's name or the address.
    package var name: String
    package var count: Int64
    /// What `count` consists of, the commonest first.
    package var parts: [TypeTotal]
}

// Answers from the rollup by days. Evidence is not in it.
extension EventStore {
    /// The users with the most events of the given types (of all types where `nil`) on local days, most first.
    package func topUsers(days: Range<Int64>, types: [String]?, limit: Int) throws(StoreError) -> [NameTotal] {
        try top("users", days, types, limit)
    }

    /// The addresses with the most events of the given types (of all types where `nil`) on local days, most first.
    package func topAddresses(days: Range<Int64>, types: [String]?, limit: Int) throws(StoreError) -> [NameTotal] {
        try top("addresses", days, types, limit)
    }

    private func top(
        _ column: String,
        _ days: Range<Int64>,
        _ types: [String]?,
        _ limit: Int
    ) throws(StoreError) -> [NameTotal] {
        try read { database in
            let strings = StringReader(database)
            let wanted = try types.map { try strings.numbers(.type, $0.map { .exact($0) }) }
            var parts = RollupCounts()
            try EventStore.forEach(column, days, database) { entry in
                if let wanted, !wanted.contains(Int64(entry.second >> 2)) { return }
                parts.add(0, entry.first, entry.second, entry.count)
            }
            parts.sort()
            let names = parts.entries.chunked()
            // Of equals at the limit the one known longest is kept; texts are looked up for those that are kept only.
            let kept = names.sorted { $0.count != $1.count ? $0.count > $1.count : $0.name < $1.name }
            let totals = try kept.prefix(max(0, limit)).map { total in
                NameTotal(
                    name: try strings.string(Int64(total.name))?.text ?? "",
                    count: total.count,
                    parts: try parts.entries[total.parts]
                        .sorted { $0.count != $1.count ? $0.count > $1.count : $0.second < $1.second }
                        .map { part in
                            try TypeTotal(
                                type: Int64(part.second >> 2),
                                outcome: Int64(part.second & 3),
                                count: part.count,
                                strings
                            )
                        }
                )
            }
            return totals.sorted { $0.count != $1.count ? $0.count > $1.count : $0.name < $1.name }
        }
    }

    /// Goes through the counts of some days; the same key may come more than once.
    static func forEach(
        _ column: String,
        _ days: Range<Int64>,
        _ database: Database,
        _ body: (RollupCounts.Entry) -> Void
    ) throws {
        let select = try RawStatement(
            "SELECT \(column) FROM rollup_day WHERE last_day >= ? AND first_day < ?",
            in: database
        )
        defer { select.finish() }
        select.bind(days.lowerBound, at: 1)
        select.bind(days.upperBound, at: 2)
        while try select.step() {
            try select.withBytes(0) { bytes in
                try DayRollup.forEach(bytes) { entry in
                    if days.contains(entry.time) { body(entry) }
                }
            }
        }
    }
}

extension [RollupCounts.Entry] {
    /// The stretches of sorted entries that have the same first key, with what they add up to.
    fileprivate func chunked() -> [(name: UInt64, count: Int64, parts: Range<Int>)] {
        var chunks: [(name: UInt64, count: Int64, parts: Range<Int>)] = []
        for (place, entry) in enumerated() {
            if let last = chunks.last, last.name == entry.first {
                chunks[chunks.count - 1].count &+= entry.count
                chunks[chunks.count - 1].parts = last.parts.lowerBound..<place + 1
            } else {
                chunks.append((entry.first, entry.count, place..<place + 1))
            }
        }
        return chunks
    }
}
