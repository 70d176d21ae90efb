internal import FootfallModel
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
    }

    static func findings(_ facts: ReportFacts) throws -> [Finding] {
        let novelties = try facts.store.novelties(days: facts.period.days, quiet: quiet, leastDays: leastDays)
        var places: [Person] = []
        var hours: [Person] = []
        var back: [Person] = []
        for novelty in novelties {
            if let person = place(novelty) { places.append(person) }
            if facts.period.isOneDay, let person = try hour(novelty, facts) { hours.append(person) }
            if novelty.lastDay < facts.period.days.lowerBound - quiet { back.append(comeBack(novelty, facts)) }
        }
        return try lines(.newPlace, places, rank: 45, "signed in from networks or to hosts new to them", facts)
            + lines(.strangeHour, hours, rank: 25, "signed in at hours at which they never do", facts)
            + lines(.cameBack, back, rank: 55, "came back after more than \(quiet) days", facts)
    }

    private static let signIns = SearchText.field("type", ReportFacts.Types.successes)

    private static func place(_ novelty: UserNovelty) -> Person? {
        // Who is somewhere else every other day is somewhere else today.
        let most = max(2, novelty.daysBefore / 5)
        let networks = novelty.networksBefore <= most ? unique(novelty.addresses.compactMap(network)) : []
        let hosts = novelty.hostsBefore <= most ? novelty.hosts : []
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
        return Person(
            user: novelty.user,
            words: "signed in \(words.joined(separator: " and ")) for the first time",
            condition: SearchText.field("user", novelty.user) + " " + SearchText.any(parts) + " " + signIns,
            networks: networks,
            hosts: hosts
        )
    }

    private static func hour(_ novelty: UserNovelty, _ facts: ReportFacts) throws -> Person? {
        guard novelty.daysBefore >= leastDaysForHours else { return nil }
        let who = SearchText.field("user", novelty.user)
        for hour in novelty.hours {
            for start in facts.period.moments(ofHour: hour) {
                let end = start.advanced(bySeconds: 3600)
                let bounds = "since:\(start.secondText) until:\(end.secondText)"
                let condition = "\(who) \(signIns) \(bounds)"
                guard try facts.count(condition) > 0 else { continue }
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
        // What is new of somebody who did not sign in is somebody else's doing: a job's, a service's.
        let seen = try people.compactMap { person in
            try Finding(kind, rank: rank, "\(person.user) \(person.words)", search: search(person.condition), facts)
                .map { finding -> (Person, Finding) in
                    var finding = finding
                    finding.users = [person.user]
                    finding.addresses = person.networks
                    finding.hosts = person.hosts
                    if !person.networks.isEmpty, !person.hosts.isEmpty { finding.rank += 20 }
                    return (person, finding)
                }
        }
        guard seen.count > mostLines else { return seen.map(\.1) }
        let named = seen.prefix(mostInSearch)
        let conditions = SearchText.any(named.map { "(" + $0.0.condition + ")" })
        let number = seen.count > mostInSearch ? "at least \(mostInSearch)" : seen.count.grouped
        let text = "\(number) people \(together): \(Listing.few(named.map(\.0.user)))"
        var finding = try Finding(kind, rank: rank, text, search: search(conditions), facts)
        finding?.users = named.map(\.0.user)
        finding?.addresses = unique(named.flatMap(\.0.networks))
        finding?.hosts = unique(named.flatMap(\.0.hosts))
        return finding.map { [$0] } ?? []
    }

    private static func unique(_ all: [String]) -> [String] {
        var known: Set<String> = []
        return all.filter { known.insert($0).inserted }
    }

    /// `192.0.2.0/24`, `2001:db8:7::/48`.
    private static func network(_ address: String) -> String? {
        guard let address = IPAddress(address) else { return nil }
        if address.isV4 { return IPAddress(high: 0, low: address.low & ~0xff).text + "/24" }
        return IPAddress(high: address.high & ~0xffff, low: 0).text + "/48"
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
