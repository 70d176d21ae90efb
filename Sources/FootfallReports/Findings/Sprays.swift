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
    private static let many = 8
    /// So many of them that are there make it more than noise.
    private static let knownAccounts = 3
    private static let mostSuspects = 40
    private static let mostLines = 3

    private struct Spray {
        var address: String
        var tried: Int
        /// Who got in from there.
        var entered: [String]
        /// Those that are there.
        var known: [String]

        /// It is more than noise.
        var isMeant: Bool { known.count >= Sprays.knownAccounts || !entered.isEmpty }
    }

    /// The addresses that are worth a look, most failures first.
    static func suspects(_ facts: ReportFacts) -> [NameCount] {
        facts.addresses.filter { $0.counts[3] >= many }
            .sorted { ($1.counts[3], $0.number) < ($0.counts[3], $1.number) }
            .prefix(mostSuspects).map { $0 }
    }

    static func findings(
        _ facts: ReportFacts,
        _ attempts: SignInAttempts,
        besides told: Set<String>
    ) throws -> [Finding] {
        try byAddress(facts, attempts, besides: told) + byAccount(facts)
    }

    private static func byAddress(
        _ facts: ReportFacts,
        _ attempts: SignInAttempts,
        besides told: Set<String>
    ) throws -> [Finding] {
        var tried: [(address: String, users: Set<Int64>, entered: Set<Int64>)] = []
        for suspect in suspects(facts) {
            guard let address = attempts.addresses[suspect.number], !told.contains(address) else { continue }
            let own = attempts.byAddress[suspect.number] ?? []
            let users = Set(own.lazy.filter { $0.outcome != .success && $0.user != 0 }.map(\.user))
            // One from which more get in than not is an office.
            let successes = own.filter { $0.outcome == .success }
            if users.count >= many, successes.count * 2 < own.count {
                tried.append((address, users, Set(successes.map(\.user))))
            }
        }
        guard !tried.isEmpty else { return [] }
        let numbers = tried.reduce(into: Set<Int64>()) { $0.formUnion($1.users.union($1.entered)) }
        let names = try facts.store.names(of: numbers.subtracting([0]))
        let known = try facts.store.known(of: Array(names.values), until: facts.period.end)
        let sprays = tried.map { spray in
            let users = spray.users.compactMap { names[$0] }
            return Spray(
                address: spray.address,
                tried: users.count,
                entered: spray.entered.map { names[$0] ?? "(nobody named)" }.sorted(),
                known: users.filter(known.contains).sorted()
            )
        }
        let meant = sprays.filter(\.isMeant)
        var found = try meant.prefix(mostLines).compactMap { try finding($0, facts) }
        let more = meant.dropFirst(mostLines).map(\.address)
        if !more.isEmpty {
            let text =
                "\(Listing.count(Int64(more.count), "more address", "more addresses")) tried many accounts that are there: "
            found += try together(more, text + Listing.few(more), rank: 75, facts)
        }
        let noise = sprays.filter { !$0.isMeant }.map(\.address).sorted()
        guard !noise.isEmpty else { return found }
        let each = noise.count == 1 ? "" : " each"
        let text = "\(Listing.few(noise)) tried many accounts\(each), hardly any of which are there; none got in"
        return found + (try together(noise, text, rank: 10, facts))
    }

    private static func finding(_ spray: Spray, _ facts: ReportFacts) throws -> Finding? {
        let part = spray.known.count == spray.tried ? "all" : spray.known.count.grouped
        let text =
            "\(spray.address) tried \(spray.tried.grouped) accounts, \(part) of which are there"
            + (spray.known.isEmpty ? "; " : " (\(Listing.few(spray.known))); ")
            + (spray.entered.isEmpty ? "none got in" : "it got in as \(Listing.few(spray.entered))")
        var finding = try Finding(
            .spray,
            rank: spray.entered.isEmpty ? 85 : 94,
            text,
            search: search(SearchText.field("ip", spray.address), facts),
            facts
        )
        finding?.addresses = [spray.address]
        finding?.users = spray.known
        return finding
    }

    private static func together(
        _ addresses: [String],
        _ text: String,
        rank: Int,
        _ facts: ReportFacts
    ) throws -> [Finding] {
        let search = search(SearchText.field("ip", addresses), facts)
        var finding = try Finding(.spray, rank: rank, text, search: search, facts)
        finding?.addresses = addresses
        return finding.map { [$0] } ?? []
    }

    private static func byAccount(_ facts: ReportFacts) throws -> [Finding] {
        let suspects = facts.users.filter { $0.counts[3] >= 2 * many && !facts.isUsual(failures: $0) }
            .sorted { ($1.counts[3], $0.number) < ($0.counts[3], $1.number) }
            .prefix(mostSuspects)
        guard !suspects.isEmpty else { return [] }
        let names = try facts.store.names(of: suspects.map(\.number))
        let condition = Condition.and([
            .field(.type, Types.failures.map { .exact($0) }), .field(.user, names.values.sorted().map { .exact($0) }),
        ])
        let query = EventQuery(condition: condition, since: facts.period.start, until: facts.period.end)
        let attempts = Dictionary(grouping: try facts.store.outlines(query), by: \.user)
        let known = try facts.store.known(of: Array(names.values), until: facts.period.end)
        let targets = suspects.compactMap { suspect -> (user: String, count: Int64, addresses: Set<Int64>)? in
            guard let user = names[suspect.number], known.contains(user) else { return nil }
            let addresses = Set((attempts[suspect.number] ?? []).lazy.filter { $0.ip != 0 }.map(\.ip))
            return addresses.count >= many ? (user, suspect.counts[3], addresses) : nil
        }
        guard targets.count <= mostLines else {
            let users = targets.map(\.user)
            let text = "\(users.count.grouped) accounts were tried from many addresses each: \(Listing.few(users))"
            let search = search(SearchText.field("user", users), facts)
            var finding = try Finding(.manyAddresses, rank: 65, text, search: search, facts)
            finding?.users = users
            return finding.map { [$0] } ?? []
        }
        return try targets.compactMap { target in
            let text =
                "\(target.user) was tried from \(target.addresses.count.grouped) addresses, "
                + "\(target.count.grouped) times in all"
            let search = search(SearchText.field("user", target.user), facts)
            var finding = try Finding(.manyAddresses, rank: 65, text, search: search, facts)
            finding?.users = [target.user]
            return finding
        }
    }

    private static func search(_ whose: String, _ facts: ReportFacts) -> String {
        let types = Types.failures.filter { facts.totals.count([$0]) > 0 }
        return SearchText.all([whose, SearchText.field("type", types)], facts.period)
    }
}

extension ReportFacts {
    /// Whether an account fails about as often on the other days: not three times as often.
    fileprivate func isUsual(failures account: NameCount) -> Bool {
        let others = otherDays.map { $0.failures[account.number] ?? 0 }
        guard let usual = ReportFacts.median(others) else { return false }
        return account.counts[3] < 3 * usual
    }
}
