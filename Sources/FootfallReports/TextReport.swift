import FootfallModel

/// A summary as a page of text.
package struct TextReport: Sendable {
    /// How many users, addresses … a list shows.
    package static let listLimit = 10
    /// How many account changes are shown one by one.
    package static let changeLimit = 40
    /// How many types of events a category shows.
    package static let typeLimit = 8

    let summary: DailySummary
    let style: TextStyle

    package init(_ summary: DailySummary, style: TextStyle) {
        self.summary = summary
        var style = style
        style.width = min(max(style.width, 80), 140)
        self.style = style
    }

    /// The page, sections separated by empty lines, with a newline at its end.
    package var text: String {
        // First of all, also on a day without events: it may be the reason why there are none.
        var sections = [heading, blindness]
        if summary.eventTotal > 0 {
            sections += [
                findings, accountChanges, signInsByAddress, signInsByUser, privilegeUses, hours, totals,
            ]
        }
        sections.append(accounting)
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    // What it is about.

    var isOneDay: Bool { summary.firstDay == summary.lastDay }

    private var heading: [String] {
        var title = isOneDay ? "Daily report: \(summary.firstDay.weekday) " : "Report: \(summary.firstDay) to "
        title += "\(summary.lastDay), " + style.shown(summary.zone.name)
        var lines = [title, String(repeating: style.isUTF8 ? "─" : "-", count: min(title.cells, style.width))]
        let seconds = summary.end.seconds - summary.start.seconds
        if isOneDay, seconds != 86_400 {
            let direction = seconds < 86_400 ? "forward" : "back"
            lines.append("The clocks went \(direction): this day has \(TextReport.hours(seconds)) hours.")
        }
        return lines + summaryLine.wrapped(to: style.width)
    }

    private static func hours(_ seconds: Int64) -> String {
        let minutes = seconds % 3600 / 60
        return "\(seconds / 3600)" + (minutes == 0 ? "" : ":" + (minutes < 10 ? "0" : "") + "\(minutes)")
    }

    private var summaryLine: String {
        guard summary.eventTotal > 0 else {
            return isOneDay ? "Nothing happened on this day: no events." : "Nothing happened in this time: no events."
        }
        var parts = [
            count(summary.eventTotal, "event"), count(summary.userCount, "user"),
            count(summary.addressCount, "address", "addresses"),
        ]
        // Each list counts every sign-in that names what it is by; the fuller one is nearer to all of them.
        let byUser = summary.signInsByUser.reduce(0) { $0 + $1.failures }
        let byAddress = summary.signInsByAddress.reduce(0) { $0 + $1.failures }
        var failed = count(max(byUser, byAddress), "failed sign-in")
        let origins = summary.signInsByAddress.filter { $0.failures > 0 && $0.name != nil }.count
        if origins > 0 { failed += " from " + count(Int64(origins), "address", "addresses") }
        parts.append(failed)
        return parts.joined(separator: " \(style.dot) ")
    }

    func count(_ number: Int64, _ one: String, _ many: String? = nil) -> String {
        number.grouped + " " + (number == 1 ? one : many ?? one + "s")
    }

    // Per category and type.

    private var totals: [String] {
        var rows: [[String]] = []
        for category in EventCategory.allCases {
            let own = summary.totals.filter { $0.category == category && $0.count != 0 }
            guard !own.isEmpty else { continue }
            rows.append([category.name] + counts(of: own))
            let types = Dictionary(grouping: own, by: \.type)
            let ordered = types.sorted { (TextReport.sum($1.value), $0.key) < (TextReport.sum($0.value), $1.key) }
            // A line that says "and 1 other" could as well say which.
            let shown = ordered.count <= TextReport.typeLimit + 1 ? ordered.count : TextReport.typeLimit
            rows += ordered.prefix(shown).map { ["  " + $0.key] + counts(of: $0.value) }
            let rest = ordered.dropFirst(shown)
            if !rest.isEmpty {
                rows.append(["  and \(rest.count.grouped) other types"] + counts(of: rest.flatMap(\.value)))
            }
        }
        guard !rows.isEmpty else { return [] }
        rows.append(["All"] + counts(of: summary.totals))
        return table(["Events", "success", "failure", "unknown", "total"], rows)
    }

    private func counts(of totals: [DailySummary.Total]) -> [String] {
        let outcomes: [Outcome] = [.success, .failure, .unknown]
        let numbers = outcomes.map { outcome in TextReport.sum(totals.filter { $0.outcome == outcome }) }
        return (numbers + [TextReport.sum(totals)]).map { $0 == 0 ? "" : $0.grouped }
    }

    private static func sum(_ totals: [DailySummary.Total]) -> Int64 {
        totals.reduce(0) { $0 + $1.count }
    }

    // Who signed in.

    private var signInsByUser: [String] {
        signIns("Sign-ins by user", summary.signInsByUser, unnamed: "(no user named)")
    }

    private var signInsByAddress: [String] {
        let notes = summary.guessedSignIns.map { ($0.address, "then got in as " + TextReport.names($0.users)) }
        return signIns(
            "Sign-ins by address",
            summary.signInsByAddress,
            unnamed: "(no address)",
            notes: Dictionary(notes) { first, _ in first }
        )
    }

    private func signIns(
        _ title: String,
        _ list: [DailySummary.SignIns],
        unnamed: String,
        notes: [String: String] = [:]
    ) -> [String] {
        let ordered = list.filter { $0.failures + $0.successes > 0 }.sorted { a, b in
            if a.failures != b.failures { return a.failures > b.failures }
            if a.successes != b.successes { return a.successes > b.successes }
            return (a.name ?? "") < (b.name ?? "")
        }
        guard !ordered.isEmpty else { return [] }
        var rows = ordered.prefix(TextReport.listLimit).map { entry in
            [
                entry.name ?? unnamed, entry.failures.grouped, entry.successes.grouped,
                entry.name.flatMap { notes[$0] } ?? "",
            ]
        }
        let rest = ordered.dropFirst(TextReport.listLimit)
        if !rest.isEmpty {
            let failures = rest.reduce(0) { $0 + $1.failures }
            let successes = rest.reduce(0) { $0 + $1.successes }
            rows.append(["and \(rest.count.grouped) more", failures.grouped, successes.grouped])
        }
        return table([title, "failed", "succeeded"], rows, note: true)
    }

    // With whose rights.

    private var privilegeUses: [String] {
        let ordered = summary.privilegeUses.filter { $0.count > 0 }.sorted { a, b in
            a.count != b.count ? a.count > b.count : (a.user ?? "") < (b.user ?? "")
        }
        guard !ordered.isEmpty else { return [] }
        var rows = ordered.prefix(TextReport.listLimit).map { [$0.user ?? "(no user named)", $0.count.grouped] }
        let rest = ordered.dropFirst(TextReport.listLimit)
        if !rest.isEmpty { rows.append(["and \(rest.count.grouped) more", rest.reduce(0) { $0 + $1.count }.grouped]) }
        return table(["Privileges used by", "times"], rows)
    }

    /// A table of a name, numbers, and perhaps a note without a title.
    private func table(_ titles: [String], _ rows: [[String]], note: Bool = false) -> [String] {
        var columns = [TextTable.Column(titles[0], minimum: 24, maximum: style.width / 2)]
        columns += titles.dropFirst().map { TextTable.Column.number($0) }
        if note { columns.append(.init("", minimum: 8, priority: -1, isHiddenWhenEmpty: true)) }
        let layout = TextTable(columns: columns, sample: rows, style: style)
        return [layout.header] + rows.flatMap(layout.lines)
    }
}
