import ArgumentParser
import FootfallModel
import FootfallQuery
import FootfallReports
import FootfallStore

/// From which day to which: all days of the store where nobody says.
struct ReportSpan: ParsableArguments {
    @Option(help: ArgumentHelp("From this day on (2026-11-01, 4w).", valueName: "day"), completion: .times)
    var since: String?

    @Option(help: ArgumentHelp("Up to and with this day.", valueName: "day"), completion: .times)
    var until: String?

    /// The days that are meant.
    func period(of store: EventStore) throws -> ReportPeriod {
        let zone = store.zone
        let now = Clock.now
        let statistics = since == nil || until == nil ? try store.statistics() : nil
        func day(_ text: String, _ name: String) throws -> CivilDate {
            let time = try TimeExpression.parse(text, now: now, zone: zone, name: name)
            return CivilDate(dayNumber: zone.day(atUTC: time.start.seconds))
        }
        func day(_ time: Instant?) -> CivilDate { CivilDate(dayNumber: zone.day(atUTC: (time ?? now).seconds)) }
        let first = try since.map { try day($0, "--since") } ?? day(statistics?.firstTime)
        let last = try until.map { try day($0, "--until") } ?? max(first, day(statistics?.lastTime))
        guard first <= last else {
            throw Failure(usage: "--until \(last) is before --since \(first)", hint: "the first day comes first")
        }
        return ReportPeriod(zone: zone, firstDay: first, lastDay: last)
    }
}
