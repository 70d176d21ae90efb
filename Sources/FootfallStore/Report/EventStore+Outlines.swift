package import FootfallModel
package import FootfallQuery
internal import GRDB

/// An event without its texts: when, what, who, where from and where, as numbers that `EventStore.names(of:)` knows.
package struct EventOutline: Sendable, Hashable {
    package var time: Int64
    package var count: Int64
    /// 0 where there is none.
    package var user: Int64
    package var ip: Int64
    package var host: Int64
    package var app: Int64
    /// Number of the type, and its outcome.
    package var type: Int64
    package var outcome: Outcome
}

extension EventStore {
    /// The outlines of what a query finds, oldest first: a tenth of what the events themselves cost.
    package func outlines(_ query: EventQuery) throws(StoreError) -> [EventOutline] {
        var outlines: [EventOutline] = []
        try forEachOutline(query) { outlines.append($0) }
        return outlines.sorted { $0.time < $1.time }
    }

    /// The same one by one and in no order: for what is counted and not kept.
    package func forEachOutline(_ query: EventQuery, _ body: (EventOutline) -> Void) throws(StoreError) {
        try read { database in
            let plan = try QueryPlan(query, database, bits: bits, stop: stop)
            var kinds: [Int64: (type: Int64, outcome: Outcome, app: Int64)] = [:]
            let select = try RawStatement("SELECT id, type, outcome, app FROM event_kind", in: database)
            defer { select.finish() }
            while try select.step() {
                let outcome = UInt8(exactly: select.integer(2)).flatMap(Outcome.init(rawValue:)) ?? .unknown
                kinds[select.integer(0)] = (select.integer(1), outcome, select.integer(3))
            }
            let segments = try plan.segments()
            let reader = try ColumnReader("time, count, user, ip, host, kind", database)
            try plan.forEach(segments) { place, found in
                try reader.forEach(found, from: segments[place].id << Int64(bits)) { _, row in
                    let time = row.integer(1)
                    guard time >= plan.since, time < plan.until, let kind = kinds[row.integer(6)] else { return }
                    body(
                        EventOutline(
                            time: time,
                            count: row.integer(2),
                            user: row.integer(3),
                            ip: row.integer(4),
                            host: row.integer(5),
                            app: kind.app,
                            type: kind.type,
                            outcome: kind.outcome
                        )
                    )
                }
                return true
            }
        }
    }
}
