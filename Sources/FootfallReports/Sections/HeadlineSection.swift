internal import FootfallModel
internal import FootfallStore

/// How much happened, held against the day before and against what such a day usually has.
package struct HeadlineSection: ReportSection {
    package struct Line: Sendable, Hashable {
        /// Its member in JSON.
        var member: String
        var label: String
        var figure: Figure
        var dayBefore: Int64?
        /// The median of the same day of the week in the last four weeks.
        var usual: Int64?
    }

    package static let name = "headline"
    package var title: String { "In numbers" }

    private let lines: [Line]
    private let weekday: String?

    init(_ facts: ReportFacts) {
        let bounds = facts.period
        typealias Types = ReportFacts.Types
        func line(
            _ member: String,
            _ label: String,
            _ figure: Figure,
            _ other: (ReportFacts.OtherDay) -> Int64
        ) -> Line {
            Line(
                member: member,
                label: label,
                figure: figure,
                dayBefore: facts.dayBefore.map(other),
                usual: ReportFacts.median(facts.sameWeekdays.map(other))
            )
        }
        func types(_ member: String, _ label: String, _ type: String) -> Line {
            let figure = Figure(facts.totals.count([type]), SearchText.all([SearchText.field("type", type)], bounds))
            return line(member, label, figure) { $0.totals.count([type]) }
        }
        lines = [
            line("events", "Events", Figure(facts.totals.count, bounds.bounds)) { $0.totals.count },
            line("people", "People", Figure(facts.people)) { $0.people },
            line("addresses", "Addresses", Figure(Int64(facts.addresses.count))) { $0.addresses },
            line("hosts", "Hosts", Figure(Int64(facts.totals.hosts.count))) { Int64($0.totals.hosts.count) },
            types("sign_ins", "Sign-ins", Types.signIn),
            types("failures", "Failed sign-ins", Types.failedSignIn),
        ]
        weekday = facts.period.isOneDay ? facts.period.firstDay.weekday : nil
    }

    package func blocks(limit: Int) -> [ReportBlock] {
        var columns: [ReportTable.Column] = [.init("", .name), .init("", .number)]
        guard let weekday else {
            return [.table(ReportTable(title, columns, lines.map { [.init($0.label), .init($0.figure.orZero)] }))]
        }
        columns[1].title = "this day"
        columns += [
            .init("day before", .number), .init("", .number, isHiddenWhenEmpty: true),
            .init("usual \(weekday)", .number),
            .init("", .number, isHiddenWhenEmpty: true),
        ]
        let rows = lines.map { line -> [ReportTable.Cell] in
            [.init(line.label), .init(line.figure.orZero)]
                + [line.dayBefore, line.usual].flatMap { other -> [ReportTable.Cell] in
                    [.init(other?.grouped ?? "–"), .init(HeadlineSection.change(line.figure.count, from: other))]
                }
        }
        return [.table(ReportTable(title, columns, rows))]
    }

    /// `+41%`; a multiple where it is more than that, and nothing where nothing was.
    private static func change(_ now: Int64, from before: Int64?) -> String {
        guard let before, before > 0 else { return "" }
        if now == before { return "=" }
        if now >= before * 10 { return "×" + (now / before).grouped }
        let percent = Int64((Double(now - before) / Double(before) * 100).rounded())
        // What changed shows, however little it is.
        if percent == 0 { return now > before ? "+0%" : "-0%" }
        return (percent > 0 ? "+" : "") + "\(percent)%"
    }

    package func json(limit: Int) -> JSONValue {
        .object(
            lines.map { line in
                guard case .object(let figure) = line.figure.json else { return (line.member, .null) }
                let others: [(String, JSONValue)] = [
                    ("day_before", .number(line.dayBefore)), ("usual", .number(line.usual)),
                ]
                return (line.member, .object(weekday == nil ? figure : figure + others))
            }
        )
    }
}

extension ReportTable.Cell {
    /// A figure of which also nothing is a number.
    init(_ figure: (Int64, String?)) {
        self.init(figure.0.grouped, search: figure.1)
    }
}

extension Figure {
    /// To be shown as a number also where it is 0.
    var orZero: (Int64, String?) { (count, search) }
}
