import ArgumentParser
import FootfallModel
import FootfallQuery

/// How stamps are read that leave out the zone or the year.
struct TimeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The zone of stamps that name none (Europe/Berlin, UTC, +01:00). Without it the machine's.",
            valueName: "zone"
        ),
        completion: .zones
    )
    var timezone: String?

    @Option(
        help: ArgumentHelp(
            "The present for stamps without a year, instead of the clock and the files' times.",
            valueName: "time"
        )
    )
    var referenceTime: String?

    /// The zone named, else the machine's.
    func zone() throws -> ZoneOffsets {
        guard let timezone else { return ZoneOffsets.machine() }
        guard let zone = ZoneOffsets(identifier: timezone) else {
            throw Failure(
                usage: "there is no time zone '\(timezone)'",
                hint: "names look like Europe/Berlin, UTC or +01:00"
            )
        }
        return zone
    }

    func reference(zone: ZoneOffsets) throws -> Instant? {
        guard let referenceTime else { return nil }
        return try TimeExpression.parse(referenceTime, now: Clock.now, zone: zone, name: "--reference-time").start
    }
}
