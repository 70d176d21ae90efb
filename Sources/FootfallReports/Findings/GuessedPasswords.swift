internal import FootfallModel
internal import FootfallQuery
internal import FootfallStore

/// Addresses that failed several times and then got in: somebody guessed right, or mistyped.
///
/// One that succeeds more often than it fails is an office or a proxy whose people mistype, and one from which the same
/// people got in before is theirs, unless it failed many times.
enum GuessedPasswords {
    private typealias Types = ReportFacts.Types
    /// How many addresses are looked at, and how many of an address's sign-ins.
    private static let mostSuspects = 20
    private static let mostSignIns = 50
    /// Failures that make a sign-in one to look at, and so many that nobody mistypes.
    private static let fewFailures: Int64 = 3
    private static let manyFailures: Int64 = 10

    static func findings(_ facts: ReportFacts) throws -> [Finding] {
        let suspects = facts.addresses.filter { $0.counts[2] > 0 && $0.counts[3] >= max(fewFailures, $0.counts[2]) }
            .sorted { ($1.counts[3], $0.number) < ($0.counts[3], $1.number) }
            .prefix(mostSuspects)
        let names = try facts.store.names(of: suspects.map(\.number))
        return try suspects.compactMap { suspect in
            try names[suspect.number].flatMap { try finding($0, facts) }
        }
    }

    private static func finding(_ address: String, _ facts: ReportFacts) throws -> Finding? {
        let signIns = try facts.store.search(
            query(address, Types.successes, since: facts.period.start, until: facts.period.end),
            limit: mostSignIns,
            order: .oldestFirst
        )
        // The first sign-in that followed enough failures in a row, and who got in from then on.
        var since = facts.period.start
        for (index, signIn) in signIns.enumerated() {
            let until = Instant(microseconds: signIn.time.microseconds + 1)
            let failures = try facts.store.count(query(address, Types.failures, since: since, until: until))
            since = until
            guard failures >= fewFailures else { continue }
            var users: [String] = []
            for later in signIns[index...] {
                if let user = later.userID, !users.contains(user) { users.append(user) }
            }
            let places = try facts.store.places(of: users, until: facts.period.start)
            let isTheirs = !users.isEmpty && users.allSatisfy { places[$0]?.addresses.contains(address) ?? false }
            if isTheirs, failures < manyFailures { return nil }
            let who = users.isEmpty ? "" : " as " + Listing.few(users)
            let host = signIn.host.map { " on " + $0 } ?? ""
            let text =
                "\(address) failed to sign in \(Listing.times(failures)), then got in\(who)\(host) at "
                + facts.period.clock(signIn.time)
            let all = query(
                address,
                Types.failures + Types.successes,
                since: facts.period.start,
                until: facts.period.end
            )
            let types = try facts.store.breakdown(all, by: .type).entries.compactMap(\.value)
            let search = SearchText.all(
                [SearchText.field("ip", address), SearchText.field("type", types)],
                facts.period
            )
            let others = try facts.store.breakdown(
                query(address, Types.failures, since: facts.period.start, until: facts.period.end),
                by: .user,
                limit: 2,
                mostRows: 2000
            )
            // One person who tries one name a few times has mistyped it more often than not.
            let isOne = others.values <= 1 && users.count <= 1 && failures < manyFailures
            var finding = try Finding(.guessedPassword, rank: isOne ? 60 : 95, text, search: search, facts)
            finding?.time = signIn.time
            finding?.users = users
            finding?.addresses = [address]
            finding?.hosts = signIn.host.map { [$0] } ?? []
            return finding
        }
        return nil
    }

    private static func query(_ address: String, _ types: [String], since: Instant, until: Instant) -> EventQuery {
        let condition = Condition.and([.field(.type, types.map { .exact($0) }), .field(.ip, [.exact(address)])])
        return EventQuery(condition: condition, since: since, until: until)
    }
}
