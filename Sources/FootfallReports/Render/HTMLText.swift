internal import FootfallModel

/// Text within HTML.
package enum HTMLText {
    /// Text that means nothing but itself, in a page or in an attribute.
    ///
    /// By scalars, as browsers read: to Swift a `<` behind U+0D4E, or with an accent upon it, is a character of its own
    /// that is no `<`, and begins a tag all the same.
    package static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// The same, with control characters shown.
    static func shown(_ text: String) -> String { escaped(printable(text)) }
}
