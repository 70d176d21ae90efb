package import FootfallModel

/// A file as it was written, for messages that show what is wrong in it.
package struct SourceFile: Sendable {
    package let name: String
    private let lines: [Substring]

    package init(name: String, text: String) {
        self.name = name
        // A line may end in CR LF, which is one character.
        self.lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    }

    /// What is wrong at a place, with the line it stands in.
    package func diagnostic(
        _ reason: String,
        at place: Place?,
        hint: String? = nil,
        severity: Diagnostic.Severity = .error
    ) -> Diagnostic {
        let line = place.flatMap { self.line($0.line) }
        var column = place?.column ?? 0
        if let line, column > 0 {
            // A place counts scalars, as YAML does; what is shown counts characters.
            column = String(Substring(line.unicodeScalars.prefix(column - 1))).count + 1
        }
        return Diagnostic(
            reason,
            severity: severity,
            file: name,
            line: place?.line ?? 0,
            column: column,
            hint: hint,
            excerpt: line.map { String($0) }
        )
    }

    /// Where a key stands for the second time in a block mapping that begins at a place.
    func secondPlace(ofKey key: String, from start: Place) -> Place? {
        var count = 0
        for number in max(1, start.line)...max(1, lines.count) {
            guard let line = line(number) else { return nil }
            let before = line.prefix(start.column - 1)
            guard before.allSatisfy({ $0 == " " || $0 == "-" }),
                line.dropFirst(start.column - 1).hasPrefix(key + ":")
            else { continue }
            count += 1
            if count == 2 { return Place(line: number, column: start.column) }
        }
        return nil
    }

    /// Whether a tab stands at a place.
    package func isTab(at place: Place) -> Bool {
        line(place.line)?.unicodeScalars.dropFirst(place.column - 1).first == "\t"
    }

    /// The last line up to `number` that has an odd number of single quotation marks, comments aside.
    package func oddQuotes(upTo number: Int) -> Int? {
        lines.prefix(number).lastIndex { line in
            line.first { $0 != " " } != "#" && line.count { $0 == "'" } % 2 == 1
        }.map { $0 + 1 }
    }

    /// Where a byte of a text stands: behind quotation marks, and behind what is written longer than it is.
    ///
    /// Where the text goes over several lines, its beginning.
    package func place(of offset: Int, in text: SourceText) -> Place {
        guard let line = self.line(text.place.line) else { return text.place }
        let written = Array(line.unicodeScalars)
        var index = text.place.column - 1 + (text.quoting == .none ? 0 : 1)
        var bytes = 0
        while bytes < offset, index < written.count {
            let length: Int
            (length, bytes) = SourceFile.step(written[index...], text.quoting, bytes)
            index += length
        }
        return bytes >= offset && !text.isBlock ? Place(line: text.place.line, column: index + 1) : text.place
    }

    /// How many scalars the first of `written` is written with, and how far the text's bytes are behind it.
    private static func step(
        _ written: ArraySlice<Unicode.Scalar>,
        _ quoting: SourceText.Quoting,
        _ bytes: Int
    ) -> (length: Int, bytes: Int) {
        guard let first = written.first else { return (1, bytes) }
        let next = written.dropFirst().first
        switch (quoting, first) {
        case (.single, "'"): return (2, bytes + 1)
        case (.double, "\\"):
            // `\xNN`, `\uNNNN` and `\UNNNNNNNN` are numbers; `\N`, `\_`, `\L`, `\P` are characters beyond ASCII.
            let digits = next == "x" ? 2 : next == "u" ? 4 : next == "U" ? 8 : 0
            guard digits > 0 else {
                let isLong = next == "L" || next == "P"
                return (2, bytes + (isLong ? 3 : next == "N" || next == "_" ? 2 : 1))
            }
            var number = String.UnicodeScalarView()
            number.append(contentsOf: written.dropFirst(2).prefix(digits))
            let scalar = UInt32(String(number), radix: 16).flatMap { Unicode.Scalar($0) }
            return (2 + digits, bytes + (scalar?.utf8.count ?? 1))
        default: return (1, bytes + first.utf8.count)
        }
    }

    private func line(_ number: Int) -> Substring? {
        number >= 1 && number <= lines.count ? lines[number - 1] : nil
    }
}

/// A piece of a file's text and where it stands.
package struct SourceText: Sendable, Hashable {
    package enum Quoting: Sendable, Hashable {
        case none, single, double
    }

    package var text: String
    /// Of the first character or quotation mark.
    package var place: Place
    package var quoting: Quoting
    /// Written under `|` or `>`, on lines of its own.
    package var isBlock: Bool

    package init(text: String, place: Place, quoting: Quoting, isBlock: Bool) {
        self.text = text
        self.place = place
        self.quoting = quoting
        self.isBlock = isBlock
    }
}

/// A line and column of a file, both from 1.
package struct Place: Sendable, Hashable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}
