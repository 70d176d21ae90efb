internal import FootfallModel
internal import FootfallStore

/// Hosts of which nothing came any more, at hours at which something always does.
///
/// What people do is kept, not what machines say: on a holiday all is quiet. So a host is silent where for the last six
/// hours of the day, and as far back from there as nothing came, it had events in several hours of the day before and of
/// every other day that says what is usual, three at least, and where the other hosts go on as they always do.
enum SilentHosts {
    private static let leastHours: Int64 = 6
    private static let leastDays = 3
    /// Hours in which it spoke at the same time of other days.
    private static let leastSpoken = 3
    /// Part of the usual that everything has in the same time.
    private static let leastShare = 0.3
    private static let mostLines = 3

    static func findings(_ facts: ReportFacts) throws -> [Finding] {
        guard facts.isOver, let dayBefore = facts.dayBefore, facts.otherDays.count >= leastDays else {
            return []
        }
        let before = CivilDate(dayNumber: dayBefore.day)
        let both = ReportPeriod(zone: facts.period.zone, firstDay: before, lastDay: facts.period.lastDay)
        let silent = silentHosts(dayBefore, facts)
        guard silent.count <= mostLines else {
            let names = silent.map(\.name)
            let search = SearchText.all([SearchText.field("host", names)], both)
            let text = "nothing came any more from \(names.count.grouped) hosts: \(Listing.few(names))"
            var finding = try Finding(.silentHost, rank: 50, text, search: search, facts)
            finding.hosts = names
            return [finding]
        }
        return try silent.map { host in
            let since =
                host.begin == facts.period.start ? "all day" : "since " + facts.period.clock(host.begin).dropLast(3)
            let text =
                "nothing came from \(host.name) \(since), where \(Listing.count(host.usual, "event")) a day are usual"
            let search = SearchText.all([SearchText.field("host", host.name)], both)
            var finding = try Finding(.silentHost, rank: 50, text, search: search, facts)
            finding.hosts = [host.name]
            return finding
        }
    }

    private struct Host {
        var name: String
        var begin: Instant
        var usual: Int64
    }

    private static func silentHosts(_ dayBefore: ReportFacts.OtherDay, _ facts: ReportFacts) -> [Host] {
        let today = Dictionary(facts.totals.hosts.map { ($0.name, $0) }) { first, _ in first }
        return dayBefore.totals.hosts.compactMap { host in
            let begin = today[host.name]?.hours.last.map { $0.advanced(bySeconds: 3600) } ?? facts.period.start
            // Distances from the day's end, so that days of 23 and 25 hours can be compared.
            let silence = facts.period.end.seconds - begin.seconds
            guard silence >= leastHours * 3600 else { return nil }
            func total(_ totals: PeriodTotals, _ end: Instant) -> Int64 {
                totals.hours.reduce(0) { $0 + (end.seconds - $1.start.seconds <= silence ? $1.count : 0) }
            }
            var usual: [Int64] = []
            var all: [Int64] = []
            for other in facts.otherDays {
                let end = facts.period.day(other.day).end
                let known = other.totals.hosts.first { $0.name == host.name }
                let spoken = known?.hours.count { end.seconds - $0.seconds <= silence } ?? 0
                guard let known, spoken >= leastSpoken else { return nil }
                usual.append(known.count)
                all.append(total(other.totals, end))
            }
            guard let most = ReportFacts.median(all),
                Double(total(facts.totals, facts.period.end)) >= Double(most) * leastShare
            else { return nil }
            return Host(name: host.name, begin: begin, usual: ReportFacts.median(usual) ?? 0)
        }
    }
}
