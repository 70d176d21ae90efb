internal import FootfallModel
internal import FootfallQuery
internal import FootfallStore

/// What several sections of a report are made of, read from the store once.
struct ReportFacts {
    /// Which types are what.
    enum Types {
        static let signIn = "user_login"
        static let failedSignIn = "user_failed_login"
        static let privilege = "privilege_use"
        /// What says that somebody knew the password, and that somebody did not.
        static let successes = [signIn, "authentication_succeeded"]
        static let failures = [failedSignIn, "authentication_failed", "failed_OTP_attempt"]
    }

    /// Another day that the report's is held against.
    struct OtherDay {
        var day: Int64
        var totals: PeriodTotals
        var people: Int64
        var addresses: Int64
        /// All kinds of failures, by the user's number.
        var failures: [Int64: Int64]
    }

    let store: EventStore
    let period: ReportPeriod
    /// Nothing more comes: only then can anything be missing.
    let isOver: Bool
    let totals: PeriodTotals
    /// Counts by user: sign-ins, failed sign-ins, another's rights, all kinds of failures.
    let users: [NameCount]
    /// Counts by address: sign-ins, failed sign-ins, all kinds of successes, all kinds of failures.
    let addresses: [NameCount]
    /// The day before, and the same day of the week in the last four weeks; those without any events are left out.
    let dayBefore: OtherDay?
    let sameWeekdays: [OtherDay]

    init(of store: EventStore, _ period: ReportPeriod, now: Instant) throws {
        self.store = store
        self.period = period
        isOver = period.end <= now
        totals = try store.period(since: period.start, until: period.end)
        users = try store.nameCounts(
            .users,
            days: period.days,
            classes: [[Types.signIn], [Types.failedSignIn], [Types.privilege], Types.failures]
        )
        addresses = try store.nameCounts(
            .addresses,
            days: period.days,
            classes: [[Types.signIn], [Types.failedSignIn], Types.successes, Types.failures]
        )
        guard period.isOneDay else {
            dayBefore = nil
            sameWeekdays = []
            return
        }
        let day = period.firstDay.dayNumber
        func other(_ day: Int64) throws -> OtherDay? {
            let other = period.day(day)
            let totals = try store.period(since: other.start, until: other.end)
            // A day that retention has come to is no measure.
            guard totals.count > 0, try store.dropped(since: other.start, until: other.end) == nil else { return nil }
            let users = try store.nameCounts(.users, days: other.days, classes: [Types.failures])
            let addresses = try store.nameCounts(.addresses, days: other.days, classes: [])
            let people = Int64(users.count { $0.hasDone })
            let failures = users.lazy.filter { $0.counts[0] > 0 }.map { ($0.number, $0.counts[0]) }
            return OtherDay(
                day: day,
                totals: totals,
                people: people,
                addresses: Int64(addresses.count),
                failures: Dictionary(uniqueKeysWithValues: failures)
            )
        }
        dayBefore = try other(day - 1)
        sameWeekdays = try (1...4).compactMap { try other(day - 7 * $0) }
    }

    /// The days that say what is usual.
    var otherDays: [OtherDay] { (dayBefore.map { [$0] } ?? []) + sameWeekdays }

    var people: Int64 { Int64(users.count { $0.hasDone }) }

    /// A text of the report as a query: what it finds is what is counted.
    ///
    /// It is spelled right, whichever types the store has.
    func query(_ text: String) throws(Diagnostic) -> EventQuery {
        try QueryParser.parse(text, now: period.end, zone: period.zone, vocabulary: QueryVocabulary(details: []))
    }

    func count(_ text: String) throws -> Int64 { try store.count(try query(text)) }

    /// The median of what is counted on the days that say what is usual; `nil` where there is none.
    static func median(_ counts: [Int64]) -> Int64? {
        guard !counts.isEmpty else { return nil }
        let ordered = counts.sorted()
        let middle = ordered.count / 2
        return ordered.count % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle] + 1) / 2
    }

    /// Whether so many of some types are what happens every day.
    func isUsual(_ count: Int64, _ types: [String]) -> Bool {
        guard let usual = ReportFacts.median(otherDays.map { $0.totals.count(types) }) else { return false }
        return usual >= 3 && count <= 3 * usual
    }
}
