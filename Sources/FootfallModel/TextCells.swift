extension Character {
    /// How many cells of a terminal it takes: two for wide ones, none for marks that stand on others.
    package var cells: Int {
        guard let first = unicodeScalars.first else { return 0 }
        if first.isASCII { return first.value < 0x20 || first.value == 0x7f ? 0 : 1 }
        if unicodeScalars.contains("\u{fe0f}") { return 2 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: return first.properties.isEmojiPresentation || Character.isWide(first.value) ? 2 : 1
        }
    }

    /// Unicode's East Asian Wide and Fullwidth, by blocks.
    private static func isWide(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x1100...0x115f, 0x2329...0x232a, 0x2e80...0x303e, 0x3041...0x4dbf, 0x4e00...0xa4cf, 0xa960...0xa97f: true
        case 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19, 0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6: true
        case 0x16fe0...0x18cff, 0x1b000...0x1b2ff, 0x1f1e6...0x1f320, 0x20000...0x3fffd: true
        default: false
        }
    }
}

extension StringProtocol {
    /// How many cells of a terminal it takes.
    package var cells: Int { reduce(0) { $0 + $1.cells } }
}

extension String {
    /// The text in at most `limit` cells, `ellipsis` standing for what was left out of its middle.
    package func truncatedInMiddle(to limit: Int, ellipsis: String = "…") -> String {
        guard cells > limit else { return self }
        let room = limit - ellipsis.cells
        guard room >= 2 else { return prefix(cells: limit) }
        let head = prefix(cells: (room + 1) / 2)
        let tail = String(String(reversed()).prefix(cells: room - head.cells).reversed())
        return head + ellipsis + tail
    }

    /// The text in at most `limit` cells, `ellipsis` standing for what was left out of its end.
    package func truncatedAtEnd(to limit: Int, ellipsis: String = "…") -> String {
        guard cells > limit else { return self }
        let room = limit - ellipsis.cells
        guard room >= 1 else { return prefix(cells: limit) }
        return prefix(cells: room) + ellipsis
    }

    /// As many of the first characters as fit into `limit` cells.
    package func prefix(cells limit: Int) -> String {
        var used = 0
        return String(
            prefix { character in
                used += character.cells
                return used <= limit
            }
        )
    }
}
