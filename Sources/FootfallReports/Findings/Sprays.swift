internal import FootfallModel
internal import FootfallQuery
internal import FootfallStore

/// One address that tried many accounts, and one account that was tried from many addresses.
///
/// Every machine at the Internet is tried day by day with names that nobody has: that is told in one line, last. What is
/// meant for those who are there is told first.
enum Sprays {
    private typealias Types = ReportFacts.Types
    /// From so many on there are many accounts, or many addresses.
    private static let many: Int64 = 8
    /// So many of them that are there make it more than noise.
    private static let knownAccounts = 3
    private static let mostSuspects = 40
    private static let mostRows = 20_000
    /// An account that is tried so often as it always is is not news.
    private static let unusual: Int64 = 3

    private struct Spray {
        var address: String
        var accounts: Breakdown
    }

    static func findings(_ facts: ReportFacts, besides told: Set<String>) throws -> [Finding] {
        try byAddress(facts, besides: told) + byAccount(facts)
    }

    private static func byAddress(_ facts: ReportFacts, besides told: Set<String>) throws -> [Finding] {
        let suspects = facts.addresses.filter { $0.counts[3] >= many }
            .sorted { ($1.counts[3], $0.number) < ($0.counts[3], $1.number) }
            .prefix(mostSuspects)
        let names = try facts.store.names(of: suspects.map(\.number))
        var sprays: [Spray] = []
        for suspect in suspects {
            guard let address = names[suspect.number], !told.contains(address) else { continue }
            let query = try facts.query(search(SearchText.field("ip", address), facts))
            let accounts = try facts.store.breakdown(query, by: .user, limit: 200, mostRows: mostRows)
            if accounts.values >= many { sprays.append(Spray(address: address, accounts: accounts)) }
        }
        let tried = Set(sprays.flatMap { $0.accounts.entries.compactMap(\.value) })
        let known = Set(try facts.store.places(of: Array(tried), until: facts.period.end).keys)
        func isMeant(_ spray: Spray) -> Bool {
            spray.accounts.entries.count { $0.value.map(known.contains) ?? false } >= knownAccounts
        }
        var found: [Finding] = []
        for spray in sprays where isMeant(spray) {
            let there = spray.accounts.entries.compactMap(\.value).filter(known.contains)
            let text =
                "\(spray.address) tried \(atLeast(spray.accounts)) accounts, \(there.count.grouped) of which are there"
                + " (\(Listing.few(there.sorted()))); none got in"
            var finding = try Finding(
                .spray,
                rank: 85,
                text,
                search: search(SearchText.field("ip", spray.address), facts),
                facts
            )
            finding?.addresses = [spray.address]
            finding?.users = there.sorted()
            if let finding { found.append(finding) }
        }
        let noise = sprays.filter { !isMeant($0) }.map(\.address).sorted()
        guard !noise.isEmpty else { return found }
        let text =
            "\(Listing.few(noise)) tried many accounts\(noise.count == 1 ? "" : " each"), hardly any of which are there;"
            + " none got in"
        var finding = try Finding(.spray, rank: 10, text, search: search(SearchText.field("ip", noise), facts), facts)
        finding?.addresses = noise
        return found + (finding.map { [$0] } ?? [])
    }

    private static func byAccount(_ facts: ReportFacts) throws -> [Finding] {
        let suspects = facts.users.filter { $0.counts[3] >= 2 * many }
            .sorted { ($1.counts[3], $0.number) < ($0.counts[3], $1.number) }
            .prefix(mostSuspects)
        let names = try facts.store.names(of: suspects.map(\.number))
        let known = try facts.store.places(of: Array(names.values), until: facts.period.end)
        return try suspects.compactMap { suspect in
            guard let user = names[suspect.number], known[user] != nil else { return nil }
            let search = search(SearchText.field("user", user), facts)
            let addresses = try facts.store.breakdown(facts.query(search), by: .ip, limit: 3, mostRows: mostRows)
            guard addresses.values >= many, try !isUsual(suspect.counts[3], user, facts) else { return nil }
            let text =
                "\(user) was tried from \(atLeast(addresses)) addresses, \(suspect.counts[3].grouped) times in all"
            var finding = try Finding(.manyAddresses, rank: 65, text, search: search, facts)
            finding?.users = [user]
            finding?.addresses = addresses.entries.compactMap(\.value)
            return finding
        }
    }

    /// Whether an account failed about as often in the week before.
    private static func isUsual(_ count: Int64, _ user: String, _ facts: ReportFacts) throws -> Bool {
        var week = try facts.query(search(SearchText.field("user", user), facts))
        let length = facts.period.days.upperBound - facts.period.days.lowerBound
        week.since = facts.period.day(facts.period.days.lowerBound - 7 * length).start
        week.until = facts.period.start
        return try facts.store.count(week) * unusual >= count * 7
    }

    private static func search(_ whose: String, _ facts: ReportFacts) -> String {
        let types = Types.failures.filter { facts.totals.count([$0]) > 0 }
        return SearchText.all([whose, SearchText.field("type", types)], facts.period)
    }

    private static func atLeast(_ breakdown: Breakdown) -> String {
        (breakdown.isCut ? "at least " : "") + breakdown.values.grouped
    }
}
