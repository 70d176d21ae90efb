internal import FootfallQuery

/// Queries as a report writes them: exactly what a person would type.
package enum SearchText {
    /// Longer lists of values are written so that there are blanks at which lines can be broken.
    private static let longestList = 60

    /// `field:value` with any of the values.
    static func field(_ name: String, _ values: some Sequence<String>) -> String {
        let values = values.map(value)
        let list = name + ":" + values.joined(separator: ",")
        if list.count <= longestList || values.count < 2 { return list }
        return any(values.map { name + ":" + $0 })
    }

    static func field(_ name: String, _ value: String) -> String { field(name, [value]) }

    /// Conditions that must all hold, in the period.
    static func all(_ parts: [String], _ period: ReportPeriod) -> String {
        (parts + [period.bounds]).filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// Conditions of which one must hold.
    static func any(_ parts: [String]) -> String {
        parts.count == 1 ? parts[0] : "(" + parts.joined(separator: " or ") + ")"
    }

    /// In quotation marks unless it cannot be taken for anything else.
    private static func value(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || "._-:/@+".utf8.contains(byte)
        }
        // `user://x` would be an address, and no field.
        return isPlain && !text.utf8.starts(with: "//".utf8) ? text : QueryText.inQuotationMarks(text)
    }
}
