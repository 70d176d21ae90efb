import FootfallModel

/// Rows in columns that fit the width of a terminal.
///
/// Every column gets its least width, then the columns that matter most get what they need of the rest; where not even
/// the least widths fit, the columns that matter least are left out.
package struct TextTable: Sendable {
    package struct Column: Sendable {
        package enum Alignment: Sendable { case left, right }
        /// What becomes of a value that is too long.
        package enum Overflow: Sendable { case loseMiddle, loseEnd, wrap }

        package var title: String
        package var alignment: Alignment
        package var overflow: Overflow
        /// The least width at which its values still say something.
        package var minimum: Int
        /// The most it may take; `nil` where only the terminal bounds it.
        package var maximum: Int?
        /// Which columns come first when there is not room for all.
        package var priority: Int
        /// Left out where no row has a value.
        package var isHiddenWhenEmpty: Bool

        package init(
            _ title: String,
            alignment: Alignment = .left,
            overflow: Overflow = .loseMiddle,
            minimum: Int = 8,
            maximum: Int? = nil,
            priority: Int = 0,
            isHiddenWhenEmpty: Bool = false
        ) {
            self.title = title
            self.alignment = alignment
            self.overflow = overflow
            self.minimum = minimum
            self.maximum = maximum
            self.priority = priority
            self.isHiddenWhenEmpty = isHiddenWhenEmpty
        }

        /// A column of numbers: never cut, never left out.
        package static func number(_ title: String) -> Column {
            Column(title, alignment: .right, minimum: .max, priority: .max)
        }
    }

    private static let gap = 2

    private let columns: [Column]
    private let style: TextStyle
    /// By column; `nil` for those left out.
    private let widths: [Int?]
    /// Titles of the columns for which there was no room.
    package let hidden: [String]

    /// A table laid out for `sample`: all rows, or as many as are known when the first is printed.
    ///
    /// - Parameter sample: Values as they came; what a terminal must not get is escaped here.
    package init(columns: [Column], sample: [[String]], style: TextStyle) {
        self.columns = columns
        self.style = style
        var natural: [Int?] = columns.enumerated().map { index, column in
            let longest = sample.reduce(0) { max($0, index < $1.count ? style.shown($1[index]).cells : 0) }
            if longest == 0, column.isHiddenWhenEmpty, !sample.isEmpty { return nil }
            return max(column.title.cells, min(longest, column.maximum ?? .max))
        }
        let least: [Int] = columns.enumerated().map { index, column in
            min(natural[index] ?? 0, max(column.minimum, column.title.cells))
        }
        func needed() -> Int {
            natural.indices.reduce(-TextTable.gap) { natural[$1] == nil ? $0 : $0 + least[$1] + TextTable.gap }
        }
        // The first column stays whatever happens: a table of nothing helps nobody.
        var hidden: [String] = []
        while needed() > style.width {
            let left = natural.indices.dropFirst().filter { natural[$0] != nil && columns[$0].priority < .max }
            guard let last = left.min(by: { (columns[$0].priority, -$0) < (columns[$1].priority, -$1) }) else { break }
            natural[last] = nil
            hidden.append(columns[last].title)
        }
        var rest = max(0, style.width - needed())
        var widths: [Int?] = natural.indices.map { natural[$0] == nil ? nil : least[$0] }
        for index in columns.indices.sorted(by: { (-columns[$0].priority, $0) < (-columns[$1].priority, $1) }) {
            guard let wanted = natural[index] else { continue }
            let more = min(rest, wanted - least[index])
            widths[index] = least[index] + more
            rest -= more
        }
        self.widths = widths
        self.hidden = hidden
    }

    /// The titles of the columns, to be printed once.
    package var header: String {
        line(columns.map { [$0.title] }, at: 0)
    }

    /// A row as one line, or more where a column wraps.
    package func lines(_ row: [String]) -> [String] {
        let cells = columns.indices.map { index -> [String] in
            guard index < row.count, let width = widths[index] else { return [""] }
            let text = style.shown(row[index])
            switch columns[index].overflow {
            case .loseMiddle: return [text.truncatedInMiddle(to: width, ellipsis: style.ellipsis)]
            case .loseEnd: return [text.truncatedAtEnd(to: width, ellipsis: style.ellipsis)]
            case .wrap: return text.wrapped(to: width)
            }
        }
        return (0..<(cells.map(\.count).max() ?? 0)).map { line(cells, at: $0) }
    }

    /// The header and the rows, a line each or more.
    package func text(_ rows: [[String]]) -> String {
        ([header] + rows.flatMap(lines)).map { $0 + "\n" }.joined()
    }

    private func line(_ cells: [[String]], at number: Int) -> String {
        var text = ""
        var isFirst = true
        for (index, column) in columns.enumerated() {
            guard let width = widths[index] else { continue }
            let cell = number < cells[index].count ? cells[index][number] : ""
            let padding = String(repeating: " ", count: max(0, width - cell.cells))
            if !isFirst { text += String(repeating: " ", count: TextTable.gap) }
            text += column.alignment == .right ? padding + cell : cell + padding
            isFirst = false
        }
        while text.last == " " { text.removeLast() }
        return text
    }
}

extension String {
    /// The text in lines of at most `width` cells, broken at blanks where there are any.
    package func wrapped(to width: Int) -> [String] {
        var lines: [String] = []
        var current = ""
        for word in split(separator: " ", omittingEmptySubsequences: false) {
            var word = String(word)
            if !current.isEmpty {
                if current.cells + 1 + word.cells <= width {
                    current += " " + word
                    continue
                }
                lines.append(current)
            }
            while word.cells > width {
                let head = word.prefix(cells: max(1, width))
                // A wide character in a column of one cell: rather too wide than endless.
                let taken = head.isEmpty ? String(word.prefix(1)) : head
                lines.append(taken)
                word.removeFirst(taken.count)
            }
            current = word
        }
        if !current.isEmpty || lines.isEmpty { lines.append(current) }
        return lines
    }
}
