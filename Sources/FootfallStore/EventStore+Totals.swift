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
}

/// How often events happened to one user or from one address.
package struct NameTotal: Sendable, Hashable {
    /// The user's name or the address.
    package var name: String
    package var count: Int64
    /// What `count` consists of, the commonest first.
    package var parts: [TypeTotal]
}

// Answers from the rollups: their cost depends on the length of time, not on the number of events. Evidence is not
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
            ).map { try TypeTotal($0, strings) }
        }
    }

    /// The types of which there are events, by slug: those of the catalogue, and those that only a source knows.
    package func typesInUse() throws(StoreError) -> [String] {
        try read { database in
            try String.fetchAll(database, sql: "SELECT DISTINCT text FROM string WHERE kind >= 16 ORDER BY text")
        }
    }

    /// The events from `since` to before `until`, by hour and outcome; hours and outcomes without any are left out.
    package func totalsByHour(since: Instant, until: Instant) throws(StoreError) -> [HourTotal] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT hour, outcome, sum(count) FROM rollup_hour WHERE hour >= ? AND hour < ?
                    GROUP BY hour, outcome ORDER BY hour, outcome
                    """,
                arguments: [since.seconds, until.seconds]
            ).map { row in
                HourTotal(start: Instant(seconds: row[0]), outcome: try Outcome(stored: row[1]), count: row[2])
            }
        }
    }

    /// The users with the most events of the given types (of all types where `nil`) on local days, most first.
    package func topUsers(days: Range<Int64>, types: [String]?, limit: Int) throws(StoreError) -> [NameTotal] {
        try top("rollup_user", "user", days, types, limit)
    }

    /// The addresses with the most events of the given types (of all types where `nil`) on local days, most first.
    package func topAddresses(days: Range<Int64>, types: [String]?, limit: Int) throws(StoreError) -> [NameTotal] {
        try top("rollup_address", "ip", days, types, limit)
    }

    /// How many different users have events on local days.
    package func userCount(days: Range<Int64>) throws(StoreError) -> Int64 {
        try distinct("rollup_user", "user", days)
    }

    /// How many different addresses have events on local days.
    package func addressCount(days: Range<Int64>) throws(StoreError) -> Int64 {
        try distinct("rollup_address", "ip", days)
    }

    private func distinct(_ table: String, _ key: String, _ days: Range<Int64>) throws(StoreError) -> Int64 {
        try read { database in
            try Int64.fetchOne(
                database,
                sql: "SELECT count(DISTINCT \(key)) FROM \(table) WHERE day >= ? AND day < ?",
                arguments: [days.lowerBound, days.upperBound]
            ) ?? 0
        }
    }

    private func top(
        _ table: String,
        _ key: String,
        _ days: Range<Int64>,
        _ types: [String]?,
        _ limit: Int
    ) throws(StoreError) -> [NameTotal] {
        try read { database in
            let strings = StringReader(database)
            var condition = "day >= \(days.lowerBound) AND day < \(days.upperBound)"
            if let types {
                let numbers = try strings.numbers(.type, types.map { .exact($0) })
                condition += " AND type IN (" + numbers.sorted().map(String.init).joined(separator: ",") + ")"
            }
            // One pass for the parts of all: a look-up by name reads the whole day each time, as days lead the key.
            // Texts are looked up for those that are kept only; of equals at the limit the one known longest is kept.
            let parts = try Row.fetchAll(
                database,
                sql: """
                    SELECT \(key), type, outcome, sum(count) FROM \(table) WHERE \(condition) AND \(key) IN (
                        SELECT \(key) FROM \(table) WHERE \(condition)
                        GROUP BY \(key) ORDER BY sum(count) DESC, \(key) LIMIT \(max(0, limit))
                    )
                    GROUP BY \(key), type, outcome ORDER BY \(key), sum(count) DESC, type, outcome
                    """
            )
            var totals: [NameTotal] = []
            var last: Int64?
            for row in parts {
                let number: Int64 = row[0]
                if number != last {
                    totals.append(NameTotal(name: try strings.string(number)?.text ?? "", count: 0, parts: []))
                    last = number
                }
                let part = try TypeTotal(row, from: 1, strings)
                totals[totals.count - 1].count += part.count
                totals[totals.count - 1].parts.append(part)
            }
            return totals.sorted { $0.count != $1.count ? $0.count > $1.count : $0.name < $1.name }
        }
    }
}

extension TypeTotal {
    /// From a row of type, outcome and count, which stand together.
    fileprivate init(_ row: Row, from column: Int = 0, _ strings: StringReader) throws {
        guard let type = try strings.string(row[column]), let category = type.kind.category else {
            throw StoreDamage("a total has no type")
        }
        self.init(
            type: type.text,
            category: category,
            outcome: try Outcome(stored: row[column + 1]),
            count: row[column + 2]
        )
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
