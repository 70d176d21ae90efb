import Foundation

/// A figure, what was wanted, and what it is compared with in the same run.
struct Figure {
    var name: String
    var measured: String
    var wanted = ""
    var isMet = true
    var beside = ""
}

/// All figures of a run as one table, in Markdown's form, so that it can be read and kept.
struct FigureTable {
    private var rows: [[String]] = [["what", "Footfall", "wanted", "beside it in the same run"]]

    /// Adds a row, and tells of it at once: a run takes minutes.
    mutating func add(_ figure: Figure) {
        let wanted = figure.wanted + (figure.isMet ? "" : " **missed**")
        rows.append([figure.name, figure.measured, wanted, figure.beside])
        Progress.tell("\(figure.name): \(figure.measured)")
    }

    /// Says of the last row of that name what it is compared with.
    mutating func compare(_ name: String, _ beside: String) {
        guard let row = rows.lastIndex(where: { $0[0] == name }) else { return }
        rows[row][3] = beside
    }

    var text: String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        var lines = rows.map { row in
            "| " + zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: " | ")
                + " |"
        }
        lines.insert("|" + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "|") + "|", at: 1)
        return lines.joined(separator: "\n")
    }
}

/// What is being done, on standard error.
enum Progress {
    static func tell(_ text: String) {
        FileHandle.standardError.write(Data("\(text)\n".utf8))
    }
}

/// Figures as they are shown.
enum Shown {
    static func milliseconds(_ seconds: Double) -> String {
        let value = seconds * 1000
        return String(format: value < 10 ? "%.2f ms" : value < 100 ? "%.1f ms" : "%.0f ms", value)
    }

    static func rate(_ perSecond: Double, _ what: String) -> String {
        perSecond < 10_000
            ? String(format: "%.0f \(what)/s", perSecond) : String(format: "%.0fk \(what)/s", perSecond / 1000)
    }

    static func times(_ ratio: Double) -> String { String(format: "%.2f ×", ratio) }
}
