/// A value as one cell of a csv file.
package enum CSVCell {
    /// As RFC 4180 has it, and such that a spreadsheet shows it and does not compute it.
    ///
    /// Whoever signs in chooses the user name. What begins like a formula is text with an apostrophe before it; a tab
    /// and a line's end too, since spreadsheets skip them. A number stays one.
    package static func written(_ value: String) -> String {
        var value = value
        if let first = value.utf8.first, "=+-@\t\r\n".utf8.contains(first), !isNumber(value) { value = "'" + value }
        guard value.utf8.contains(where: { [0x22, 0x2c, 0x0a, 0x0d].contains($0) }) else { return value }
        // By scalars: a quotation mark with an accent upon it ends a cell as well.
        var cell = "\""
        for scalar in value.unicodeScalars {
            if scalar == "\"" { cell += "\"" }
            cell.unicodeScalars.append(scalar)
        }
        return cell + "\""
    }

    /// `-5`, `-0.25`.
    private static func isNumber(_ value: String) -> Bool {
        let parts = value.utf8.drop { $0 == UInt8(ascii: "-") }.split(
            separator: UInt8(ascii: "."),
            omittingEmptySubsequences: false
        )
        let hasOneSign = !value.utf8.dropFirst().contains(UInt8(ascii: "-"))
        return hasOneSign && parts.count <= 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { 0x30...0x39 ~= $0 } }
    }
}
