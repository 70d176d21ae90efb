internal import FootfallModel

/// A report as one page of HTML that needs nothing else: no script, no picture, no letter from elsewhere.
struct HTMLRenderer {
    private let report: Report
    private let limits: ReportLimits
    /// Without them searches are commands, and names nothing but names: in a mail or a folder no link would lead anywhere.
    private let links: ReportLinks?

    init(_ report: Report, _ limits: ReportLimits, _ links: ReportLinks? = nil) {
        self.report = report
        self.limits = limits
        self.links = links
    }

    /// What stands between the tags of the page's body.
    var body: String {
        var body = "<header>\n<h1>\(shown(report.title))</h1>\n"
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
        <title>\(shown(report.title))</title>
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
                text += "<span class=\"severity\">\(finding.severity.rawValue)</span> \(shown(finding.text))"
                if let search = finding.evidence?.search {
                    // A command is there to be copied.
                    let code = links == nil ? escaped(report.command(search)) : shown(search)
                    text += linked("<code>\(code)</code>", search)
                }
                text += about(finding) + "</li>\n"
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
        HTMLTable(table, hint: { links == nil ? $0.search.map(report.command) : nil }, html: html(of:)).text
    }

    private func html(of cell: ReportTable.Cell) -> String {
        guard links != nil, !cell.subjects.isEmpty else { return linked(shown(cell.text), cell.search) }
        let names = cell.subjects.map(\.name).joined(separator: ", ")
        let rest = cell.text.unicodeScalars.dropFirst(names.unicodeScalars.count)
        return cell.subjects.map(linked).joined(separator: ", ") + shown(String(rest))
    }

    /// Whose pages tell more of a finding.
    private func about(_ finding: Finding) -> String {
        let names = finding.users.prefix(3).map { ReportSubject.user([$0]) }
        let subjects = names + finding.addresses.prefix(3).map { .address($0) }
        guard links != nil, !subjects.isEmpty else { return "" }
        return "<span class=\"about\">About " + subjects.map(linked).joined(separator: ", ") + "</span>"
    }

    /// What leads to a search, where it can.
    private func linked(_ html: String, _ search: String?) -> String {
        guard let links, let search, !html.isEmpty else { return html }
        return "<a href=\"\(escaped(links.search(search)))\">\(html)</a>"
    }

    /// A name that leads to its page, where it can.
    private func linked(_ subject: ReportSubject) -> String {
        let name = shown(subject.name)
        return links?.subject(subject).map { "<a href=\"\(escaped($0))\">\(name)</a>" } ?? name
    }

    private func escaped(_ text: String) -> String { HTMLText.shown(text) }

    /// A name can be as long as a line, and somebody chose it.
    private func shown(_ text: String) -> String { escaped(printable(text).truncatedInMiddle(to: 400)) }
}
