/// Values as the query language has them, for queries that the program writes.
package enum QueryText {
    /// In quotation marks where it needs them.
    package static func quoted(_ value: String) -> String {
        func isSpecial(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isWhitespace || "\"\\(),*".unicodeScalars.contains(scalar)
        }
        let scalars = value.unicodeScalars
        // `user://x` would be an address, and no field.
        let isPlain = !scalars.isEmpty && scalars.first != "-" && !scalars.starts(with: "//".unicodeScalars)
        return isPlain && !scalars.contains(where: isSpecial) ? value : inQuotationMarks(value)
    }

    /// By scalars, as the query is read: a quotation mark with an accent upon it ends a value as well.
    package static func inQuotationMarks(_ value: String) -> String {
        var out = "\""
        for scalar in value.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { out += "\\" }
            out.unicodeScalars.append(scalar)
        }
        return out + "\""
    }
}
