/// The one way to say that a file, a query or an option is wrong: where, what, why, and what to do.
package struct Diagnostic: Error, Sendable, Hashable {
    package enum Severity: String, Sendable {
        case error, warning
    }

    package var severity: Severity
    /// A file's path, or what the text is ("query"); `nil` where there is no place to point to.
    package var file: String?
    /// From 1; 0 where unknown.
    package var line: Int
    /// From 1, in characters; 0 where unknown.
    package var column: Int
    package var reason: String
    package var hint: String?
    /// The text of the line pointed to.
    package var excerpt: String?

    package init(
        _ reason: String,
        severity: Severity = .error,
        file: String? = nil,
        line: Int = 0,
        column: Int = 0,
        hint: String? = nil,
        excerpt: String? = nil
    ) {
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        self.reason = reason
        self.hint = hint
        self.excerpt = excerpt
    }
}

extension Diagnostic: CustomStringConvertible {
    /// The place and reason, the line with a caret under the column, and the hint.
    ///
    /// It goes to terminals, and files and queries may hold anything: control characters are shown, never sent.
    package var description: String {
        var text = ""
        if let file {
            text += printable(file)
            if line > 0 { text += ":\(line)" }
            if column > 0 { text += ":\(column)" }
            text += ": "
        }
        text += severity.rawValue + ": " + printable(reason)
        if let excerpt, column > 0 {
            // Long lines are shown around the column only.
            let characters = excerpt.map(Diagnostic.shown)
            let place = min(column - 1, characters.count)
            let start = max(0, place - 60)
            let shown = characters[start..<min(characters.count, start + 120)].joined()
            let indent = characters[start..<place].reduce(0) { $0 + $1.cells }
            text += "\n  " + shown + "\n  " + String(repeating: " ", count: indent) + "^"
        }
        if let hint {
            let lines = hint.split(separator: "\n").map { printable(String($0)) }
            text += "\n  hint: " + lines.joined(separator: "\n        ")
        }
        return text
    }

    /// One character of an excerpt; a tab would move the caret, so it is a blank.
    private static func shown(_ character: Character) -> String {
        character == "\t" ? " " : printable(String(character))
    }
}
