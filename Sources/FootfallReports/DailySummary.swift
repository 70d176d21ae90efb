package import FootfallModel

/// What happened on a day, or on several: the numbers behind the daily report.
///
/// Lists are complete, in any order; what is shown of them is the renderer's business.
package struct DailySummary: Sendable, Hashable {
    /// How often an event type occurred with one outcome.
    package struct Total: Sendable, Hashable {
        package var category: EventCategory
        package var type: String
        package var outcome: Outcome
        package var count: Int64

        package init(category: EventCategory, type: String, outcome: Outcome, count: Int64) {
            self.category = category
            self.type = type
            self.outcome = outcome
            self.count = count
        }
    }

    /// The events of the time from `start` to the next such.
    package struct Hour: Sendable, Hashable {
        package var start: Instant
        package var successes: Int64
        package var failures: Int64
        package var other: Int64

        package init(start: Instant, successes: Int64 = 0, failures: Int64 = 0, other: Int64 = 0) {
            self.start = start
            self.successes = successes
            self.failures = failures
            self.other = other
        }

        package var total: Int64 { successes + failures + other }
    }

    /// The sign-ins of one user or from one address.
    package struct SignIns: Sendable, Hashable {
        /// The user or address; `nil` where the events name none.
        package var name: String?
        package var successes: Int64
        package var failures: Int64

        package init(_ name: String?, successes: Int64, failures: Int64) {
            self.name = name
            self.successes = successes
            self.failures = failures
        }
    }

    /// Sign-ins from an address that had failed several times before: somebody guessed right, or mistyped.
    package struct GuessedSignIn: Sendable, Hashable {
        package var address: String
        /// Failed sign-ins before the first that succeeded.
        package var failures: Int64
        /// The first sign-in that succeeded.
        package var time: Instant
        /// Who signed in from there, first come first.
        package var users: [String]
        package var host: String?

        package init(_ address: String, failures: Int64, time: Instant, users: [String], host: String? = nil) {
            self.address = address
            self.failures = failures
            self.time = time
            self.users = users
            self.host = host
        }
    }

    /// How often a user acted with another's rights.
    package struct PrivilegeUse: Sendable, Hashable {
        package var user: String?
        package var count: Int64

        package init(user: String?, count: Int64) {
            self.user = user
            self.count = count
        }
    }

    /// What became of the records of one source.
    package struct SourceAccount: Sendable, Hashable {
        package var source: String
        package var read: Int64
        package var recognised: Int64
        package var notRecognised: Int64
        /// Tell an event again; are kept for other records; may still prove to be evidence.
        package var evidence: Int64
        package var remembered: Int64
        package var waiting: Int64
        package var skipped: Int64
        package var switchedOff: Int64
        /// Lost before anything could be read.
        package var kernelDrops: Int64

        package init(
            source: String,
            read: Int64,
            recognised: Int64,
            notRecognised: Int64,
            evidence: Int64 = 0,
            remembered: Int64 = 0,
            waiting: Int64 = 0,
            skipped: Int64 = 0,
            switchedOff: Int64 = 0,
            kernelDrops: Int64 = 0
        ) {
            self.source = source
            self.read = read
            self.recognised = recognised
            self.notRecognised = notRecognised
            self.evidence = evidence
            self.remembered = remembered
            self.waiting = waiting
            self.skipped = skipped
            self.switchedOff = switchedOff
            self.kernelDrops = kernelDrops
        }

        /// Records read of which nothing else is known: 0 where the sum closes.
        package var unaccounted: Int64 {
            read - recognised - notRecognised - evidence - remembered - waiting - skipped - switchedOff
        }
    }

    package var zone: ZoneOffsets
    package var firstDay: CivilDate
    package var lastDay: CivilDate
    package var eventTotal: Int64
    /// Users and addresses that the events name, each counted once.
    package var userCount: Int64
    package var addressCount: Int64
    package var totals: [Total] = []
    /// In any order; hours without events may be left out.
    package var hours: [Hour] = []
    package var signInsByUser: [SignIns] = []
    package var signInsByAddress: [SignIns] = []
    package var guessedSignIns: [GuessedSignIn] = []
    /// Oldest first.
    package var accountChanges: [ActivityEvent] = []
    /// How many more changes there were than `accountChanges` lists.
    package var accountChangesLeftOut: Int64 = 0
    package var privilegeUses: [PrivilegeUse] = []
    package var accounting: [SourceAccount] = []
    /// Sources of which suddenly less is recognised than before; for one day only.
    package var recognitionDrops: [RecognitionDrop] = []

    package init(
        zone: ZoneOffsets,
        firstDay: CivilDate,
        lastDay: CivilDate? = nil,
        eventTotal: Int64 = 0,
        userCount: Int64 = 0,
        addressCount: Int64 = 0
    ) {
        self.zone = zone
        self.firstDay = firstDay
        self.lastDay = lastDay ?? firstDay
        self.eventTotal = eventTotal
        self.userCount = userCount
        self.addressCount = addressCount
    }

    /// The first moment of the first day.
    package var start: Instant { Instant(seconds: zone.startOfDay(firstDay.dayNumber)) }
    /// The first moment after the last day.
    package var end: Instant { Instant(seconds: zone.startOfDay(lastDay.dayNumber + 1)) }

    /// The hours of the days without their events, in order: 23, 24 or 25 to a day.
    package var emptyHours: [Hour] {
        stride(from: start.seconds, to: end.seconds, by: 3600).map { Hour(start: Instant(seconds: $0)) }
    }
}
