internal import FootfallModel
internal import FootfallQuery

/// A report as a page of text, for a terminal or a mail.
struct TextRenderer {
    private let report: Report
    private let limits: ReportLimits
    private let style: TextStyle

    init(_ report: Report, _ limits: ReportLimits, style: TextStyle) {
        self.report = report
        self.limits = limits
        var style = style
        style.width = min(max(style.width, 80), 140)
        self.style = style
    }

    /// The page, sections separated by empty lines, with a newline at its end.
    var text: String {
        var parts = [heading, gaps]
        for section in report.sections {
            for block in section.blocks(limit: limits.limit(of: section)) { parts += lines(of: block, section.title) }
        }
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private var heading: [String] {
        let title = style.shown(report.title)
        let line = String(repeating: style.isUTF8 ? "─" : "-", count: min(title.cells, style.width))
        return title.wrapped(to: style.width) + [line]
            + report.remarks.flatMap { style.shown($0).wrapped(to: style.width) }
    }

    private var gaps: [String] {
        guard !report.gaps.isEmpty else { return [] }
        return ["This report is not complete:"] + report.gaps.flatMap { marked("! ", style.shown($0)) }
    }

    private func lines(of block: ReportBlock, _ title: String) -> [[String]] {
        switch block {
        case .sentence(let text): [style.shown(text).wrapped(to: style.width)]
        case .findings(let findings, let more): [lines(of: findings, more, title)]
        case .table(let table): [lines(of: table)]
        case .bars(let bars): [lines(of: bars)]
        case .heatMap(let map): [lines(of: map)]
        }
    }

    private func marked(_ mark: String, _ text: String) -> [String] {
        let blanks = String(repeating: " ", count: mark.cells)
        return text.wrapped(to: style.width - mark.cells).enumerated().map {
            ($0.offset == 0 ? mark : blanks) + $0.element
        }
    }

    /// Longer commands are too much for a page.
    private static let longestCommand = 330

    /// Broken only between words of the query, within the shell's quotation marks: whoever copies it gets the whole of it.
    private func commandLines(_ search: String) -> [String] {
        let room = style.width - 5
        var parts = shellQuoted(parts: QueryText.lines(of: search))
        parts[0] = report.searchCommand + " " + parts[0]
        var lines: [String] = []
        for part in parts.map(style.shown) {
            if let last = lines.last, (last + " " + part).cells <= room {
                lines[lines.count - 1] += " " + part
            } else {
                lines.append(part)
            }
        }
        let whole = lines.joined(separator: " ")
        if whole.count > TextRenderer.longestCommand { return ["     (a long search: --format json has it)"] }
        return (lines.allSatisfy { $0.cells <= room } ? lines : [whole]).map { "     " + $0 }
    }

    private func lines(of findings: [Finding], _ more: Int, _ title: String) -> [String] {
        var lines = [title]
        for finding in findings {
            let mark =
                switch finding.severity {
                case .high: "!! "
                case .medium: " ! "
                case .low: " \(style.dot) "
                }
            lines += marked(mark, style.shown(finding.text))
            if let search = finding.evidence?.search {
                lines += commandLines(search)
            }
        }
        if more > 0 { lines.append("   and \(more.grouped) more") }
        return lines
    }

    private func lines(of table: ReportTable) -> [String] {
        let sample = table.rows.map { $0.map(\.text) }
        let columns = table.columns.enumerated().map { place, column in
            tableColumn(column, isFirst: place == 0, table.caption)
        }
        let layout = TextTable(columns: columns, sample: sample, style: style)
        return [layout.header] + sample.flatMap(layout.lines)
    }

    /// The table's caption stands over its first column.
    private func tableColumn(_ column: ReportTable.Column, isFirst: Bool, _ caption: String) -> TextTable.Column {
        let title = isFirst ? caption : column.title
        switch column.kind {
        case .number:
            return TextTable.Column(
                title,
                alignment: .right,
                minimum: .max,
                priority: .max,
                isHiddenWhenEmpty: column.isHiddenWhenEmpty
            )
        case .name:
            return TextTable.Column(
                title,
                minimum: isFirst ? 16 : 8,
                maximum: isFirst ? style.width * 2 / 5 : 32,
                priority: isFirst ? 9 : 5,
                isHiddenWhenEmpty: column.isHiddenWhenEmpty
            )
        case .text:
            return TextTable.Column(
                title,
                overflow: .wrap,
                minimum: 17,
                priority: 3,
                isHiddenWhenEmpty: column.isHiddenWhenEmpty
            )
        }
    }

    // Bars.

    /// A bar for every slot; three and more in which nothing happened are one line.
    private func lines(of bars: ReportBars) -> [String] {
        let labels = bars.slots.map(\.label)
        let labelCells = labels.map(\.cells).max() ?? 0
        let numbers = bars.slots.map { $0.total == 0 ? style.dot : $0.total.grouped }
        let numberCells = max(6, numbers.map(\.cells).max() ?? 0)
        let room = min(60, style.width - labelCells - numberCells - 4)
        let unit = bars.unit.rawValue.capitalizedFirst
        var lines = [
            unit.padded(to: labelCells) + "  " + "events".leftPadded(to: numberCells)
                + "  \(style.failureBar) failed  \(style.bar) succeeded or unknown"
        ]
        var index = 0
        while index < bars.slots.count {
            let start = labels[index].padded(to: labelCells) + "  " + numbers[index].leftPadded(to: numberCells)
            let quiet = bars.slots[index...].prefix { $0.total == 0 }.count
            if quiet >= 3 {
                index += quiet
                lines.append(start + "  until " + (index < bars.slots.count ? labels[index] : "the end"))
            } else {
                let bar = bar(bars.slots[index], most: bars.most, room: room)
                lines.append(bar.isEmpty ? start : start + "  " + bar)
                index += 1
            }
        }
        return lines
    }

    /// Failures come first, since they are what one looks for; whatever happened at all is seen.
    private func bar(_ slot: ReportBars.Slot, most: Int64, room: Int) -> String {
        func length(_ count: Int64) -> Int {
            count == 0 ? 0 : max(1, Int((Double(count) / Double(most) * Double(room)).rounded()))
        }
        let failures = length(slot.failures)
        let rest = max(slot.others > 0 ? 1 : 0, length(slot.total) - failures)
        // Two shares that are both rounded up may be one longer than there is room.
        let shown = min(failures, room - min(rest, 1))
        return String(repeating: style.failureBar, count: shown)
            + String(repeating: style.bar, count: min(rest, room - shown))
    }
}

extension TextRenderer {
    /// Three cells an hour: as wide as the narrowest page.
    private func lines(of map: ReportHeatMap) -> [String] {
        let shades = style.isUTF8 ? ["·", "░░", "▒▒", "▓▓", "██"] : [".", "1", "2", "3", "4"]
        let head = "Hour  " + (0..<24).map { ($0 < 10 ? "0" : "") + "\($0)" }.joined(separator: " ")
        let rows = ReportHeatMap.weekdays.enumerated().map { day, name in
            let cells = (0..<24).map { shades[map.shade(day, $0)].padded(to: 2) }.joined(separator: " ")
            return (name.prefix(3) + "   " + cells).trimmedAtEnd
        }
        return [head] + rows
    }
}

extension String {
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }

    fileprivate func padded(to cells: Int) -> String {
        self + String(repeating: " ", count: max(0, cells - self.cells))
    }

    fileprivate var trimmedAtEnd: String {
        String(self[..<(lastIndex { $0 != " " }.map { index(after: $0) } ?? startIndex)])
    }

    fileprivate func leftPadded(to cells: Int) -> String {
        String(repeating: " ", count: max(0, cells - self.cells)) + self
    }
}
