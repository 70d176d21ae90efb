internal import FootfallModel
internal import FootfallStore

/// Addresses that failed several times and then got in: somebody guessed right, or mistyped.
///
/// One that succeeds more often than it fails is an office or a proxy whose people mistype, and one from which the same
/// people got in before is theirs, unless it failed many times.
enum GuessedPasswords {
    /// How many addresses are looked at, and how many are told one by one.
    static let mostSuspects = 40
    private static let mostLines = 5
    /// Failures that make a sign-in one to look at, and so many that nobody mistypes.
    private static let fewFailures: Int64 = 3
    private static let manyFailures: Int64 = 10

    /// The first sign-in from an address that followed enough failures in a row, and who got in from then on.
    private struct Guess {
        var address: String
        var failures: Int64
        var time: Instant
        var users: [Int64]
        var host: Int64
        /// How many names were tried in all.
        var names: Int
        var types: Set<Int64>
    }

    /// The addresses that are worth a look, most failures first.
    static func suspects(_ facts: ReportFacts) -> [NameCount] {
        facts.addresses.filter { $0.counts[2] > 0 && $0.counts[3] >= max(fewFailures, $0.counts[2]) }
            .sorted { ($1.counts[3], $0.number) < ($0.counts[3], $1.number) }
            .prefix(mostSuspects).map { $0 }
    }

    static func findings(_ facts: ReportFacts, _ attempts: SignInAttempts) throws -> [Finding] {
        let guesses = suspects(facts).compactMap { guess($0.number, attempts) }
        let names = try facts.store.names(of: Set(guesses.flatMap { $0.users + [$0.host] + Array($0.types) }))
        let users = Set(guesses.flatMap(\.users)).compactMap { names[$0] }
        let places = try facts.store.places(of: users, until: facts.period.start)
        // From there the same people got in before: they have mistyped.
        let kept = guesses.filter { guess in
            let isTheirs =
                !guess.users.isEmpty
                && guess.users.allSatisfy {
                    names[$0].flatMap { places[$0] }?.addresses.contains(guess.address) ?? false
                }
            return !isTheirs || guess.failures >= manyFailures
        }
        var found = try kept.prefix(mostLines).compactMap { try finding($0, names, facts) }
        let rest = kept.dropFirst(mostLines)
        guard !rest.isEmpty else { return found }
        let types = Set(rest.flatMap(\.types)).compactMap { names[$0] }.sorted()
        let addresses = rest.map(\.address)
        let text =
            "\(Listing.count(Int64(rest.count), "more address", "more addresses")) failed several times and then got in: "
            + Listing.few(addresses)
        let search = [SearchText.field("ip", addresses), SearchText.field("type", types)]
        var last = try Finding(
            .guessedPassword,
            rank: 86,
            text,
            search: SearchText.all(search, facts.period),
            facts
        )
        last?.addresses = addresses
        if let last { found.append(last) }
        return found
    }

    private static func guess(_ number: Int64, _ attempts: SignInAttempts) -> Guess? {
        let own = attempts.byAddress[number] ?? []
        var failures: Int64 = 0
        for (index, attempt) in own.enumerated() {
            guard attempt.outcome == .success else {
                failures += attempt.count
                continue
            }
            if failures >= fewFailures {
                var users: [Int64] = []
                for later in own[index...] where later.outcome == .success {
                    if later.user != 0, !users.contains(later.user) { users.append(later.user) }
                }
                return Guess(
                    address: attempts.addresses[number] ?? "",
                    failures: failures,
                    time: Instant(microseconds: attempt.time),
                    users: users,
                    host: attempt.host,
                    names: Set(own.lazy.filter { $0.outcome != .success }.map(\.user)).count,
                    types: Set(own.map(\.type))
                )
            }
            failures = 0
        }
        return nil
    }

    private static func finding(_ guess: Guess, _ names: [Int64: String], _ facts: ReportFacts) throws -> Finding? {
        let users = guess.users.compactMap { names[$0] }
        let host = guess.host == 0 ? nil : names[guess.host]
        let who = users.isEmpty ? "" : " as " + Listing.few(users)
        let text =
            "\(guess.address) failed to sign in \(Listing.times(guess.failures)), then got in\(who)"
            + (host.map { " on " + $0 } ?? "") + " at " + facts.period.clock(guess.time)
        let search = [
            SearchText.field("ip", guess.address),
            SearchText.field("type", guess.types.compactMap { names[$0] }.sorted()),
        ]
        // Who tries one name a few times has mistyped it more often than not.
        let isOne = guess.names <= 1 && users.count <= 1 && guess.failures < manyFailures
        var finding = try Finding(
            .guessedPassword,
            rank: isOne ? 60 : 95,
            text,
            search: SearchText.all(search, facts.period),
            facts
        )
        finding?.time = guess.time
        finding?.users = users
        finding?.addresses = [guess.address]
        finding?.hosts = host.map { [$0] } ?? []
        return finding
    }
}
