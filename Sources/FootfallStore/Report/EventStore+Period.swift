package import FootfallModel
internal import FootfallQuery
internal import GRDB

/// What the rollup by hours says of a time, from one reading of it.
package struct PeriodTotals: Sendable, Hashable {
    /// How often events of a host happened, and in which hours.
    package struct Host: Sendable, Hashable {
        package var name: String
        package var count: Int64
        /// The first moments of the hours that have any, in their order.
        package var hours: [Instant]
    }

    /// How often events of an app and a category happened with an outcome.
    package struct App: Sendable, Hashable {
        /// `nil` where events name none.
        package var app: String?
        package var category: EventCategory
        package var outcome: Outcome
        package var count: Int64
    }

    /// Commonest first.
    package var types: [TypeTotal] = []
    package var hours: [HourTotal] = []
    package var hosts: [Host] = []
    package var apps: [App] = []

    /// How often events of some types happened, whatever their outcome.
    package func count(_ slugs: [String]) -> Int64 {
        types.reduce(0) { $0 + (slugs.contains($1.type) ? $1.count : 0) }
    }

    package var count: Int64 { types.reduce(0) { $0 + $1.count } }
}

extension EventStore {
    /// All that the rollup by hours says of the time from `since` to before `until`, both borders of hours.
    package func period(since: Instant, until: Instant) throws(StoreError) -> PeriodTotals {
        try read { database in
            var sums = PeriodSums()
            let select = try RawStatement(
                "SELECT hour, type, outcome, app, host, count FROM rollup_hour WHERE hour >= ? AND hour < ?",
                in: database
            )
            defer { select.finish() }
            select.bind(since.seconds, at: 1)
            select.bind(until.seconds, at: 2)
            while try select.step() {
                sums.add(
                    hour: select.integer(0),
                    type: select.integer(1),
                    outcome: select.integer(2),
                    app: select.integer(3),
                    host: select.integer(4),
                    count: select.integer(5)
                )
            }
            return try sums.totals(StringReader(database))
        }
    }
}

/// The rows of the rollup added up in the ways that are asked for; they come in the order of hours.
private struct PeriodSums {
    private struct Pair: Hashable {
        var first: Int64
        var second: Int64
    }

    private var types: [Pair: Int64] = [:]
    private var apps: [Pair: [Int64: Int64]] = [:]
    private var hosts: [Int64: (count: Int64, hours: [Int64])] = [:]
    private var hours: [(start: Int64, counts: [Int64])] = []

    mutating func add(hour: Int64, type: Int64, outcome: Int64, app: Int64, host: Int64, count: Int64) {
        types[Pair(first: type, second: outcome), default: 0] += count
        apps[Pair(first: app, second: outcome), default: [:]][type, default: 0] += count
        if hours.last?.start != hour { hours.append((hour, [0, 0, 0])) }
        if (0...2).contains(outcome) { hours[hours.count - 1].counts[Int(outcome)] += count }
        guard host != 0 else { return }
        hosts[host, default: (0, [])].count += count
        if hosts[host]?.hours.last != hour { hosts[host]?.hours.append(hour) }
    }

    func totals(_ strings: StringReader) throws -> PeriodTotals {
        var totals = PeriodTotals()
        totals.types = try types.map {
            try TypeTotal(type: $0.key.first, outcome: $0.key.second, count: $0.value, strings)
        }
        totals.types.sort { ($1.count, $0.type, $0.outcome.rawValue) < ($0.count, $1.type, $1.outcome.rawValue) }
        for hour in hours {
            for outcome in Outcome.allCases where hour.counts[Int(outcome.rawValue)] != 0 {
                let count = hour.counts[Int(outcome.rawValue)]
                totals.hours.append(HourTotal(start: Instant(seconds: hour.start), outcome: outcome, count: count))
            }
        }
        totals.hosts = try hosts.map { number, sum in
            PeriodTotals.Host(
                name: try strings.string(number)?.text ?? "",
                count: sum.count,
                hours: sum.hours.map { Instant(seconds: $0) }
            )
        }
        totals.hosts.sort { ($1.count, $0.name) < ($0.count, $1.name) }
        totals.apps = try appTotals(strings)
        return totals
    }

    /// By category instead of type.
    private func appTotals(_ strings: StringReader) throws -> [PeriodTotals.App] {
        var found: [PeriodTotals.App] = []
        for (pair, counts) in apps {
            var categories: [EventCategory: Int64] = [:]
            for (type, count) in counts {
                guard let category = try strings.string(type)?.kind.category else { continue }
                categories[category, default: 0] += count
            }
            let app = pair.first == 0 ? nil : try strings.string(pair.first)?.text
            let outcome = UInt8(exactly: pair.second).flatMap(Outcome.init(rawValue:)) ?? .unknown
            found += categories.map { PeriodTotals.App(app: app, category: $0.key, outcome: outcome, count: $0.value) }
        }
        return found.sorted { a, b in
            if a.count != b.count { return a.count > b.count }
            return (a.app ?? "", a.category.rawValue, a.outcome.rawValue)
                < (b.app ?? "", b.category.rawValue, b.outcome.rawValue)
        }
    }
}
