internal import FootfallModel

/// A report as one page of HTML that needs nothing else: no script, no picture, no letter from elsewhere.
struct HTMLRenderer {
    private let report: Report
    private let limits: ReportLimits
    /// Where a search is shown; without it, searches are commands.
    private let address: ((String) -> String)?

    init(_ report: Report, _ limits: ReportLimits, address: ((String) -> String)? = nil) {
        self.report = report
        self.limits = limits
        self.address = address
    }

    /// What stands between the tags of the page's body.
    var body: String {
        var body = "<header>\n<h1>\(escaped(report.title))</h1>\n"
        body += report.remarks.map { "<p>\(escaped($0))</p>\n" }.joined()
        body += "</header>\n"
        if !report.gaps.isEmpty {
            body += "<section class=\"gaps\" role=\"alert\">\n<h2>This report is not complete</h2>\n<ul>\n"
            body += report.gaps.map { "<li>\(escaped($0))</li>\n" }.joined() + "</ul>\n</section>\n"
        }
        for section in report.sections {
            let blocks = section.blocks(limit: limits.limit(of: section))
            guard !blocks.isEmpty else { continue }
            body += "<section id=\"\(section.name)\">\n<h2>\(escaped(section.title))</h2>\n"
            for block in blocks { body += text(of: block, section.title) }
            body += "</section>\n"
        }
        return body
    }

    var text: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>\(escaped(report.title))</title>
        <style>
        \(HTMLStyle.sheet)
        </style>
        </head>
        <body>
        \(body)</body>
        </html>

        """
    }

    private func text(of block: ReportBlock, _ title: String) -> String {
        switch block {
        case .sentence(let text): return "<p>\(escaped(text))</p>\n"
        case .findings(let findings, let more):
            var text = "<ol class=\"findings\">\n"
            for finding in findings {
                text += "<li class=\"\(finding.severity.rawValue)\">"
                text += "<span class=\"severity\">\(finding.severity.rawValue)</span> \(escaped(finding.text))"
                if let search = finding.evidence?.search {
                    let command = address == nil ? report.command(search) : search
                    text += linked("<code>\(escaped(command))</code>", search)
                }
                text += "</li>\n"
            }
            return text + "</ol>\n" + (more > 0 ? "<p>and \(more.grouped) more</p>\n" : "")
        case .table(let table):
            let caption = table.caption == title ? "" : "<h3>\(escaped(table.caption))</h3>\n"
            return caption + text(of: table)
        case .bars(let bars): return BarChart(bars).svg
        case .heatMap(let map): return HeatMapTable(map).html
        }
    }

    private func text(of table: ReportTable) -> String {
        let shown = table.shownColumns
        func tag(_ place: Int) -> String { table.columns[place].kind == .number ? " class=\"number\"" : "" }
        // Who has only keys can move what is wider than the page.
        let caption = table.caption.isEmpty ? "Table" : escaped(table.caption)
        var text = "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"\(caption)\"><table>\n"
        if shown.contains(where: { !table.columns[$0].title.isEmpty }) {
            text += "<thead><tr>"
            text += shown.map { place in
                let title = escaped(table.columns[place].title)
                return title.isEmpty ? "<td></td>" : "<th scope=\"col\"\(tag(place))>\(title)</th>"
            }.joined()
            text += "</tr></thead>\n"
        }
        text += "<tbody>\n"
        for row in table.rows {
            text += "<tr>"
            for (index, place) in shown.enumerated() {
                let cell = place < row.count ? row[place] : ReportTable.Cell("")
                let hint = address == nil ? cell.search.map { " title=\"\(escaped(report.command($0)))\"" } ?? "" : ""
                let shown = linked(escaped(cell.text), cell.search)
                if index == 0 {
                    let isPart = cell.text.hasPrefix(" ") ? " class=\"part\"" : ""
                    text += "<th scope=\"row\"\(isPart)\(hint)>\(shown)</th>"
                } else {
                    text += "<td\(tag(place))\(hint)>\(shown)</td>"
                }
            }
            text += "</tr>\n"
        }
        return text + "</tbody>\n</table></div>\n"
    }

    /// What leads to a search, where it can.
    private func linked(_ html: String, _ search: String?) -> String {
        guard let address, let search, !html.isEmpty else { return html }
        return "<a href=\"\(escaped(address(search)))\">\(html)</a>"
    }

    private func escaped(_ text: String) -> String { HTMLText.shown(text) }
}
