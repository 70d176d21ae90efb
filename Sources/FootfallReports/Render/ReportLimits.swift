internal import FootfallModel

/// How many rows of each section are shown.
package struct ReportLimits: Sendable, Hashable {
    /// For all sections that are not named.
    package var all: Int?
    /// By the sections' names.
    package var bySection: [String: Int] = [:]

    package init() {}

    func limit(of section: any ReportSection) -> Int {
        bySection[section.name] ?? all ?? type(of: section).usualLimit
    }
}

/// Where a report's links lead, where it is part of a page that has more pages beside it.
package struct ReportLinks: Sendable {
    /// The page of a search.
    package var search: @Sendable (String) -> String
    /// The page of a person or an address; `nil` where there is none to lead to.
    package var subject: @Sendable (ReportSubject) -> String?

    package init(
        search: @escaping @Sendable (String) -> String,
        subject: @escaping @Sendable (ReportSubject) -> String?
    ) {
        self.search = search
        self.subject = subject
    }
}

/// How a report is written.
package enum ReportFormat: String, CaseIterable, Sendable {
    case text, markdown, html, json
}

extension Report {
    /// The report in a format, with a newline at its end.
    package func rendered(_ format: ReportFormat, _ limits: ReportLimits, style: TextStyle) -> String {
        switch format {
        case .text: TextRenderer(self, limits, style: style).text
        case .markdown: MarkdownRenderer(self, limits).text
        case .html: HTMLRenderer(self, limits).text
        case .json: json(limits).text + "\n"
        }
    }

    /// The report as a part of a page that has links: what stands between the body's tags.
    package func html(_ limits: ReportLimits, _ links: ReportLinks) -> String {
        HTMLRenderer(self, limits, links).body
    }

    /// The style sheet of its pages.
    package static var styleSheet: String { HTMLStyle.sheet }

    /// The command line of the search that shows a finding.
    func command(_ query: String) -> String { searchCommand + " " + shellQuoted(query) }

    private func json(_ limits: ReportLimits) -> JSONValue {
        .object([
            ("schema", .number(1)), ("report", .text(kind)), ("title", .text(title)),
            ("timezone", .text(period.zone.name)), ("first_day", .text(period.firstDay.description)),
            ("last_day", .text(period.lastDay.description)), ("start", .text(period.start.rfc3339)),
            ("end", .text(period.end.rfc3339)), ("complete", .bool(gaps.isEmpty)), ("gaps", .list(gaps)),
            ("remarks", .list(remarks)),
            ("sections", .object(sections.map { ($0.name, $0.json(limit: limits.limit(of: $0))) })),
        ])
    }
}
