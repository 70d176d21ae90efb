import FootfallModel

/// What the reader's terminal can show.
package struct TextStyle: Sendable, Hashable {
    /// In cells.
    package var width: Int
    /// Where not, everything is written in ASCII.
    package var isUTF8: Bool

    /// The reader's working folder: paths below it are shown as seen from there.
    package var folder: String?

    package init(width: Int = 80, isUTF8: Bool = true, folder: String? = nil) {
        self.width = width
        self.isUTF8 = isUTF8
        self.folder = folder
    }

    /// A source's name as seen from the reader's working folder.
    package func seenFromFolder(_ source: String) -> String {
        guard let folder, folder != "/", source.hasPrefix(folder + "/") else { return source }
        return String(source.dropFirst(folder.count + 1))
    }

    /// Whether the locale that the environment names writes UTF-8.
    ///
    /// - Parameter environment: Looked up are `LC_ALL`, `LC_CTYPE` and `LANG`, of which the first that is set counts.
    package static func isUTF8(environment: [String: String]) -> Bool {
        for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
            guard let value = environment[name], !value.isEmpty else { continue }
            let locale = value.uppercased()
            return locale.contains("UTF-8") || locale.contains("UTF8")
        }
        return false
    }

    /// Text from outside as it may be shown.
    package func shown(_ text: String) -> String {
        printable(text, asciiOnly: !isUTF8)
    }

    var ellipsis: String { isUTF8 ? "…" : "~" }
    var dot: String { isUTF8 ? "·" : "-" }
    var bar: String { isUTF8 ? "█" : "#" }
    var failureBar: String { isUTF8 ? "░" : "x" }
}

extension BinaryInteger {
    /// The number with a comma between thousands.
    package var grouped: String {
        let digits = Array(String(magnitude))
        var text = self < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }
}
