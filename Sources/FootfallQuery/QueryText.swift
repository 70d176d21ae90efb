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

    /// `field:value,value`, with values as a query had them; networks are written by nobody.
    package static func field(_ field: Field, _ values: [ValueMatch]) -> String {
        let texts = values.compactMap { value -> String? in
            switch value {
            case .exact(let text): quoted(text)
            case .prefix(let text): (text.isEmpty ? "" : quoted(text)) + "*"
            case .network: nil
            }
        }
        return field.rawValue + ":" + texts.joined(separator: ",")
    }

    /// A query as part of a longer one, where more stands beside it that must be true: alternatives in parentheses, and
    /// `evidence:` before them, since it cannot stand within.
    ///
    /// - Parameter query: one that can be read.
    package static func part(_ query: String) -> String {
        guard let tokens = try? QueryLexer.tokens(of: query) else { return query }
        let characters = Array(query)
        var rest = Array(characters.map(Optional.some))
        var before = ""
        for (place, token) in tokens.enumerated() {
            guard case .field(let name, _) = token.kind, QueryFields.Bound(name) == .evidence else { continue }
            before += String(characters[token.column - 1..<token.end - 1]) + " "
            // The word that put it beside others goes with it.
            let near = [place - 1, place + 1].filter(tokens.indices.contains).map { tokens[$0] }
            let and = near.first { if case .and = $0.kind { true } else { false } }
            for gone in [token] + (and.map { [$0] } ?? []) {
                for column in gone.column..<gone.end { rest[column - 1] = nil }
            }
        }
        let condition = words(of: String(rest.compactMap { $0 }))
        let hasAlternatives = tokens.contains { if case .or = $0.kind { true } else { false } }
        return words(of: before + (hasAlternatives ? "(" + condition + ")" : condition))
    }

    /// A query cut at the blanks between its words, each of which may as well be the end of a line.
    package static func lines(of query: String) -> [String] {
        guard let tokens = try? QueryLexer.tokens(of: query) else { return [query] }
        var lines = [""]
        var place = 0
        for (column, character) in zip(1..., query) {
            while place < tokens.count, tokens[place].end <= column { place += 1 }
            let isWithin = place < tokens.count && tokens[place].column <= column
            if character == " ", !isWithin { lines.append("") } else { lines[lines.count - 1].append(character) }
        }
        return lines
    }

    /// Without blanks at its ends; by scalars, since a mark may stand upon the blank.
    private static func words(of text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}
