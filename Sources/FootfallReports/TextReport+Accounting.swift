import FootfallModel

extension TextReport {
    /// What became of the records of every source, and whether that is all of them.
    var accounting: [String] {
        let sources = summary.accounting.sorted { $0.source < $1.source }
        guard !sources.isEmpty else { return ["Nothing was read from any source."] }
        var sum = DailySummary.SourceAccount(source: "All", read: 0, recognised: 0, notRecognised: 0)
        for account in sources {
            sum.read += account.read
            sum.recognised += account.recognised
            sum.notRecognised += account.notRecognised
            sum.evidence += account.evidence
            sum.remembered += account.remembered
            sum.waiting += account.waiting
            sum.skipped += account.skipped
            sum.switchedOff += account.switchedOff
        }
        var rows = sources.map(accountRow)
        if sources.count > 1 { rows.append(accountRow(sum)) }
        let layout = TextTable(
            columns: [.init("Records read", minimum: 16, maximum: style.width / 2)]
                + ["read", "recognised", "not recognised"].map { .number($0) }
                + ["evidence", "remembered", "waiting", "switched off", "skipped"].map {
                    .init($0, alignment: .right, minimum: .max, priority: .max, isHiddenWhenEmpty: true)
                },
            sample: rows,
            style: style
        )
        return [layout.header] + rows.flatMap(layout.lines) + closing(sum).wrapped(to: style.width) + notes(sources)
    }

    private func accountRow(_ account: DailySummary.SourceAccount) -> [String] {
        let always = [account.read, account.recognised, account.notRecognised]
        let seldom = [
            account.evidence, account.remembered, account.waiting, account.switchedOff, account.skipped,
        ]
        return [style.seenFromFolder(account.source)] + always.map(\.grouped) + seldom.map { $0 == 0 ? "" : $0.grouped }
    }

    /// The sum in words, so that everybody can check it.
    private func closing(_ sum: DailySummary.SourceAccount) -> String {
        var parts = ["\(sum.recognised.grouped) recognised", "\(sum.notRecognised.grouped) not recognised"]
        if sum.evidence != 0 { parts.append("\(sum.evidence.grouped) evidence of other records' events") }
        if sum.remembered != 0 { parts.append("\(sum.remembered.grouped) remembered for others") }
        if sum.waiting != 0 { parts.append("\(sum.waiting.grouped) waiting for others") }
        if sum.switchedOff != 0 { parts.append("\(sum.switchedOff.grouped) switched off") }
        if sum.skipped != 0 { parts.append("\(sum.skipped.grouped) skipped") }
        let equation = " = " + parts.joined(separator: " + ")
        if sum.unaccounted == 0 { return sum.read.grouped + " read" + equation }
        return sum.read.grouped + " read, but " + (sum.read - sum.unaccounted).grouped + equation
    }

    /// What does not add up, and what was never read: source by source, since sums can hide it.
    private func notes(_ sources: [DailySummary.SourceAccount]) -> [String] {
        var notes: [String] = []
        for account in sources where account.unaccounted != 0 {
            let number = account.unaccounted.magnitude.grouped
            let what = account.unaccounted > 0 ? "read and not accounted for" : "accounted for and never read"
            notes.append("! The sum does not close: \(number) records \(what), from \(style.shown(account.source))")
        }
        for account in sources where account.kernelDrops != 0 {
            let number = account.kernelDrops.grouped
            notes.append(
                "! \(number) datagrams were lost before they could be read, from \(style.shown(account.source))"
            )
        }
        return notes.flatMap { $0.wrapped(to: style.width) }
    }
}

extension CivilDate {
    /// The day of the week in English.
    var weekday: String {
        let names = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"]
        return names[Int((dayNumber % 7 + 7) % 7)]
    }
}
