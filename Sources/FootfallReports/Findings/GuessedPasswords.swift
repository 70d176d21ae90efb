internal import FootfallModel
internal import FootfallStore

/// Addresses that failed several times and then got in: somebody guessed right, or mistyped.
///
/// What counts are failures in a row, and those at a name since it got in itself: whoever signs in as somebody else in between
/// has guessed no less. An address from which others get in more often than it fails is an office or a proxy whose people
/// mistype, unless one name failed many times that was never there. One from which the same people got in before is theirs, unless
/// it failed many times.
enum GuessedPasswords {
    private static let mostLines = 5
    /// Failures that make a sign-in one to look at, and so many that nobody mistypes.
    static let fewFailures: Int64 = 3
    private static let manyFailures: Int64 = 10

    /// A sign-in from an address that followed enough failures, and who got in from then on.
    private struct Guess {
        var address: String
        var failures: Int64
        var time: Instant
        var users: [Int64]
        var host: Int64
        /// How many names were tried in all.
        var names: Int
        var types: Set<Int64>
        var beganBefore: Bool
        var isOffice: Bool
    }

    static func findings(_ facts: ReportFacts, _ attempts: SignInAttempts) throws -> [Finding] {
        let all = attempts.byAddress.sorted { ($1.value.failures, $0.key) < ($0.value.failures, $1.key) }
        let guesses = all.compactMap { guess($0.value, facts.period) }
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
            // In an office there is always one whose telephone has an old password.
            return !isTheirs || !guess.isOffice && guess.failures >= manyFailures
        }
        var found = try kept.prefix(mostLines).map { try finding($0, names, facts) }
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
            search: bounded(search, beganBefore: rest.contains(where: \.beganBefore), facts.period),
            facts
        )
        last.addresses = addresses
        found.append(last)
        return found
    }

    /// The first guess with so many failures that nobody mistypes, else the first.
    private static func guess(_ address: SignInAttempts.Address, _ period: ReportPeriod) -> Guess? {
        var own: [Int64: Int64] = [:]
        for signIn in address.signIns { own[signIn.user, default: 0] += signIn.count }
        let all = own.values.reduce(0, +)
        func isOffice(for user: Int64) -> Bool { all - own[user, default: 0] > address.failures }
        let inTime = address.signIns.drop { $0.time < period.start.microseconds }
        let guesses = inTime.filter {
            $0.failures >= fewFailures && ($0.atName >= manyFailures || !isOffice(for: $0.user))
        }
        guard let guess = guesses.first(where: { $0.failures >= manyFailures }) ?? guesses.first else { return nil }
        // In an office the others are those who work there.
        let inOffice = isOffice(for: guess.user)
        let entered = inOffice ? guesses : Array(inTime)
        var users: [Int64] = []
        for signIn in entered where signIn.time >= guess.time && signIn.user != 0 {
            if !users.contains(signIn.user) { users.append(signIn.user) }
        }
        return Guess(
            address: address.text,
            failures: inOffice ? guess.atName : guess.failures,
            time: Instant(microseconds: guess.time),
            users: users,
            host: guess.host,
            names: address.tried.count,
            types: address.types,
            beganBefore: address.beganBefore,
            isOffice: inOffice
        )
    }

    /// The search of the time, or from the hour before it on.
    private static func bounded(_ parts: [String], beganBefore: Bool, _ period: ReportPeriod) -> String {
        guard beganBefore else { return SearchText.all(parts, period) }
        let bounds = "since:\(SignInAttempts.start(period).secondText) until:\(period.lastDay)"
        return (parts + [bounds]).joined(separator: " ")
    }

    private static func finding(_ guess: Guess, _ names: [Int64: String], _ facts: ReportFacts) throws -> Finding {
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
            search: bounded(search, beganBefore: guess.beganBefore, facts.period),
            facts
        )
        finding.time = guess.time
        finding.users = users
        finding.addresses = [guess.address]
        finding.hosts = host.map { [$0] } ?? []
        return finding
    }
}
