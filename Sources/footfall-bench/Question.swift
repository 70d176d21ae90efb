import FootfallModel
import FootfallQuery
import FootfallReports
import FootfallStore

/// Something that is asked of a store, and how soon the answer is wanted.
struct Question: Sendable {
    var name: String
    /// Seconds, warm: at 10 million events, and at five times as many and more.
    var wanted: (usual: Double, large: Double)?
    /// Seconds where nothing of the store is in memory.
    var wantedCold: Double?
    /// How what the other databases' script calls the same question begins.
    var peers: [String] = []
    /// What `rg` looks for in the raw text.
    var rawText: String?
    /// Gives how much was found.
    var ask: @Sendable (EventStore) throws -> Int

    /// The newest 50 events that a query finds, as `footfall search` finds them.
    private static func search(
        _ name: String,
        _ query: String,
        peers: [String] = [],
        rawText: String? = nil,
        wanted: Double = 0.005,
        large: Double = 0.010,
        cold: Double? = nil
    ) -> Question {
        Question(name: name, wanted: (wanted, max(wanted, large)), wantedCold: cold, peers: peers, rawText: rawText) {
            store in
            try store.search(parsed(query), limit: 50).count
        }
    }

    static func parsed(_ query: String) throws -> EventQuery {
        try QueryParser.parse(query, now: BenchLog.clock, zone: .utc)
    }

    /// What an index answers.
    static let points = [
        search("latest 50 of the busiest user", "user:user0", peers: ["i latest 50 of busiest user"]),
        search("latest 50 of a middling user", "user:user1000"),
        search("latest 50 of an address", "ip:198.18.0.1"),
        search("latest 50 of a type", "type:user_failed_login"),
        search("latest 50 of a network (/24, some 100 addresses)", "ip:198.18.7.0/24"),
        search("latest 50 of half of all addresses (/16)", "ip:198.18.0.0/16"),
        search(
            "latest 50 of user, type and day",
            "user:user12 type:user_failed_login since:2026-11-20 until:2026-11-20"
        ),
        search(
            "a user with ten events",
            "user:\(BenchLog.rareUser)",
            peers: ["i latest 50 of a rare user"],
            wanted: 0.010,
            cold: 0.150
        ),
        search("a user who is not there", "user:nobody", wanted: 0.010, cold: 0.150),
    ]

    /// What is looked for in the messages.
    static let words = [
        search(
            "word, common",
            "failed",
            peers: ["iii LIKE common", "iii substring common"],
            rawText: "Failed",
            wanted: 0.050
        ),
        search(
            "word, in ten events",
            BenchLog.rareWord,
            peers: ["iii LIKE one address", "iii substring one address"],
            rawText: BenchLog.rareWord,
            wanted: 0.050
        ),
        search(
            "word, absent",
            "zzqqxx",
            peers: ["iii LIKE absent", "iii substring absent"],
            rawText: "zzqqxx",
            wanted: 0.050
        ),
        search("phrase", "\"session opened\"", rawText: "session opened", wanted: 0.050),
        search("beginning of a word, in ten events", "quart*", rawText: "quart", wanted: 0.050),
        search(
            "a common word and one in ten events",
            "command \(BenchLog.rareWord)",
            wanted: 0.050
        ),
        search("piece of a word, absent: all is read", "*qqxx*", rawText: "qqxx", wanted: 0.400, large: 2),
    ]

    /// What is counted.
    static let reports = [
        Question(
            name: "count per type and day, over everything",
            wanted: (0.050, 0.050),
            peers: ["ii count per type per day"]
        ) { store in
            let last = BenchLog.end.dayNumber
            guard let first = try store.statistics().firstTime.map({ $0.seconds / 86_400 }) else { return 0 }
            return try (first...last).reduce(0) { found, day in
                let (since, until) = (Instant(seconds: day * 86_400), Instant(seconds: (day + 1) * 86_400))
                return try found + store.totals(since: since, until: until).count
            }
        },
        Question(
            name: "top 10 users with failures of a day",
            wanted: (0.050, 0.050),
            peers: ["iv top 10 users failed, last 24 h"]
        ) { store in
            try store.topUsers(days: day..<day + 1, types: ["user_failed_login"], limit: 10).count
        },
        Question(name: "the daily report", wanted: (0.200, 0.200)) { try dailyReport($0) },
    ]

    /// The last whole day.
    private static let day = BenchLog.end.dayNumber - 1

    static func dailyReport(_ store: EventStore) throws -> Int {
        let date = CivilDate(dayNumber: day)
        let report = try Report.days(
            of: store,
            ReportPeriod(zone: .utc, firstDay: date),
            kind: "daily",
            now: BenchLog.clock
        )
        return report.rendered(.text, ReportLimits(), style: TextStyle()).utf8.count
    }
}
