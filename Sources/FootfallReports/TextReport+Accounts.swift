import FootfallModel

extension TextReport {
    /// Account changes as a story: what happened to an account in one second is a row.
    var accountChanges: [String] {
        let changes = AccountChange.together(summary.accountChanges)
        guard !changes.isEmpty else { return [] }
        let rows = changes.prefix(TextReport.changeLimit).map { change in
            [
                clock(change.time), change.account ?? "", change.deeds.joined(separator: ", "), change.actor ?? "",
                change.host ?? "",
            ]
        }
        let layout = TextTable(
            columns: [
                .init("Account changes", minimum: 19, priority: 5),
                .init("account", minimum: 10, maximum: 32, priority: 4),
                .init("what", overflow: .wrap, minimum: 24, priority: 2),
                .init("by", minimum: 8, maximum: 32, priority: 3, isHiddenWhenEmpty: true),
                .init("host", minimum: 8, priority: 1, isHiddenWhenEmpty: true),
            ],
            sample: Array(rows),
            style: style
        )
        var lines = [layout.header] + rows.flatMap(layout.lines)
        let more = Int64(changes.count - rows.count) + summary.accountChangesLeftOut
        if more > 0 { lines.append("and \(more.grouped) more") }
        return lines
    }

    /// The clock of the report's zone; with the date where there are several days.
    func clock(_ time: Instant) -> String {
        let clock = time.clockText(offset: summary.zone.offset(atUTC: time.seconds))
        return isOneDay ? String(clock.dropFirst(11)) : clock
    }
}
