internal import FootfallModel
internal import FootfallQuery
internal import FootfallStore

/// Logs that were cleared or switched off: what is not there any more cannot be found.
enum ClearedLogs {
    /// Hosts that have a line of their own.
    private static let mostHosts = 20
    private static let type = SearchText.field("type", "log_cleared")

    static func findings(_ facts: ReportFacts) throws -> [Finding] {
        guard facts.totals.count(["log_cleared"]) > 0 else { return [] }
        let all = try facts.store.breakdown(facts.query(SearchText.all([type], facts.period)), by: .host)
        var found = try all.entries.prefix(mostHosts).map { try finding($0, facts) }
        let rest = all.entries.dropFirst(mostHosts)
        if !rest.isEmpty {
            let hosts = rest.map { $0.value ?? "(no host named)" }
            let search = SearchText.all([type, SearchText.field("host", rest.compactMap(\.value))], facts.period)
            let text = "logs were cleared or switched off on \(hosts.count.grouped) more hosts: \(Listing.few(hosts))"
            var finding = try Finding(.clearedLog, rank: 90, text, search: search, facts)
            finding.hosts = rest.compactMap(\.value)
            found.append(finding)
        }
        return found.enumerated().sorted { a, b in
            (a.element.time?.microseconds ?? .max, a.offset) < (b.element.time?.microseconds ?? .max, b.offset)
        }.map(\.element)
    }

    private static func finding(_ host: Breakdown.Entry, _ facts: ReportFacts) throws -> Finding {
        let own = SearchText.all([type, host.value.map { SearchText.field("host", $0) } ?? "-host:*"], facts.period)
        // Asked without the text, so that it does not matter what the name has in it.
        let which = host.value.map { Condition.field(.host, [.exact($0)]) } ?? .not(.field(.host, [.prefix("")]))
        let query = EventQuery(
            condition: .and([.field(.type, [.exact("log_cleared")]), which]),
            since: facts.period.start,
            until: facts.period.end
        )
        let first = try facts.store.search(query, limit: 1, order: .oldestFirst).first
        let users = try facts.store.breakdown(query, by: .user).entries.compactMap(\.value).sorted()
        let place = host.value.map { " on " + $0 } ?? ""
        let who = users.isEmpty ? "" : " by " + Listing.few(users)
        let clock = first.map { "at " + facts.period.clock($0.time) } ?? ""
        let when = host.count > 1 ? "\(Listing.times(host.count)), first \(clock)" : clock
        let text = "a log was cleared or switched off\(place)\(who) \(when)"
        var finding = try Finding(.clearedLog, rank: 90, text, search: own, facts)
        finding.time = first?.time
        finding.users = users
        finding.hosts = host.value.map { [$0] } ?? []
        return finding
    }
}
