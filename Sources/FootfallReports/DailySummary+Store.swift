package import FootfallModel
internal import FootfallQuery
package import FootfallStore

extension DailySummary {
    /// Which types the report's lists are made of.
    private enum Types {
        static let signIn = "user_login"
        static let failedSignIn = "user_failed_login"
        static let privilege = "privilege_use"
        /// Who is there, and who may what: they are listed whatever else fills the day.
        static let rightsChanges = [
            "create_user", "delete_user", "create_group", "delete_group", "group_member_added", "group_member_removed",
            "enable_user", "unlock_account", "add_admin", "delete_admin",
        ]
        static let accountChanges = [
            "create_user_failure", "update_user", "update_user_failure", "suspend_user", "locked_account",
            "add_password", "update_password", "reset_password", "mfa_enrolled", "mfa_removed", "webauthn_registration",
            "user_delete_webauthn_credential", "passwordless_registration", "user_register_mobile_native_biometrics",
            "user_delete_mobile_native_biometrics",
        ]
    }

    /// What a store has to say of the days from `first` to `last` of its zone, both included.
    ///
    /// All but the account changes and the sign-ins of suspicious addresses is read from the rollups, so the cost does
    /// not grow with the number of events.
    package init(
        of store: EventStore,
        zone: ZoneOffsets,
        first: CivilDate,
        last: CivilDate
    ) throws(StoreError) {
        let days = first.dayNumber..<(last.dayNumber + 1)
        let since = Instant(seconds: zone.startOfDay(days.lowerBound))
        let until = Instant(seconds: zone.startOfDay(days.upperBound))
        let types = try store.totals(since: since, until: until)
        self.init(
            zone: zone,
            firstDay: first,
            lastDay: last,
            eventTotal: types.reduce(0) { $0 + $1.count },
            userCount: try store.userCount(days: days),
            addressCount: try store.addressCount(days: days)
        )
        totals = types.map { Total(category: $0.category, type: $0.type, outcome: $0.outcome, count: $0.count) }
        hours = DailySummary.hours(try store.totalsByHour(since: since, until: until))
        let signInTypes = [Types.signIn, Types.failedSignIn]
        signInsByUser = signIns(try store.topUsers(days: days, types: signInTypes, limit: .max), types)
        signInsByAddress = signIns(try store.topAddresses(days: days, types: signInTypes, limit: .max), types)
        guessedSignIns = try DailySummary.guessedSignIns(signInsByAddress, of: store, since: since, until: until)
        let listed = Set(Types.rightsChanges + Types.accountChanges)
        accountChanges = try DailySummary.changes(Types.rightsChanges, of: store, since: since, until: until)
        accountChanges += try DailySummary.changes(Types.accountChanges, of: store, since: since, until: until)
        accountChanges.sort { ($0.time, $0.id) < ($1.time, $1.id) }
        accountChangesLeftOut =
            types.reduce(0) { $0 + (listed.contains($1.type) ? $1.count : 0) }
            - accountChanges.reduce(0) { $0 + $1.count }
        privilegeUses = try store.topUsers(days: days, types: [Types.privilege], limit: .max)
            .map { PrivilegeUse(user: $0.name, count: $0.count) }
        accounting = DailySummary.accounting(try store.accounting(days: days))
        if days.count == 1 { recognitionDrops = try RecognitionDrop.all(in: store, on: days.lowerBound) }
    }

    /// How many changes of either kind are listed.
    private static let changeLimit = 10_000

    private static func changes(
        _ types: [String],
        of store: EventStore,
        since: Instant,
        until: Instant
    ) throws(StoreError) -> [ActivityEvent] {
        let condition = Condition.field(.type, types.map { .exact($0) })
        let query = EventQuery(condition: condition, since: since, until: until)
        return try store.search(query, limit: changeLimit, order: .oldestFirst)
    }

    private static func hours(_ totals: [HourTotal]) -> [Hour] {
        var hours: [Hour] = []
        for total in totals {
            if hours.last?.start != total.start { hours.append(Hour(start: total.start)) }
            switch total.outcome {
            case .success: hours[hours.count - 1].successes += total.count
            case .failure: hours[hours.count - 1].failures += total.count
            case .unknown: hours[hours.count - 1].other += total.count
            }
        }
        return hours
    }

    /// By name, and what nobody's name stands at, so that the column adds up to the total.
    private func signIns(_ names: [NameTotal], _ types: [TypeTotal]) -> [SignIns] {
        func count(_ type: String, _ parts: [TypeTotal]) -> Int64 {
            parts.reduce(0) { $0 + ($1.type == type ? $1.count : 0) }
        }
        var found = names.map { name in
            SignIns(
                name.name,
                successes: count(Types.signIn, name.parts),
                failures: count(Types.failedSignIn, name.parts)
            )
        }
        let successes = count(Types.signIn, types) - found.reduce(0) { $0 + $1.successes }
        let failures = count(Types.failedSignIn, types) - found.reduce(0) { $0 + $1.failures }
        if successes > 0 || failures > 0 { found.append(SignIns(nil, successes: successes, failures: failures)) }
        return found
    }

    /// How many addresses are looked at, and how many failures make a sign-in one to look at.
    private static let suspectLimit = 20
    private static let suspectFailures: Int64 = 3
    /// How many of an address's sign-ins and failures are walked through.
    private static let attemptLimit = 10_000

    /// The addresses that failed before they succeeded, most failures first.
    ///
    /// One that succeeds more often than it fails is an office or a proxy whose people mistype.
    private static func guessedSignIns(
        _ signIns: [SignIns],
        of store: EventStore,
        since: Instant,
        until: Instant
    ) throws(StoreError) -> [GuessedSignIn] {
        func query(_ address: String) -> EventQuery {
            let types: [ValueMatch] = [.exact(Types.signIn), .exact(Types.failedSignIn)]
            let condition = Condition.and([.field(.type, types), .field(.ip, [.exact(address)])])
            return EventQuery(condition: condition, since: since, until: until)
        }
        let suspects =
            signIns
            .filter { $0.successes > 0 && $0.failures >= max(suspectFailures, $0.successes) }
            .sorted { ($1.failures, $0.name ?? "") < ($0.failures, $1.name ?? "") }
        var found: [GuessedSignIn] = []
        for suspect in suspects.prefix(suspectLimit) {
            guard let address = suspect.name else { continue }
            let attempts = try store.search(query(address), limit: attemptLimit, order: .oldestFirst)
            if let guessed = guessed(address, attempts) { found.append(guessed) }
        }
        return found
    }

    /// The first sign-in that followed enough failures in a row, and who got in from then on.
    private static func guessed(_ address: String, _ attempts: [ActivityEvent]) -> GuessedSignIn? {
        var failures: Int64 = 0
        for (index, attempt) in attempts.enumerated() {
            guard attempt.type == Types.signIn else {
                failures += attempt.count
                continue
            }
            if failures >= suspectFailures {
                var users: [String] = []
                for later in attempts[index...] where later.type == Types.signIn {
                    if let user = later.userID, !users.contains(user) { users.append(user) }
                }
                return GuessedSignIn(address, failures: failures, time: attempt.time, users: users, host: attempt.host)
            }
            failures = 0
        }
        return nil
    }

    private static func accounting(_ accounts: [String: [String: Int64]]) -> [SourceAccount] {
        accounts.keys.sorted().map { source in
            let counts = accounts[source] ?? [:]
            func count(_ tally: Tally) -> Int64 { counts[tally.name] ?? 0 }
            return SourceAccount(
                source: source,
                read: count(.records),
                recognised: count(.matched),
                notRecognised: count(.unrecognised),
                evidence: count(.evidence),
                remembered: count(.remembered),
                waiting: count(.waiting),
                skipped: count(.skippedEmpty) + count(.skippedMalformed),
                switchedOff: count(.switchedOff),
                kernelDrops: count(.kernelDrops)
            )
        }
    }
}
