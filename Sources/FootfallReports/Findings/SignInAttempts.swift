internal import FootfallModel
internal import FootfallQuery
internal import FootfallStore

/// Who got in from the addresses that are worth a look, and how many failures stood before it.
///
/// Failures are counted as they are read and not kept: under attack there are millions of them, while few get in. The last
/// hour before the time belongs to it, too, since nobody stops guessing at midnight.
struct SignInAttempts {
    private typealias Types = ReportFacts.Types

    /// Somebody got in.
    struct SignIn {
        var time: Int64
        var count: Int64
        var user: Int64
        var host: Int64
        var type: Int64
        /// Failures of the address since anybody got in from there.
        var inARow: Int64 = 0
        /// Failures of the address at this name since it got in from there itself, whoever else did.
        var atName: Int64 = 0

        var failures: Int64 { max(inARow, atName) }
    }

    struct Address {
        var text: String
        /// Oldest first; not of addresses with more than can be looked at.
        fileprivate(set) var signIns: [SignIn] = []
        fileprivate(set) var failures: Int64 = 0
        /// Some of the failures were before the time.
        fileprivate(set) var beganBefore = false
        /// The names that were tried within the time.
        fileprivate(set) var tried: Set<Int64> = []
        /// Whether these are all.
        fileprivate(set) var knowsAllTried = true
        fileprivate(set) var types: Set<Int64> = []
        /// Where in `signIns` those of a user are.
        fileprivate var places: [Int64: [Int]] = [:]
    }

    /// By the address's number.
    private(set) var byAddress: [Int64: Address]

    /// Bounds for the memory: names that were tried, of an address and of all; sign-ins of all.
    private static let mostNames = 20_000
    private static let mostNamesOfAll = 400_000
    private static let mostSignIns: Int64 = 1_000_000
    /// More addresses than this are quicker looked for among all sign-ins.
    private static let mostAsked = 100
    private static let secondsBefore: Int64 = 3600

    /// When the hour before the time begins.
    static func start(_ period: ReportPeriod) -> Instant { period.start.advanced(bySeconds: -secondsBefore) }

    /// - Parameters:
    ///   - leastBeforeSuccess: failures that make an address worth a look from which somebody got in.
    ///   - leastFailures: those that make any address so.
    init(_ facts: ReportFacts, leastBeforeSuccess: Int64, leastFailures: Int64) throws {
        let begin = SignInAttempts.start(facts.period)
        var before: [Int64: Int64] = [:]
        for address in facts.addresses where address.counts[2] > 0 { before[address.number] = 0 }
        try facts.store.forEachOutline(SignInAttempts.query(false, begin, facts.period.start)) {
            before[$0.ip]? += $0.count
        }
        let entered = facts.addresses.filter {
            $0.counts[2] > 0 && $0.counts[3] + before[$0.number, default: 0] >= leastBeforeSuccess
        }
        let suspects = Set(entered.map(\.number))
            .union(facts.addresses.lazy.filter { $0.counts[3] >= leastFailures }.map(\.number))
        byAddress = try facts.store.names(of: suspects).mapValues { Address(text: $0) }
        // An address with more sign-ins than that is a proxy, and says nothing about anybody.
        var room = SignInAttempts.mostSignIns
        let read = Set(
            entered.sorted { ($0.counts[2], $0.number) < ($1.counts[2], $1.number) }.prefix {
                room -= $0.counts[2]
                return room >= 0
            }.map(\.number)
        )
        try readSignIns(of: read, facts, begin)
        try readFailures(facts, begin)
    }

    /// What asks for sign-ins, or for failures.
    private static func query(
        _ success: Bool,
        _ since: Instant,
        _ until: Instant,
        of addresses: [String] = []
    ) -> EventQuery {
        let outcome = Condition.field(.outcome, [.exact(Outcome.success.name)])
        var parts: [Condition] = [
            .field(.type, (Types.successes + Types.failures).map { .exact($0) }), success ? outcome : .not(outcome),
        ]
        if !addresses.isEmpty, addresses.count <= mostAsked {
            parts.append(.field(.ip, addresses.sorted().map { .exact($0) }))
        }
        return EventQuery(condition: .and(parts), since: since, until: until)
    }

    private mutating func readSignIns(of suspects: Set<Int64>, _ facts: ReportFacts, _ begin: Instant) throws {
        guard !suspects.isEmpty else { return }
        let texts = suspects.compactMap { byAddress[$0]?.text }
        var found = byAddress
        try facts.store.forEachOutline(SignInAttempts.query(true, begin, facts.period.end, of: texts)) {
            guard suspects.contains($0.ip) else { return }
            let signIn = SignIn(time: $0.time, count: $0.count, user: $0.user, host: $0.host, type: $0.type)
            found[$0.ip]?.signIns.append(signIn)
        }
        for number in suspects { found[number]?.order() }
        byAddress = found
    }

    private mutating func readFailures(_ facts: ReportFacts, _ begin: Instant) throws {
        guard !byAddress.isEmpty else { return }
        var found = byAddress
        var room = SignInAttempts.mostNamesOfAll
        let start = facts.period.start.microseconds
        let query = SignInAttempts.query(false, begin, facts.period.end, of: found.values.map(\.text))
        try facts.store.forEachOutline(query) {
            found[$0.ip]?.fail($0, isBefore: $0.time < start, &room, SignInAttempts.mostNames)
        }
        byAddress = found
    }
}

extension SignInAttempts.Address {
    fileprivate mutating func order() {
        signIns.sort { $0.time < $1.time }
        for (place, signIn) in signIns.enumerated() { places[signIn.user, default: []].append(place) }
        types.formUnion(signIns.lazy.map(\.type))
    }

    /// A failure belongs to the next sign-in of anybody, and to the next one under its name.
    fileprivate mutating func fail(_ failure: EventOutline, isBefore: Bool, _ room: inout Int, _ mostNames: Int) {
        failures += failure.count
        types.insert(failure.type)
        if isBefore { beganBefore = true }
        if !isBefore, failure.user != 0, !tried.contains(failure.user) {
            if tried.count < mostNames, room > 0 {
                tried.insert(failure.user)
                room -= 1
            } else {
                knowsAllTried = false
            }
        }
        let next = signIns.indices.first(after: failure.time) { signIns[$0].time }
        if let next { signIns[next].inARow += failure.count }
        guard let own = places[failure.user], failure.user != 0 else { return }
        if let place = own.indices.first(after: failure.time, { signIns[own[$0]].time }) {
            signIns[own[place]].atName += failure.count
        }
    }
}

extension Range<Int> {
    /// The first place whose time is not before another.
    fileprivate func first(after time: Int64, _ timeOf: (Int) -> Int64) -> Int? {
        var (low, high) = (lowerBound, upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if timeOf(middle) < time { low = middle + 1 } else { high = middle }
        }
        return low < upperBound ? low : nil
    }
}
