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
