/// A table within a page.
struct HTMLTable {
    private let table: ReportTable
    private let shown: [Int]
    /// On a phone figures have room side by side, texts have not: then rows are cards.
    private let isOfCards: Bool
    /// What is said of a cell that is pointed at.
    private let hint: (ReportTable.Cell) -> String?
    /// What stands in a cell.
    private let html: (ReportTable.Cell) -> String

    init(
        _ table: ReportTable,
        hint: @escaping (ReportTable.Cell) -> String?,
        html: @escaping (ReportTable.Cell) -> String
    ) {
        self.table = table
        self.hint = hint
        self.html = html
        let shown = table.shownColumns
        let hasTexts = shown.dropFirst().contains { table.columns[$0].kind != .number }
        isOfCards = shown.count > 5 || shown.count > 2 && hasTexts
        self.shown = shown
    }

    var text: String {
        let caption = table.caption.isEmpty ? "Table" : HTMLText.shown(table.caption)
        // Who has only keys can move what is wider than the page.
        var text = "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"\(caption)\">"
        text += isOfCards ? "<table class=\"cards\" role=\"table\">\n" : "<table>\n"
        if shown.contains(where: { !table.columns[$0].title.isEmpty }) {
            text += "<thead\(role("rowgroup"))><tr\(role("row"))>"
            for place in shown {
                let title = HTMLText.shown(table.columns[place].title)
                text +=
                    title.isEmpty
                    ? "<td\(role("cell"))></td>"
                    : "<th scope=\"col\"\(role("columnheader"))\(kind(place))>\(title)</th>"
            }
            text += "</tr></thead>\n"
        }
        text += "<tbody\(role("rowgroup"))>\n"
        for row in table.rows { text += self.text(of: row) }
        return text + "</tbody>\n</table></div>\n"
    }

    private func text(of row: [ReportTable.Cell]) -> String {
        var text = "<tr\(role("row"))>"
        for (index, place) in shown.enumerated() {
            let cell = place < row.count ? row[place] : ReportTable.Cell("")
            let title = hint(cell).map { " title=\"\(HTMLText.shown($0))\"" } ?? ""
            if index == 0 {
                let isPart = cell.text.hasPrefix(" ") ? " class=\"part\"" : ""
                text += "<th scope=\"row\"\(role("rowheader"))\(isPart)\(title)>\(html(cell))</th>"
            } else {
                text += "<td\(role("cell"))\(kind(place))\(label(place))\(title)>\(html(cell))</td>"
            }
        }
        return text + "</tr>\n"
    }

    /// Some browsers forget that what is laid out differently is a table.
    private func role(_ name: String) -> String { isOfCards ? " role=\"\(name)\"" : "" }

    private func kind(_ place: Int) -> String {
        table.columns[place].kind == .number ? " class=\"number\"" : ""
    }

    /// A card has no titles above it.
    private func label(_ place: Int) -> String {
        let title = table.columns[place].title
        return isOfCards && !title.isEmpty ? " data-label=\"\(HTMLText.shown(title))\"" : ""
    }
}
