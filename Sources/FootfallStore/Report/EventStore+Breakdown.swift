internal import FootfallModel
package import FootfallQuery
internal import GRDB

/// How often each value of a field occurs in what a query finds.
package struct Breakdown: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        /// `nil` for events that lack the field.
        package var value: String?
        package var count: Int64
    }

    /// Most first, as many as were asked for.
    package var entries: [Entry] = []
    /// How many different values there are, and how often what the query asks for happened.
    package var values: Int64 = 0
    package var count: Int64 = 0
}

extension EventStore {
    /// What a query finds, by one of its fields.
    ///
    /// - Parameter limit: so many values are told.
    package func breakdown(
        _ query: EventQuery,
        by field: Field,
        limit: Int = .max
    ) throws(StoreError) -> Breakdown {
        try read { database in
            let plan = try QueryPlan(query, database, bits: bits, stop: stop)
            let kinds = try Row.fetchAll(database, sql: "SELECT id, type, outcome, app, pattern FROM event_kind")
            let key = BreakdownKey(field, kinds)
            var counts: [Int64: Int64] = [:]
            var breakdown = Breakdown()
            let segments = try plan.segments()
            try plan.forEach(segments) { place, found in
                let columns = "time, count, \(key.column)"
                try ColumnReader(columns, database).forEach(found, from: segments[place].id << Int64(bits)) { _, row in
                    guard row.integer(1) >= plan.since, row.integer(1) < plan.until else { return }
                    counts[key.value(row.integer(3)), default: 0] += row.integer(2)
                    breakdown.count += row.integer(2)
                }
                return true
            }
            breakdown.values = Int64(counts.keys.reduce(0) { $0 + ($1 == 0 && field != .outcome ? 0 : 1) })
            breakdown.entries = try key.entries(counts, plan.strings)
                .sorted { ($1.count, ExactText($0.value ?? "")) < ($0.count, ExactText($1.value ?? "")) }
            if breakdown.entries.count > limit { breakdown.entries.removeLast(breakdown.entries.count - limit) }
            return breakdown
        }
    }
}

/// Where the value of a field stands: in a column of its own, or in the event's kind.
private struct BreakdownKey {
    let column: String
    private let field: Field
    private let values: [Int64: Int64]?

    init(_ field: Field, _ kinds: [Row]) {
        self.field = field
        let part: String?
        switch field {
        case .user, .target, .ip, .host, .source:
            column = field.rawValue
            part = nil
        case .type, .category: (column, part) = ("kind", "type")
        case .outcome, .app, .pattern: (column, part) = ("kind", field.rawValue)
        }
        values = part.map { part in
            Dictionary(kinds.map { ($0["id"], $0[part]) }) { first, _ in first }
        }
    }

    /// The number that is counted by.
    func value(_ number: Int64) -> Int64 { values.map { $0[number] ?? 0 } ?? number }

    func entries(_ counts: [Int64: Int64], _ strings: StringReader) throws -> [Breakdown.Entry] {
        var found: [ExactText?: Int64] = [:]
        for (number, count) in counts { found[try text(number, strings).map(ExactText.init), default: 0] += count }
        return found.map { Breakdown.Entry(value: $0.key?.text, count: $0.value) }
    }

    private func text(_ number: Int64, _ strings: StringReader) throws -> String? {
        switch field {
        case .outcome: return UInt8(exactly: number).flatMap(Outcome.init(rawValue:))?.name
        case .category: return try strings.string(number)?.kind.category?.name
        default: return number == 0 ? nil : try strings.string(number)?.text
        }
    }
}
