internal import FootfallModel
internal import FootfallQuery
internal import FootfallStore

/// People where they never were, at hours when they never are, or back after a long while.
///
/// Only of people with enough of a past, and not of those who are somewhere else every other day.
enum Newcomers {
    /// The days before that make a past, for places and for hours.
    private static let leastDays = 5
    private static let leastDaysForHours = 10
    /// Days without a sign that make a long while.
    private static let quiet: Int64 = 90
    /// More than so many lines of a kind are one.
    private static let mostLines = 2
    /// So many people are named in the search of one line.
    private static let mostInSearch = 40

    /// One person, what is new, and the condition of the search that shows it.
    private struct Person {
        var user: String
        var words: String
        var condition: String
        var networks: [String] = []
        var hosts: [String] = []
        var time: Int64?
    }

    /// - Parameter told: users of whom worse is told.
    static func findings(_ facts: ReportFacts, besides told: Set<String>) throws -> [Finding] {
        // Who is somewhere else every other day is somewhere else today.
        let novelties = try facts.store.novelties(days: facts.period.days, quiet: quiet, leastDays: leastDays) {
            max(2, $0 / 5)
        }
        let signIns = try SignIns(of: novelties, facts)
        var places: [Person] = []
        var hours: [Person] = []
        var back: [Person] = []
        for novelty in novelties {
            // What is new of somebody who did not sign in is somebody else's doing: a job's, a service's.
            if told.contains(novelty.user) { continue }
            if let person = place(novelty, signIns, facts) {
                places.append(person)
            } else if facts.period.isOneDay, let person = hour(novelty, signIns, facts) {
                hours.append(person)
            }
            if novelty.lastDay < facts.period.days.lowerBound - quiet { back.append(comeBack(novelty, facts)) }
        }
        return try lines(.newPlace, places, rank: 45, "signed in from networks or to hosts new to them", facts)
            + lines(.strangeHour, hours, rank: 25, "signed in at hours at which they never do", facts)
            + lines(.cameBack, back, rank: 55, "came back after more than \(quiet) days", facts)
    }

    private static let types = SearchText.field("type", ReportFacts.Types.successes)

    private static func place(_ novelty: UserNovelty, _ signIns: SignIns, _ facts: ReportFacts) -> Person? {
        let own = signIns.byUser[novelty.user]
        let networks = unique(novelty.addresses.filter { own?.addresses.contains($0) ?? false }.compactMap(network))
        let hosts = novelty.hosts.filter { own?.hosts.contains($0) ?? false }
        guard !networks.isEmpty || !hosts.isEmpty else { return nil }
        var words: [String] = []
        var parts: [String] = []
        if !networks.isEmpty {
            words.append("from \(Listing.few(networks))")
            parts.append(SearchText.field("ip", networks))
        }
        if !hosts.isEmpty {
            words.append("to \(Listing.few(hosts))")
            parts.append(SearchText.field("host", hosts))
        }
        let time = (novelty.addresses + hosts).compactMap { own?.firstTimes[$0] }.min()
        let clock = time.map { " at " + facts.period.clock(Instant(microseconds: $0)) } ?? ""
        return Person(
            user: novelty.user,
            words: "signed in \(words.joined(separator: " and ")) for the first time\(clock)",
            condition: SearchText.field("user", novelty.user) + " " + SearchText.any(parts) + " " + types,
            networks: networks,
            hosts: hosts,
            time: time
        )
    }

    private static func hour(_ novelty: UserNovelty, _ signIns: SignIns, _ facts: ReportFacts) -> Person? {
        guard novelty.daysBefore >= leastDaysForHours else { return nil }
        let who = SearchText.field("user", novelty.user)
        for hour in novelty.hours {
            for start in facts.period.moments(ofHour: hour) {
                let end = start.advanced(bySeconds: 3600)
                let bounds = "since:\(start.secondText) until:\(end.secondText)"
                let condition = "\(who) \(types) \(bounds)"
                let times = signIns.byUser[novelty.user]?.times ?? []
                guard times.contains(where: { $0 >= start.microseconds && $0 < end.microseconds }) else { continue }
                let clock = facts.period.clock(start).dropLast(3)
                return Person(
                    user: novelty.user,
                    words: "signed in after \(clock), when they never do",
                    condition: condition
                )
            }
        }
        return nil
    }

    private static func comeBack(_ novelty: UserNovelty, _ facts: ReportFacts) -> Person {
        let days = facts.period.days.lowerBound - novelty.lastDay
        return Person(
            user: novelty.user,
            words:
                "is back after \(days.grouped) days without a sign (last seen \(CivilDate(dayNumber: novelty.lastDay)))",
            condition: SearchText.field("user", novelty.user) + " outcome:success"
        )
    }

    /// A line for each of a few people, and one for many.
    private static func lines(
        _ kind: Finding.Kind,
        _ people: [Person],
        rank: Int,
        _ together: String,
        _ facts: ReportFacts
    ) throws -> [Finding] {
        func search(_ condition: String) -> String {
            // An hour's bounds are closer than the day's.
            condition.contains(" since:") ? condition : SearchText.all([condition], facts.period)
        }
        // Somewhere else in both ways is told by itself, whoever else is.
        let strange = people.filter { !$0.networks.isEmpty && !$0.hosts.isEmpty }.prefix(mostLines)
        let others = people.filter { person in !strange.contains { $0.user == person.user } }
        let alone = others.count > mostLines ? Array(strange) : strange + others
        var found = try alone.map { person -> Finding in
            let isStrange = !person.networks.isEmpty && !person.hosts.isEmpty
            let words = "\(person.user) \(person.words)"
            var finding = try Finding(
                kind,
                rank: isStrange ? rank + 25 : rank,
                words,
                search: search(person.condition),
                facts
            )
            finding.users = [person.user]
            finding.addresses = person.networks
            finding.hosts = person.hosts
            finding.time = person.time.map { Instant(microseconds: $0) }
            return finding
        }
        guard others.count > mostLines else { return found }
        let named = others.prefix(mostInSearch)
        let conditions = SearchText.any(named.map { "(" + $0.condition + ")" })
        let number = others.count > mostInSearch ? "at least \(mostInSearch)" : others.count.grouped
        let text = "\(number) people \(together): \(Listing.few(named.map(\.user)))"
        var finding = try Finding(kind, rank: rank - 10, text, search: search(conditions), facts)
        finding.users = named.map(\.user)
        finding.addresses = unique(named.flatMap(\.networks))
        finding.hosts = unique(named.flatMap(\.hosts))
        found.append(finding)
        return found
    }

    private static func unique(_ all: [String]) -> [String] {
        var known: Set<String> = []
        return all.filter { known.insert($0).inserted }
    }

    /// `192.0.2.0/24`, `2001:db8:7::/48`.
    static func network(_ address: String) -> String? {
        guard let address = IPAddress(address) else { return nil }
        if address.isV4 { return IPAddress(high: 0, low: address.low & ~0xff).text + "/24" }
        return IPAddress(high: address.high & ~0xffff, low: 0).text + "/48"
    }
}

/// The sign-ins of people of whom something is new, read once for all of them.
private struct SignIns {
    struct Own {
        var addresses: Set<String> = []
        var hosts: Set<String> = []
        var times: [Int64] = []
        /// When an address and a host came first.
        var firstTimes: [String: Int64] = [:]
    }

    private(set) var byUser: [String: Own] = [:]

    init(of novelties: [UserNovelty], _ facts: ReportFacts) throws {
        guard !novelties.isEmpty else { return }
        let condition = Condition.and([
            .field(.type, ReportFacts.Types.successes.map { .exact($0) }),
            .field(.user, novelties.map { .exact($0.user) }),
        ])
        let query = EventQuery(condition: condition, since: facts.period.start, until: facts.period.end)
        let outlines = try facts.store.outlines(query)
        let names = try facts.store.names(of: Set(outlines.flatMap { [$0.user, $0.ip, $0.host] }))
        for outline in outlines {
            guard let user = names[outline.user] else { continue }
            var own = byUser[user] ?? Own()
            if outline.ip != 0, let ip = names[outline.ip] {
                own.addresses.insert(ip)
                own.firstTimes[ip] = own.firstTimes[ip] ?? outline.time
            }
            if outline.host != 0, let host = names[outline.host] {
                own.hosts.insert(host)
                own.firstTimes[host] = own.firstTimes[host] ?? outline.time
            }
            own.times.append(outline.time)
            byUser[user] = own
        }
    }
}

extension ReportPeriod {
    /// When the clock shows an hour of the one day: twice where it is set back, never where it is skipped.
    func moments(ofHour hour: Int) -> [Instant] {
        switch zone.read(local: firstDay.dayNumber * 86_400 + Int64(hour) * 3600) {
        case .once(let second): [Instant(seconds: second)]
        case .twice(let first, let second): [Instant(seconds: first), Instant(seconds: second)]
        case .skipped: []
        }
    }
}

extension Instant {
    /// A whole second as a query has it: `2026-11-22T10:00:00Z`.
    var secondText: String { clockText(offset: 0).replacing(" ", with: "T") + "Z" }
}
