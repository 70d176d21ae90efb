import FootfallModel
import FootfallReports

let berlin = ZoneOffsets(
    name: "Europe/Berlin",
    starts: [.min, 1_774_746_000, 1_792_890_000],
    offsets: [3600, 7200, 3600]
)

let sunday = CivilDate(year: 2026, month: 11, day: 22)

/// 2026-11-22 at a time of the clock in Berlin.
func berlinTime(_ hour: Int64, _ minute: Int64, _ second: Int64) -> Instant {
    Instant(seconds: 1_795_302_000 + hour * 3600 + minute * 60 + second)
}

func change(
    _ time: Instant,
    _ type: String,
    who: String?,
    whom: String?,
    outcome: Outcome = .success,
    host: String? = "web1",
    details: String? = nil
) -> ActivityEvent {
    ActivityEvent(
        time: time,
        type: type,
        category: .hostActivity,
        outcome: outcome,
        userID: who,
        targetID: whom,
        host: host,
        source: "/var/log/auth.log",
        pattern: "shadow/x",
        message: "",
        details: details
    )
}

/// A day at which a good deal happened, hostile user names included.
func busyDay() -> DailySummary {
    var day = DailySummary(zone: berlin, firstDay: sunday, eventTotal: 1_326, userCount: 31, addressCount: 58)
    day.totals = [
        .init(category: .identityManagement, type: "user_login", outcome: .success, count: 964),
        .init(category: .identityManagement, type: "user_failed_login", outcome: .failure, count: 212),
        .init(category: .identityManagement, type: "create_user", outcome: .success, count: 2),
        .init(category: .identityManagement, type: "create_user", outcome: .failure, count: 1),
        .init(category: .hostActivity, type: "privilege_use", outcome: .success, count: 80),
        .init(category: .hostActivity, type: "session_started", outcome: .unknown, count: 12),
    ]
    day.totals += (1...10).map {
        .init(category: .journeys, type: "custom_\($0)", outcome: $0 == 10 ? .failure : .unknown, count: 11 - $0)
    }
    day.signInsByUser = [
        .init("root", successes: 0, failures: 120),
        .init("alice", successes: 301, failures: 4),
        .init("\u{1b}]0;owned\u{7}\u{1b}[2Jadmin", successes: 0, failures: 30),
        .init("svc-" + String(repeating: "very-long-service-name-", count: 6) + "end", successes: 5, failures: 20),
        .init("日本語ユーザー", successes: 12, failures: 20),
        .init(nil, successes: 0, failures: 7),
    ]
    day.signInsByUser += (1...8).map { .init("user\($0)", successes: 80 + $0, failures: $0 == 8 ? 11 : 0) }
    day.signInsByAddress = [
        .init("192.0.2.7", successes: 0, failures: 180), .init("2001:db8::7", successes: 1, failures: 25),
        .init("198.51.100.20", successes: 963, failures: 7),
    ]
    day.guessedSignIns = [
        .init("2001:db8::7", failures: 25, time: berlinTime(2, 8, 0), users: ["svc\u{1b}[2J", "root"], host: "web1")
    ]
    day.accountChanges = [
        change(berlinTime(2, 10, 5), "create_group", who: nil, whom: nil, details: #"{"group":"mallory"}"#),
        change(berlinTime(2, 10, 5), "create_user", who: nil, whom: "mallory"),
        change(
            berlinTime(2, 10, 6),
            "group_member_added",
            who: "root",
            whom: "mallory\n\u{1b}[31m",
            details: #"{"group":"wheel"}"#
        ),
        change(berlinTime(9, 0, 0), "update_password", who: "alice", whom: nil),
        change(berlinTime(9, 0, 0), "update_password", who: "bob", whom: nil),
        change(berlinTime(11, 4, 5), "locked_account", who: "carol", whom: nil, outcome: .failure, host: nil),
        change(
            berlinTime(17, 59, 59),
            "create_user",
            who: nil,
            whom: "bob",
            outcome: .failure,
            details: #"{"reason":"name is taken"}"#
        ),
    ]
    day.privilegeUses = [.init(user: "alice", count: 75), .init(user: "root", count: 5)]
    day.hours = day.emptyHours
    for (hour, (successes, failures)) in [(2, (3, 180)), (3, (0, 1)), (9, (500, 20)), (10, (460, 11)), (17, (83, 1))] {
        day.hours[hour].successes = Int64(successes)
        day.hours[hour].failures = Int64(failures)
    }
    day.hours[23].other = 67
    day.accounting = [
        .init(
            source: "/var/log/auth.log",
            read: 12_345,
            recognised: 1_200,
            notRecognised: 11_100,
            skipped: 5,
            switchedOff: 40
        ),
        .init(source: "udp://0.0.0.0:514", read: 100, recognised: 71, notRecognised: 29, kernelDrops: 17),
    ]
    return day
}

/// A day at which nothing happened, though lines were read.
func emptyDay() -> DailySummary {
    var day = DailySummary(zone: .utc, firstDay: sunday)
    day.hours = day.emptyHours
    day.accounting = [.init(source: "/var/log/auth.log", read: 1_017, recognised: 0, notRecognised: 1_017)]
    return day
}

/// The day with 25 hours, and three days as a range.
func longDay() -> DailySummary {
    let date = CivilDate(year: 2026, month: 10, day: 25)
    var day = DailySummary(zone: berlin, firstDay: date, eventTotal: 30, userCount: 1, addressCount: 1)
    day.totals = [.init(category: .identityManagement, type: "user_login", outcome: .success, count: 30)]
    day.signInsByUser = [.init("alice", successes: 30, failures: 0)]
    day.signInsByAddress = [.init("192.0.2.1", successes: 30, failures: 0)]
    day.hours = day.emptyHours
    day.hours[2].successes = 10
    day.hours[3].successes = 20
    day.accounting = [.init(source: "stdin", read: 33, recognised: 30, notRecognised: 1)]
    return day
}

func threeDays() -> DailySummary {
    var days = busyDay()
    days.firstDay = CivilDate(year: 2026, month: 11, day: 20)
    let hours = days.hours
    days.hours = days.emptyHours
    days.hours.replaceSubrange(48..<72, with: hours)
    days.hours[5].failures = 40
    return days
}

/// A year and a half, of which three hours have events.
func longRange() -> DailySummary {
    var range = busyDay()
    range.firstDay = CivilDate(year: 2025, month: 5, day: 1)
    range.hours = [
        .init(start: berlinTime(0, 0, 0), successes: 1_000, failures: 100),
        .init(start: Instant(seconds: 1_746_054_000), successes: 100, failures: 30),
        .init(start: Instant(seconds: 1_748_728_800), successes: 40, failures: 1),
    ]
    return range
}
