package import FootfallModel
package import FootfallStore

extension Report {
    /// The sections of a report of days, in the order in which they are read.
    package static let daySections: [any ReportSection.Type] = [
        HeadlineSection.self, NeedsALookSection.self, HoursSection.self, SignInsSection.self, FailuresSection.self,
        AccountChangesSection.self, PrivilegesSection.self, SessionsSection.self, JourneysSection.self,
        VerificationsSection.self, SearchesSection.self, EventsSection.self, SourcesSection.self,
    ]

    /// What a store has to say of some days.
    ///
    /// - Parameters:
    ///   - names: of the sections that are wanted; all where it is empty.
    ///   - folder: the reader's; sources below it are named as seen from there.
    ///   - searches: those that have a name.
    ///   - types: the catalogue's, which these may ask for.
    ///   - now: the clock, for days that are not over.
    package static func days(
        of store: EventStore,
        _ period: ReportPeriod,
        kind: String,
        sections names: [String] = [],
        folder: String? = nil,
        searches: [NamedSearch] = [],
        types: [String] = [],
        now: Instant
    ) throws -> Report {
        let title =
            kind == "daily"
            ? "Daily report: \(period.firstDay.weekday) \(period.firstDay), \(period.zone.name)"
            : "Report: \(period.firstDay) to \(period.lastDay), \(period.zone.name)"
        var report = Report(kind: kind, title: title, period: period)
        let facts = try ReportFacts(of: store, period, now: now)
        func wants(_ section: any ReportSection.Type) -> Bool { names.isEmpty || names.contains(section.name) }
        let sources = try SourcesSection(facts, folder: folder)
        report.gaps = sources.gaps
        report.remarks = period.remarks(facts.totals.count, now: now)
        for section in daySections where wants(section) {
            switch section {
            case is HeadlineSection.Type: report.sections.append(HeadlineSection(facts))
            case is NeedsALookSection.Type: report.sections.append(try NeedsALookSection(facts))
            case is HoursSection.Type: report.sections.append(HoursSection(facts))
            case is SignInsSection.Type: report.sections.append(try SignInsSection(facts))
            case is FailuresSection.Type: report.sections.append(try FailuresSection(facts))
            case is AccountChangesSection.Type: report.sections.append(try AccountChangesSection(facts))
            case is PrivilegesSection.Type: report.sections.append(try PrivilegesSection(facts))
            case is SessionsSection.Type: report.sections.append(try SessionsSection(facts))
            case is JourneysSection.Type: report.sections.append(JourneysSection(facts))
            case is VerificationsSection.Type: report.sections.append(VerificationsSection(facts))
            case is SearchesSection.Type where searches.isEmpty: break
            case is SearchesSection.Type:
                report.sections.append(try SearchesSection(searches, of: store, period, types: types, now: now))
            case is EventsSection.Type: report.sections.append(EventsSection(facts))
            default: report.sections.append(sources)
            }
        }
        return report
    }
}

extension ReportPeriod {
    /// What is to be known about the time itself.
    func remarks(_ events: Int64, now: Instant) -> [String] {
        var remarks: [String] = []
        let seconds = end.seconds - start.seconds
        if isOneDay, seconds != 86_400 {
            let minutes = seconds % 3600 / 60
            let hours = "\(seconds / 3600)" + (minutes == 0 ? "" : ":" + (minutes < 10 ? "0" : "") + "\(minutes)")
            remarks.append("The clocks went \(seconds < 86_400 ? "forward" : "back"): this day has \(hours) hours.")
        }
        if start <= now, now < end {
            remarks.append("\(isOneDay ? "The day" : "The time") is not over: this is what came until \(clock(now)).")
        }
        if events == 0 { remarks.append("Nothing happened \(isOneDay ? "on this day" : "in this time"): no events.") }
        return remarks
    }
}
