internal import FootfallModel
internal import FootfallStore

/// Logs that were cleared or switched off: what is not there any more cannot be found.
enum ClearedLogs {
    static func findings(_ facts: ReportFacts) throws -> [Finding] {
        guard facts.totals.count(["log_cleared"]) > 0 else { return [] }
        let search = SearchText.all([SearchText.field("type", "log_cleared")], facts.period)
        let events = try facts.store.search(facts.query(search), limit: 100, order: .oldestFirst)
        let byHost = Dictionary(grouping: events) { $0.host ?? "" }
        return try byHost.sorted { ($0.value[0].time, $0.key) < ($1.value[0].time, $1.key) }.compactMap {
            host,
            events in
            let users = Array(Set(events.compactMap(\.userID))).sorted()
            let place = host.isEmpty ? "" : " on " + host
            let who = users.isEmpty ? "" : " by " + Listing.few(users)
            let when =
                (events.count > 1 ? Listing.times(Int64(events.count)) + ", first at " : "at ")
                + facts.period.clock(events[0].time)
            let own = SearchText.all(
                [SearchText.field("type", "log_cleared"), host.isEmpty ? "-host:*" : SearchText.field("host", host)],
                facts.period
            )
            var finding = try Finding(
                .clearedLog,
                rank: 90,
                "a log was cleared or switched off\(place)\(who) \(when)",
                search: own,
                facts
            )
            finding?.time = events[0].time
            finding?.users = users
            finding?.hosts = host.isEmpty ? [] : [host]
            return finding
        }
    }
}
