package import FootfallModel
internal import FootfallQuery
internal import GRDB

/// How often events of a type happened with an outcome.
package struct TypeTotal: Sendable, Hashable {
    package var type: String
    package var category: EventCategory
    package var outcome: Outcome
    package var count: Int64

    package init(type: String, category: EventCategory, outcome: Outcome, count: Int64) {
        self.type = type
        self.category = category
        self.outcome = outcome
        self.count = count
    }
}

/// How often events happened with an outcome in one local hour.
package struct HourTotal: Sendable, Hashable {
    /// The first moment of the hour.
    package var start: Instant
    package var outcome: Outcome
    package var count: Int64

    package init(start: Instant, outcome: Outcome, count: Int64) {
        self.start = start
        self.outcome = outcome
        self.count = count
    }
}

// Answers from the rollup by hours: their cost depends on the length of time, not on the number of events. Evidence is not
// in them.
extension EventStore {
    /// The events from `since` to before `until`, by type and outcome, commonest first.
    ///
    /// Both must be borders of hours of the store's time zone (those of days are); other times are rounded to them.
    package func totals(since: Instant, until: Instant) throws(StoreError) -> [TypeTotal] {
        try read { database in
            let strings = StringReader(database)
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT type, outcome, sum(count) FROM rollup_hour WHERE hour >= ? AND hour < ?
                    GROUP BY type, outcome ORDER BY sum(count) DESC, type, outcome
                    """,
                arguments: [since.seconds, until.seconds]
            ).map { try TypeTotal(type: $0[0], outcome: $0[1], count: $0[2], strings) }
        }
    }

    /// The types of which there are events, by slug: those of the catalogue, and those that only a source knows.
    package func typesInUse() throws(StoreError) -> [String] {
        try read { database in
            try String.fetchAll(database, sql: "SELECT DISTINCT text FROM string WHERE kind >= 16 ORDER BY text")
        }
    }
}

extension TypeTotal {
    /// From the numbers of the store.
    init(type: Int64, outcome: Int64, count: Int64, _ strings: StringReader) throws {
        guard let type = try strings.string(type), let category = type.kind.category else {
            throw StoreDamage("a total has no type")
        }
        self.init(type: type.text, category: category, outcome: try Outcome(stored: outcome), count: count)
    }
}

extension Outcome {
    fileprivate init(stored number: Int64) throws {
        guard let outcome = UInt8(exactly: number).flatMap(Outcome.init(rawValue:)) else {
            throw StoreDamage("no outcome has the number \(number)")
        }
        self = outcome
    }
}
