internal import FootfallModel
package import FootfallQuery
internal import GRDB

/// Which values the fields of the events have that a query finds, and how often each.
package struct Facets: Sendable, Hashable {
    /// A value and how often it occurs.
    package struct Value: Sendable, Hashable {
        package var text: String
        package var count: Int64
    }

    /// The commonest values of each field that was asked for, the commonest first.
    package var values: [Field: [Value]]
    /// How many different values each field has.
    package var distinct: [Field: Int]
    /// The sum of the events' counts.
    package var total: Int64
    /// False where the time allowed was over before all events were counted; the newest were.
    package var isComplete: Bool
}

extension EventStore {
    /// Counts the values of some fields among what a query finds.
    ///
    /// - Parameters:
    ///   - fields: `category` counts by the categories of the types.
    ///   - limit: how many values of a field are named; types and categories are few, and all are.
    ///   - deadline: when to give up.
    package func facets(
        _ query: EventQuery,
        fields: Set<Field>,
        limit: Int,
        deadline: ContinuousClock.Instant? = nil
    ) throws(StoreError) -> Facets {
        try read { database in
            let plan = try QueryPlan(query, database, bits: bits, helper: helper, stop: stop)
            var count = FacetCount(plan, fields)
            try count.run(deadline)
            return try count.facets(limit: limit)
        }
    }
}

/// Counts segment by segment, by the lists of each kind; rows are read where there are few, or where one stands for more.
private struct FacetCount {
    /// For fewer events than this their rows are read, which takes less time than whole lists.
    private static let fewEvents = 192

    private let plan: QueryPlan
    private let fields: Set<Field>
    private let kinds: [PostingKind]
    private var counts: [PostingKind: [Int64: Int64]] = [:]
    private var total: Int64 = 0
    private var isComplete = true

    init(_ plan: QueryPlan, _ fields: Set<Field>) {
        self.plan = plan
        self.fields = fields
        // Without a kind of its own, an outcome is a part of the combination.
        kinds = Array(Set(fields.map { PostingKind($0)?.listed ?? .eventKind })).sorted { $0.rawValue < $1.rawValue }
    }

    mutating func run(_ deadline: ContinuousClock.Instant?) throws {
        isComplete = try plan.forEachNewestFirst(until: deadline) { try add($0, $1) }
    }

    private mutating func add(_ found: SegmentBitmap, _ segment: Segment) throws {
        let found = plan.lies(within: segment) ? found : try plan.ofTime(found, segment)
        let number = found.count
        if number == 0 { return }
        total += Int64(number)
        if number < FacetCount.fewEvents {
            try addRows(found, segment) { $0 }
            return
        }
        for kind in kinds {
            var own = counts.removeValue(forKey: kind) ?? [:]
            try plan.reader.forEachCount(of: found, kind, segment) { key, count in
                own[key, default: 0] += Int64(count)
            }
            counts[kind] = own
        }
        var repeated = try plan.list(.repeated, 1, segment)
        repeated.formIntersection(found)
        try addRows(repeated, segment) { $0 - 1 }
    }

    /// Adds the keys of rows, each as often as `times` says for its count.
    private mutating func addRows(_ rows: SegmentBitmap, _ segment: Segment, _ times: (Int64) -> Int64) throws {
        if rows.isEmpty { return }
        let columns = (["count"] + kinds.map(\.column)).joined(separator: ", ")
        try ColumnReader(columns, plan.database).forEach(rows, from: segment.id << Int64(plan.bits)) { _, row in
            let count = row.integer(1)
            total += count - 1
            for (place, kind) in kinds.enumerated() {
                let key = row.integer(Int32(place) + 2)
                if key != 0 { counts[kind, default: [:]][key, default: 0] += times(count) }
            }
        }
    }

    func facets(limit: Int) throws -> Facets {
        var facets = Facets(values: [:], distinct: [:], total: total, isComplete: isComplete)
        for field in fields {
            let keys = try values(field)
            var values: [Facets.Value]
            if field == .type || field == .category || field == .outcome {
                // A type may be of one category once and of another now.
                var named: [String: Int64] = [:]
                for (key, count) in keys { named[try text(key, field), default: 0] += count }
                values = named.map { Facets.Value(text: $0.key, count: $0.value) }
                facets.distinct[field] = values.count
            } else {
                let most = keys.sorted { $0.count != $1.count ? $0.count > $1.count : $0.key < $1.key }.prefix(limit)
                values = try most.map { Facets.Value(text: try text($0.key, field), count: $0.count) }
                facets.distinct[field] = keys.count
            }
            facets.values[field] = values.sorted { $0.count != $1.count ? $0.count > $1.count : $0.text < $1.text }
        }
        return facets
    }

    /// Keys of a field's values: numbers of strings, of outcomes or of categories.
    private func values(_ field: Field) throws -> [(key: Int64, count: Int64)] {
        guard let kind = PostingKind(field), !kind.isPartOfEventKind else {
            let counted = counts[.eventKind] ?? [:]
            var values: [Int64: Int64] = [:]
            for row in try plan.reader.eventKinds.all() {
                guard let count = counted[row.id] else { continue }
                let key =
                    switch field {
                    case .outcome: row.outcome
                    case .app: row.app
                    case .pattern: row.pattern
                    case .category: Int64(try plan.strings.string(row.type)?.kind.category?.rawValue ?? 0)
                    default: row.type
                    }
                // Of apps, 0 is none.
                if key != 0 || field == .outcome || field == .category { values[key, default: 0] += count }
            }
            return values.map { ($0.key, $0.value) }
        }
        return (counts[kind] ?? [:]).map { ($0.key, $0.value) }
    }

    private func text(_ key: Int64, _ field: Field) throws -> String {
        switch field {
        case .outcome: UInt8(exactly: key).flatMap(Outcome.init(rawValue:))?.name ?? ""
        case .category: UInt8(exactly: key).flatMap(EventCategory.init(rawValue:))?.name ?? ""
        default: try plan.strings.string(key)?.text ?? ""
        }
    }
}
