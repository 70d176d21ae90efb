internal import FootfallModel
internal import FootfallStore

extension CollectionStatus {
    /// The status for a person: the store, a table of the sources, and under it what is to be said, in sentences.
    package func text(_ style: TextStyle) -> String {
        var lines = head(style)
        if sources.isEmpty {
            lines.append("sources    none has been read yet")
        } else {
            lines += [""] + table(style) + sum(style)
        }
        let troubles = said(isTrouble: true, style) + saidOfOrders(style)
        if !troubles.isEmpty { lines += ["", "What is wrong:"] + troubles }
        let notes = said(isTrouble: false, style)
        if !notes.isEmpty { lines += ["", "Worth knowing:"] + notes }
        return lines.map { $0 + "\n" }.joined()
    }

    private func head(_ style: TextStyle) -> [String] {
        func clock(_ time: Instant) -> String { time.clockText(offset: zone.offset(atUTC: time.seconds)) }
        var lines = [
            "store      \(style.shown(path)), \(Size.text(statistics.fileBytes)), days in \(zone.name)",
            "events     \(statistics.events.grouped)",
        ]
        if let first = statistics.firstTime, let last = statistics.lastTime {
            lines.append("span       \(clock(first)) to \(clock(last))")
        }
        if let collector {
            let process = collector.process.map { ", process \($0)" } ?? ""
            let since = collector.started.map { " since \(clock($0))" } ?? ""
            lines.append("collector  running\(since)\(process)")
            if let obstacle = collector.obstacle {
                let age = collector.obstacleSince.map { " for \(Age.text(now.seconds - $0.seconds))" } ?? ""
                lines.append("           waiting\(age): \(style.shown(obstacle))")
            }
        } else {
            lines.append("collector  not running")
        }
        return lines.flatMap { $0.cells > style.width ? $0.wrapped(to: style.width) : [$0] }
    }

    private func table(_ style: TextStyle) -> [String] {
        func seldom(_ title: String, _ priority: Int) -> TextTable.Column {
            TextTable.Column(title, alignment: .right, minimum: .max, priority: priority, isHiddenWhenEmpty: true)
        }
        let columns = [
            TextTable.Column("SOURCE", minimum: 12, priority: 100),
            TextTable.Column("STATE", minimum: 7, priority: .max),
            TextTable.Column("LAST LINE", alignment: .right, minimum: 9, priority: .max),
            .number("RECORDS"), .number("MATCHED"), seldom("LOST", .max), seldom("UNREAD", 60), seldom("EVENTS", 50),
            seldom("EVIDENCE", 45), seldom("REMEMBERED", 40), seldom("WAITING", 40), seldom("NOT RECOGNISED", 35),
            seldom("SWITCHED OFF", 30), seldom("SKIPPED", 30),
        ]
        let rows = sources.map { row($0, style) }
        let table = TextTable(columns: columns, sample: rows, style: style)
        return [table.header] + rows.flatMap(table.lines)
    }

    private func row(_ status: SourceStatus, _ style: TextStyle) -> [String] {
        let source = status.source
        func number(_ tallies: Tally...) -> String {
            let count = tallies.reduce(0) { $0 + source.count($1) }
            return count == 0 ? "" : count.grouped
        }
        let age = source.lastArrival.map { Age.text(now.seconds - $0.seconds) + " ago" } ?? "never"
        let share = status.recognisedShare.map { "\(SourceStatus.percent($0))" } ?? ""
        let lost = status.losses == 0 ? "" : status.losses.grouped
        let unread = (status.unreadBytes ?? 0) == 0 ? "" : Size.text(status.unreadBytes ?? 0)
        return [
            style.seenFromFolder(source.name), status.state.rawValue, age, source.count(.records).grouped, share, lost,
            unread,
            number(.events), number(.evidence), number(.remembered), number(.waiting), number(.unrecognised),
            number(.switchedOff), number(.skippedEmpty, .skippedMalformed),
        ]
    }

    /// What became of all records, as a sum that everybody can check.
    private func sum(_ style: TextStyle) -> [String] {
        func total(_ tallies: Tally...) -> Int64 {
            sources.reduce(0) { sum, status in tallies.reduce(sum) { $0 + status.source.count($1) } }
        }
        let parts: [(Int64, String)] = [
            (total(.matched), "matched"), (total(.evidence), "evidence"), (total(.remembered), "remembered"),
            (total(.waiting), "waiting"), (total(.unrecognised), "not recognised"),
            (total(.switchedOff), "switched off"), (total(.skippedEmpty, .skippedMalformed), "skipped"),
        ]
        let shown = parts.enumerated().filter { $0.offset == 0 || $0.element.0 != 0 }
            .map { "\($0.element.0.grouped) \($0.element.1)" }
        let text = "\(total(.records).grouped) records = " + shown.joined(separator: " + ")
        return [""] + text.wrapped(to: style.width)
    }

    /// What is wrong with watches and reports.
    private func saidOfOrders(_ style: TextStyle) -> [String] {
        orders.flatMap { order -> [String] in
            guard let trouble = order.trouble else { return [] }
            let since = order.since.map { ", since \(Age.text(now.seconds - $0.seconds))" } ?? ""
            let next: String
            if let time = order.next, collector != nil {
                let left = time.seconds - now.seconds
                next = left > 0 ? "; tried again in \(Age.text(left))" : "; tried again now"
            } else {
                next = collector == nil ? "; tried again when a collector runs" : ""
            }
            let sentence = "\(order.kind.rawValue) \(style.shown(order.name)): \(style.shown(trouble))\(since)\(next)"
            return sentence.hanging(to: style.width)
        }
    }

    private func said(isTrouble: Bool, _ style: TextStyle) -> [String] {
        sources.flatMap { status in
            status.problems.filter { $0.isTrouble == isTrouble }.flatMap { problem -> [String] in
                let name = style.shown(status.source.name)
                // A file's own words begin with its name.
                let own = style.shown(problem.text)
                let text = own.hasPrefix(name + ": ") ? String(own.dropFirst(name.count + 2)) : own
                let sentence = style.shown(style.seenFromFolder(status.source.name)) + ": " + text
                let hint = problem.hint.map { style.shown($0).wrapped(to: max(20, style.width - 4)) } ?? []
                return sentence.hanging(to: style.width) + hint.map { "    " + $0 }
            }
        }
    }
}

extension SourceStatus {
    static func percent(_ share: Double) -> String {
        let permille = Int((share * 1000).rounded(.down))
        return permille == 1000 || permille == 0 ? "\(permille / 10)%" : "\(permille / 10).\(permille % 10)%"
    }
}

extension String {
    /// The text in lines of at most `width` cells, those behind the first with a margin.
    fileprivate func hanging(to width: Int) -> [String] {
        let lines = wrapped(to: max(20, width - 2))
        return lines.enumerated().map { $0.offset == 0 ? $0.element : "  " + $0.element }
    }
}

/// Sizes as people say them.
package enum Size {
    /// `12 bytes`, `3.4 MB`.
    package static func text(_ bytes: Int64) -> String {
        let units = ["bytes", "KB", "MB", "GB", "TB"]
        var value = Double(bytes)
        var unit = 0
        while value >= 1000, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return unit == 0 ? "\(bytes) bytes" : "\(Double(Int(value * 10)) / 10) \(units[unit])"
    }
}
