package import FootfallModel
package import FootfallQuery
package import FootfallStore

extension Report {
    /// The sections of a report of a person and of an address, in the order in which they are read.
    package static let userSections: [any ReportSection.Type] = [
        SummarySection.self, HoursSection.self, WeekSection.self, ServicesSection.self, AddressesSection.self,
        HostsSection.self,
        TypesSection.self, SessionsSection.self, TimelineSection.self,
    ]
    package static let addressSections: [any ReportSection.Type] = [
        SummarySection.self, HoursSection.self, WeekSection.self, PeopleSection.self, ServicesSection.self,
        HostsSection.self,
        TypesSection.self, TimelineSection.self,
    ]

    /// What a store knows of one person, or of one address.
    ///
    /// - Parameters:
    ///   - weeks: of what time the hours of the week are counted, if not of the period's.
    ///   - deadline: when to give up counting them.
    package static func subject(
        _ subject: ReportSubject,
        of store: EventStore,
        _ period: ReportPeriod,
        weeks: ReportPeriod? = nil,
        sections names: [String] = [],
        now: Instant,
        deadline: ContinuousClock.Instant? = nil
    ) throws -> Report {
        let facts = try SubjectFacts(of: store, subject, period)
        let (kind, name, sections) =
            switch subject {
            case .user(let names): ("user", names.first ?? "", userSections)
            case .address(let address): ("address", address, addressSections)
            }
        let days = period.isOneDay ? "\(period.firstDay)" : "\(period.firstDay) to \(period.lastDay)"
        var report = Report(kind: kind, title: "\(name): \(days), \(period.zone.name)", period: period)
        report.remarks = period.remarks(Int64(facts.events.count), now: now)
        for section in sections where names.isEmpty || names.contains(section.name) {
            switch section {
            case is SummarySection.Type: report.sections.append(try SummarySection(facts))
            case is HoursSection.Type: report.sections.append(HoursSection(facts.events, period))
            case is WeekSection.Type:
                report.sections.append(try WeekSection(of: store, subject, weeks ?? period, deadline: deadline))
            case is ServicesSection.Type: report.sections.append(ServicesSection(facts))
            case is AddressesSection.Type: report.sections.append(AddressesSection(facts))
            case is HostsSection.Type: report.sections.append(HostsSection(facts))
            case is PeopleSection.Type: report.sections.append(PeopleSection(facts))
            case is TypesSection.Type: report.sections.append(TypesSection(facts))
            case is SessionsSection.Type:
                let types = SessionPairs.ends
                let ended = facts.figure([SearchText.field("type", types)]) { facts.hasType($0, types) }
                report.sections.append(try SessionsSection(of: store, period, ended, subject.condition))
            default: report.sections.append(try TimelineSection(facts))
            }
        }
        return report
    }

    /// The commonest values of a field.
    ///
    /// - Parameters:
    ///   - query: what is counted, without a time.
    ///   - text: the same as a person would type it, beside which more can stand; empty for everything.
    package static func top(
        by field: Field,
        _ query: EventQuery,
        _ text: String,
        of store: EventStore,
        _ period: ReportPeriod,
        now: Instant
    ) throws -> Report {
        let days = period.isOneDay ? "\(period.firstDay)" : "\(period.firstDay) to \(period.lastDay)"
        let what = text.isEmpty ? "" : " (\(text))"
        let title = "Most events by \(field.rawValue)\(what): \(days), \(period.zone.name)"
        var report = Report(kind: "top", title: title, period: period)
        let top = try TopSection(of: store, period, by: field, query, text)
        report.sections = [top]
        report.remarks = period.remarks(top.count, now: now)
        return report
    }
}
