package import FootfallModel
package import FootfallQuery
internal import GRDB

/// How often events happened in stretches of time, by outcome.
package struct Histogram: Sendable, Hashable {
    package struct Bucket: Sendable, Hashable {
        package var start: Instant
        package var successes: Int64 = 0
        package var failures: Int64 = 0
        package var unknown: Int64 = 0

        package var total: Int64 { successes + failures + unknown }

        mutating func add(_ count: Int64, _ outcome: Outcome) {
            switch outcome {
            case .success: successes += count
            case .failure: failures += count
            case .unknown: unknown += count
            }
        }
    }

    package var buckets: [Bucket]
    /// False where the time allowed was over before all events were counted.
    package var isComplete: Bool

    package var total: Int64 { buckets.reduce(0) { $0 + $1.total } }
}

extension EventStore {
    /// Counts what a query finds, by time and outcome.
    ///
    /// - Parameters:
    ///   - edges: where stretches begin, rising, and where the last one ends; what lies outside is left out.
    ///   - deadline: when to give up.
    package func histogram(
        _ query: EventQuery,
        edges: [Instant],
        deadline: ContinuousClock.Instant? = nil
    ) throws(StoreError) -> Histogram {
        guard let first = edges.first, let last = edges.last, edges.count > 1 else {
            return Histogram(buckets: [], isComplete: true)
        }
        var bounded = query
        bounded.since = max(query.since ?? first, first)
        bounded.until = min(query.until ?? last, last)
        return try read { database in
            let plan = try QueryPlan(bounded, database, bits: bits, helper: helper, stop: stop)
            var count = HistogramCount(plan, edges)
            if try !count.takeRollup(bounded, database) { try count.run(deadline) }
            return count.histogram
        }
    }
}

/// Counts segment by segment: whole stretches by their bits, and rows only where a stretch reaches over an edge.
private struct HistogramCount {
    private let plan: QueryPlan
    private let edges: [Int64]
    private(set) var histogram: Histogram

    init(_ plan: QueryPlan, _ edges: [Instant]) {
        self.plan = plan
        self.edges = edges.map(\.microseconds)
        histogram = Histogram(buckets: edges.dropLast().map { Histogram.Bucket(start: $0) }, isComplete: true)
    }

    /// The bucket of a time between the edges.
    private func place(_ time: Int64) -> Int? {
        var low = 0
        var high = edges.count
        while low < high {
            let middle = (low + high) / 2
            if edges[middle] <= time { low = middle + 1 } else { high = middle }
        }
        return low > 0 && low < edges.count ? low - 1 : nil
    }

    /// Takes the counts that are kept by the hour, where they tell all of it.
    mutating func takeRollup(_ query: EventQuery, _ database: Database) throws -> Bool {
        guard query.condition == .everything, query.evidence == .without, let first = edges.first,
            let last = edges.last, plan.since == first, plan.until == last,
            try plan.isHourly(edges, database)
        else { return false }
        let select = try RawStatement(
            "SELECT hour, outcome, sum(count) FROM rollup_hour WHERE hour >= ? AND hour < ? GROUP BY hour, outcome",
            in: database
        )
        defer { select.finish() }
        select.bind(Instant(microseconds: first).seconds, at: 1)
        select.bind(Instant(microseconds: last).seconds, at: 2)
        while try select.step() {
            guard let outcome = UInt8(exactly: select.integer(1)).flatMap(Outcome.init(rawValue:)) else { continue }
            if let place = place(Instant(seconds: select.integer(0)).microseconds) {
                histogram.buckets[place].add(select.integer(2), outcome)
            }
        }
        return true
    }

    mutating func run(_ deadline: ContinuousClock.Instant?) throws {
        histogram.isComplete = try plan.forEachNewestFirst(until: deadline) { try add($0, $1) }
    }

    private mutating func add(_ found: SegmentBitmap, _ segment: Segment) throws {
        let successes = try plan.list(.outcome, Outcome.success, segment)
        let failures = try plan.list(.outcome, Outcome.failure, segment)
        func outcome(_ offset: Int) -> Outcome {
            successes.contains(offset) ? .success : failures.contains(offset) ? .failure : .unknown
        }
        var open = SegmentBitmap(bits: plan.bits)
        for stretch in try plan.stretches(segment) {
            if stretch.greatest < plan.since || stretch.least >= plan.until { continue }
            if stretch.least >= plan.since, stretch.greatest < plan.until, let place = place(stretch.least),
                place == self.place(stretch.greatest)
            {
                let all = found.count(in: stretch.offsets)
                if all == 0 { continue }
                let good = found.count(in: stretch.offsets, alsoIn: successes)
                let bad = found.count(in: stretch.offsets, alsoIn: failures)
                histogram.buckets[place].add(Int64(good), .success)
                histogram.buckets[place].add(Int64(bad), .failure)
                histogram.buckets[place].add(Int64(all - good - bad), .unknown)
            } else {
                open.formUnion(SegmentBitmap(bits: plan.bits, stretch.offsets))
            }
        }
        open.formIntersection(found)
        let base = segment.id << Int64(plan.bits)
        try ColumnReader("time", plan.database).forEach(open, from: base) { offset, row in
            let time = row.integer(1)
            guard time >= plan.since, time < plan.until, let place = place(time) else { return }
            histogram.buckets[place].add(1, outcome(offset))
        }
        // Each counted once so far.
        var repeated = try plan.list(.repeated, 1, segment)
        repeated.formIntersection(found)
        try ColumnReader("time, count", plan.database).forEach(repeated, from: base) { offset, row in
            let time = row.integer(1)
            guard time >= plan.since, time < plan.until, let place = place(time) else { return }
            histogram.buckets[place].add(row.integer(2) - 1, outcome(offset))
        }
    }
}

extension QueryPlan {
    /// A segment's events under a key, those without postings included.
    func list(_ kind: PostingKind, _ key: Int64, _ segment: Segment) throws -> SegmentBitmap {
        try reader.matches(.keys(kind, [key]), segment)
    }

    fileprivate func list(_ kind: PostingKind, _ outcome: Outcome, _ segment: Segment) throws -> SegmentBitmap {
        try list(kind, Int64(outcome.rawValue), segment)
    }

    /// Whether no hour that the store counts reaches over one of some times.
    fileprivate func isHourly(_ times: [Int64], _ database: Database) throws -> Bool {
        guard let name = try StoreSettings.value("timezone", database), let zone = ZoneOffsets(identifier: name) else {
            return false
        }
        var calendar = LocalCalendar(zone: zone)
        return times.allSatisfy { time in
            calendar.move(to: time)
            return Instant(seconds: calendar.hour).microseconds == time
        }
    }
}
