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
    static let many = 8
    /// So many of them that are there make it more than noise.
    private static let knownAccounts = 3
    private static let mostLines = 3
    /// Accounts into which somebody got that have a line of their own.
    private static let mostEntered = 20
    /// Addresses of one account, and of all, that are kept apart.
    private static let mostAddresses = 20_000
    private static let mostAddressesOfAll = 400_000

    private struct Spray {
        var address: String
        var tried: Int
        var knowsAllTried: Bool
        /// Who got in from there.
        var entered: [String]
        /// Those that are there.
        var known: [String]

        /// It is more than noise.
        var isMeant: Bool { known.count >= Sprays.knownAccounts || !entered.isEmpty }
    }

    static func findings(
        _ facts: ReportFacts,
        _ attempts: SignInAttempts,
        besides told: Set<String>
    ) throws -> [Finding] {
        try byAddress(facts, attempts, besides: told) + byAccount(facts, besides: told)
    }

    private static func byAddress(
        _ facts: ReportFacts,
        _ attempts: SignInAttempts,
        besides told: Set<String>
    ) throws -> [Finding] {
        var tried: [(address: SignInAttempts.Address, entered: Set<Int64>)] = []
        for suspect in facts.addresses where suspect.counts[3] >= many {
            // One from which more get in than not is an office.
            guard suspect.counts[2] < suspect.counts[3], let address = attempts.byAddress[suspect.number],
                address.tried.count >= many, !told.contains(address.text)
            else { continue }
            let inTime = address.signIns.lazy.filter { $0.time >= facts.period.start.microseconds }
            tried.append((address, Set(inTime.map(\.user))))
        }
        tried.sort { ($1.address.failures, $0.address.text) < ($0.address.failures, $1.address.text) }
        guard !tried.isEmpty else { return [] }
        let numbers = tried.reduce(into: Set<Int64>()) { $0.formUnion($1.address.tried.union($1.entered)) }
        let names = try facts.store.names(of: numbers.subtracting([0]))
        let known = try facts.store.known(of: Array(names.values), until: facts.period.end)
        let sprays = tried.map { spray in
            let users = spray.address.tried.compactMap { names[$0] }
            return Spray(
                address: spray.address.text,
                tried: users.count,
                knowsAllTried: spray.address.knowsAllTried,
                entered: spray.entered.map { names[$0] ?? "(nobody named)" }.sorted(),
                known: users.filter(known.contains).sorted()
            )
        }
        let meant = sprays.filter(\.isMeant)
        var found = try meant.prefix(mostLines).map { try finding($0, facts) }
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

    private static func finding(_ spray: Spray, _ facts: ReportFacts) throws -> Finding {
        let least = spray.knowsAllTried ? "" : "at least "
        let part = spray.known.count == spray.tried ? "all" : least + spray.known.count.grouped
        let text =
            "\(spray.address) tried \(least)\(spray.tried.grouped) accounts, \(part) of which are there"
            + (spray.known.isEmpty ? "; " : " (\(Listing.few(spray.known))); ")
            + (spray.entered.isEmpty ? "none got in" : "it got in as \(Listing.few(spray.entered))")
        var finding = try Finding(
            .spray,
            rank: spray.entered.isEmpty ? 85 : 94,
            text,
            search: search(SearchText.field("ip", spray.address), facts),
            facts
        )
        finding.addresses = [spray.address]
        finding.users = spray.known
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
        finding.addresses = addresses
        return [finding]
    }

    /// An account that is there, and was tried from many addresses.
    fileprivate struct Target {
        var user: String
        var count: Int64
        var addresses: Set<Int64> = []
        var knowsAllAddresses = true
        var firstFailure = Int64.max
        /// Where somebody got in from, for the first time from there, after it was tried.
        var entered: (address: String, time: Int64)?
    }

    private static func byAccount(_ facts: ReportFacts, besides told: Set<String>) throws -> [Finding] {
        var targets = try targets(facts)
        try findEntered(&targets, besides: told, facts)
        let entered = targets.filter { $0.entered != nil }
        var found = try entered.prefix(mostEntered).map { try finding($0, facts) }
        let others = targets.filter { $0.entered == nil } + entered.dropFirst(mostEntered)
        guard others.count > mostLines else { return try found + others.map { try finding($0, facts) } }
        let users = others.map(\.user)
        let text = "\(users.count.grouped) accounts were tried from many addresses each: \(Listing.few(users))"
        let search = search(SearchText.field("user", users), facts)
        var together = try Finding(.manyAddresses, rank: 65, text, search: search, facts)
        together.users = users
        found.append(together)
        return found
    }

    /// Most failures first.
    private static func targets(_ facts: ReportFacts) throws -> [Target] {
        let suspects = facts.users.filter { $0.counts[3] >= 2 * many && !facts.isUsual(failures: $0) }
        guard !suspects.isEmpty else { return [] }
        let names = try facts.store.names(of: suspects.map(\.number))
        let known = try facts.store.known(of: Array(names.values), until: facts.period.end)
        var found: [Int64: Target] = [:]
        for suspect in suspects {
            guard let user = names[suspect.number], known.contains(user) else { continue }
            found[suspect.number] = Target(user: user, count: suspect.counts[3])
        }
        guard !found.isEmpty else { return [] }
        let condition = Condition.and([
            .field(.type, Types.failures.map { .exact($0) }),
            .field(.user, found.values.map(\.user).sorted().map { .exact($0) }),
        ])
        let query = EventQuery(condition: condition, since: facts.period.start, until: facts.period.end)
        var room = mostAddressesOfAll
        try facts.store.forEachOutline(query) { found[$0.user]?.fail($0, &room, mostAddresses) }
        return found.values.filter { $0.addresses.count >= many }
            .sorted { ($1.count, $0.user) < ($0.count, $1.user) }
    }

    /// Somebody got in from a network from which that account was never seen: an owner on a journey, or who tried it.
    private static func findEntered(
        _ targets: inout [Target],
        besides told: Set<String>,
        _ facts: ReportFacts
    ) throws {
        guard !targets.isEmpty else { return }
        let users = targets.map(\.user)
        let condition = Condition.and([
            .field(.type, Types.successes.map { .exact($0) }), .field(.user, users.map { .exact($0) }),
            .field(.outcome, [.exact(Outcome.success.name)]),
        ])
        let query = EventQuery(condition: condition, since: facts.period.start, until: facts.period.end)
        let signIns = try facts.store.outlines(query)
        let names = try facts.store.names(of: Set(signIns.flatMap { [$0.user, $0.ip] }).subtracting([0]))
        let before = try facts.store.places(of: users, until: facts.period.start)
        let byUser = Dictionary(grouping: signIns) { names[$0.user] ?? "" }
        for place in targets.indices {
            let target = targets[place]
            let known = Set((before[target.user]?.addresses ?? []).compactMap(Newcomers.network))
            // Nothing is known of where a new account is at home.
            guard !known.isEmpty else { continue }
            let entered = byUser[target.user]?.first { signIn in
                guard signIn.time > target.firstFailure, signIn.ip != 0, let ip = names[signIn.ip],
                    let network = Newcomers.network(ip)
                else { return false }
                return !known.contains(network) && !told.contains(ip)
            }
            if let entered, let ip = names[entered.ip] { targets[place].entered = (ip, entered.time) }
        }
    }

    private static func finding(_ target: Target, _ facts: ReportFacts) throws -> Finding {
        let least = target.knowsAllAddresses ? "" : "at least "
        let text =
            "\(target.user) was tried from \(least)\(target.addresses.count.grouped) addresses, "
            + "\(target.count.grouped) times in all"
            + (target.entered.map { entered in
                let clock = facts.period.clock(Instant(microseconds: entered.time))
                return "; then somebody got in from \(entered.address), where it never was before, at \(clock)"
            } ?? "")
        let whose = SearchText.field("user", target.user)
        var search = search(whose, facts)
        if let entered = target.entered {
            // What shows it is the sign-in, too.
            let types = Types.successes.filter { facts.totals.count([$0]) > 0 }
            let failed = SearchText.field("type", Types.failures.filter { facts.totals.count([$0]) > 0 })
            let got = SearchText.field("ip", entered.address) + " " + SearchText.field("type", types)
            search = SearchText.all([whose, "(\(failed) or (\(got)))"], facts.period)
        }
        var finding = try Finding(
            .manyAddresses,
            rank: target.entered == nil ? 65 : 90,
            text,
            search: search,
            facts
        )
        finding.users = [target.user]
        if let entered = target.entered {
            finding.addresses = [entered.address]
            finding.time = Instant(microseconds: entered.time)
        }
        return finding
    }

    private static func search(_ whose: String, _ facts: ReportFacts) -> String {
        let types = Types.failures.filter { facts.totals.count([$0]) > 0 }
        return SearchText.all([whose, SearchText.field("type", types)], facts.period)
    }
}

extension Sprays.Target {
    fileprivate mutating func fail(_ failure: EventOutline, _ room: inout Int, _ mostAddresses: Int) {
        firstFailure = min(firstFailure, failure.time)
        guard failure.ip != 0, !addresses.contains(failure.ip) else { return }
        guard addresses.count < mostAddresses, room > 0 else { return knowsAllAddresses = false }
        addresses.insert(failure.ip)
        room -= 1
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
