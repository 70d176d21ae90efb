internal import FootfallModel

/// A report in Markdown, with the tables of its GitHub flavour.
struct MarkdownRenderer {
    private let report: Report
    private let limits: ReportLimits
    private static let barCells = 30

    init(_ report: Report, _ limits: ReportLimits) {
        self.report = report
        self.limits = limits
    }

    var text: String {
        var parts = ["# " + escaped(report.title)]
        parts += report.remarks.map(escaped)
        if !report.gaps.isEmpty {
            parts.append("**This report is not complete:**")
            parts.append(report.gaps.map { "- " + escaped($0) }.joined(separator: "\n"))
        }
        for section in report.sections {
            let blocks = section.blocks(limit: limits.limit(of: section))
            guard !blocks.isEmpty else { continue }
            parts.append("## " + escaped(section.title))
            for block in blocks { parts.append(text(of: block, section.title)) }
        }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private func text(of block: ReportBlock, _ title: String) -> String {
        switch block {
        case .sentence(let text): return escaped(text)
        case .findings(let findings, let more):
            var lines = findings.map { finding in
                let search = finding.evidence?.search.map { "  \n  " + code(report.command($0)) } ?? ""
                return "- **\(finding.severity.rawValue)** " + escaped(finding.text) + search
            }
            if more > 0 { lines.append("- and \(more.grouped) more") }
            return lines.joined(separator: "\n")
        case .table(let table):
            let caption = table.caption == title ? "" : "### " + escaped(table.caption) + "\n\n"
            return caption + text(of: table)
        case .bars(let bars): return text(of: bars)
        case .heatMap(let map): return text(of: map)
        }
    }

    private func text(of table: ReportTable) -> String {
        let shown = table.shownColumns
        let titles = shown.map { escaped(table.columns[$0].title) }
        let marks = shown.map { table.columns[$0].kind == .number ? "--:" : "---" }
        let rows = table.rows.map { row in
            shown.map { place in place < row.count ? escaped(row[place].text) : "" }
        }
        return ([titles, marks] + rows).map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }

    private func text(of bars: ReportBars) -> String {
        let rows = bars.slots.filter { $0.total > 0 }.map { slot -> String in
            func length(_ count: Int64) -> Int {
                count == 0 ? 0 : max(1, Int(Double(count) / Double(bars.most) * Double(MarkdownRenderer.barCells)))
            }
            let bar =
                String(repeating: "░", count: length(slot.failures))
                + String(repeating: "█", count: length(slot.others))
            return "| \(slot.label) | \(slot.total.grouped) | \(slot.failures.grouped) | \(bar) |"
        }
        return (["| \(bars.unit.rawValue) | events | failed | |", "| --- | --: | --: | --- |"] + rows)
            .joined(separator: "\n")
    }

    private func text(of map: ReportHeatMap) -> String {
        let titles = "| hour | " + (0..<24).map { "\($0)" }.joined(separator: " | ") + " |"
        let marks = "| --- |" + String(repeating: " --: |", count: 24)
        let rows = ReportHeatMap.weekdays.enumerated().map { day, name in
            let counts = (0..<24).map { map.count(day, $0) }
            return "| \(name) | " + counts.map { $0 == 0 ? "" : $0.grouped }.joined(separator: " | ") + " |"
        }
        return ([titles, marks] + rows).joined(separator: "\n")
    }

    private func code(_ text: String) -> String {
        let shown = printable(text)
        // Longer than all of those in it.
        let runs = shown.utf8.split { $0 != UInt8(ascii: "`") }.map(\.count)
        let fence = String(repeating: "`", count: (runs.max() ?? 0) + 1)
        return fence + shown + fence
    }

    /// Text that means nothing but itself.
    ///
    /// By scalars, as whatever shows it reads.
    private func escaped(_ text: String) -> String {
        let shown = printable(text).unicodeScalars
        // Blanks at a line's beginning say which row is part of which.
        let blanks = shown.prefix { $0 == " " }.count
        var out = String(repeating: "&nbsp;", count: blanks)
        for scalar in shown.dropFirst(blanks) {
            switch scalar {
            case "\\", "`", "*", "_", "{", "}", "[", "]", "#", "|", "~": out += "\\" + String(scalar)
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "&": out += "&amp;"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}

extension ReportTable {
    /// The places of the columns that are shown.
    var shownColumns: [Int] {
        columns.indices.filter { place in
            !columns[place].isHiddenWhenEmpty || rows.contains { place < $0.count && !$0[place].text.isEmpty }
        }
    }
}
