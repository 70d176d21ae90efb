import FootfallModel

/// One piece of a query, and where it begins.
struct QueryToken: Sendable {
    enum Kind: Sendable {
        case open, close, or, and
        /// The `-` that excludes what follows it.
        case minus
        case words(QueryValue)
        case field(name: String, values: [QueryValue])
    }

    var kind: Kind
    /// From 1, in what people call characters.
    var column: Int
    /// The column behind its last character.
    var end: Int
}

/// A value as written.
struct QueryValue: Sendable {
    var text: String
    /// From 1, of its first character (behind a quotation mark).
    var column: Int
    /// A `*` stands behind it.
    var goesOn = false
    /// A `*` stands before it.
    var beginsAnywhere = false
    var isQuoted = false
}

extension QueryValue {
    /// Takes a `*` before a word for what it means; one that stands alone is meant as it stands.
    fileprivate mutating func dropFirstStar() {
        guard text.unicodeScalars.count > 1, text.unicodeScalars.first == "*" else { return }
        text.unicodeScalars.removeFirst()
        beginsAnywhere = true
    }
}

/// Cuts a query into its pieces.
///
/// By Unicode's scalars: a name may begin with a mark that stands on what is before it, or end with one that takes what
/// comes next, and to Swift the quotation mark beside it is no quotation mark then. Only columns are counted in
/// characters, as people do.
struct QueryLexer {
    private let scalars: [Unicode.Scalar]
    /// The column of the character that each of them belongs to, and the one behind the last.
    private let columns: [Int]
    private let text: String
    private var index = 0
    private var tokens: [QueryToken] = []

    /// The pieces in their order.
    static func tokens(of text: String) throws(Diagnostic) -> [QueryToken] {
        var lexer = QueryLexer(text: text)
        while lexer.index < lexer.scalars.count { try lexer.next() }
        return lexer.tokens
    }

    /// The whole of `text` as the values of one field, as an option's argument has them: blanks belong to them.
    static func values(of text: String, field: String) throws(Diagnostic) -> [QueryValue] {
        var lexer = QueryLexer(text: text)
        let values = try lexer.values(of: field, endAtBlank: false)
        return values
    }

    private init(text: String) {
        self.text = text
        scalars = Array(text.unicodeScalars)
        var columns: [Int] = []
        columns.reserveCapacity(scalars.count + 1)
        var column = 1
        for character in text {
            for _ in character.unicodeScalars { columns.append(column) }
            column += 1
        }
        self.columns = columns + [column]
    }

    private mutating func next() throws(Diagnostic) {
        let start = index
        switch scalars[index] {
        case let scalar where scalar.properties.isWhitespace:
            index += 1
        case "(":
            index += 1
            add(.open, from: start)
        case ")":
            index += 1
            add(.close, from: start)
        case "-":
            try minus()
        case "\"",
            "*" where isStarBeforeQuotation:
            let beginsAnywhere = takeStar()
            var phrase = try quoted()
            phrase.beginsAnywhere = beginsAnywhere
            phrase.goesOn = takeStar()
            if index < scalars.count, scalars[index] == ":" {
                throw mistake("a field's name stands without quotation marks", at: start, "write name:value")
            }
            guard !phrase.text.unicodeScalars.allSatisfy(\.properties.isWhitespace) else {
                throw mistake("there is nothing between the quotation marks", at: start)
            }
            add(.words(phrase), from: start)
        default:
            if let name = fieldName() {
                index += name.unicodeScalars.count + 1
                let values = try values(of: name, endAtBlank: true)
                add(.field(name: name, values: values), from: start)
            } else {
                word()
            }
        }
    }

    private mutating func add(_ kind: QueryToken.Kind, from start: Int) {
        tokens.append(QueryToken(kind: kind, column: columns[start], end: columns[index]))
    }

    private mutating func minus() throws(Diagnostic) {
        let start = index
        index += 1
        let quote = "put the text in quotation marks to look for a minus sign"
        guard index < scalars.count, !scalars[index].properties.isWhitespace, scalars[index] != ")" else {
            throw mistake("`-` excludes what stands right behind it, and nothing does", at: start, quote)
        }
        guard scalars[index] != "-" else {
            throw mistake("one `-` excludes; two mean nothing", at: start, quote)
        }
        add(.minus, from: start)
    }

    private mutating func word() {
        let start = index
        let text = raw(endAtBlank: true, endAtComma: false)
        switch text.lowercased() {
        case "or": add(.or, from: start)
        case "and": add(.and, from: start)
        default:
            var value = QueryValue(text: text, column: columns[start])
            if text.unicodeScalars.count > 1, text.unicodeScalars.last == "*" {
                value.text.unicodeScalars.removeLast()
                value.goesOn = true
            }
            value.dropFirstStar()
            add(.words(value), from: start)
        }
    }

    // Values.

    private mutating func values(of field: String, endAtBlank: Bool) throws(Diagnostic) -> [QueryValue] {
        let isOfMessage = field.lowercased() == "message"
        var values: [QueryValue] = []
        while true {
            let start = index
            var value: QueryValue
            let isPiece = isOfMessage && isStarBeforeQuotation
            if isPiece { index += 1 }
            if index < scalars.count, scalars[index] == "\"" {
                value = try quoted()
                value.beginsAnywhere = isPiece
                value.goesOn = takeStar()
            } else {
                value = QueryValue(text: raw(endAtBlank: endAtBlank, endAtComma: true), column: columns[start])
                if value.text.unicodeScalars.last == "*" {
                    value.text.unicodeScalars.removeLast()
                    value.goesOn = true
                }
                if isOfMessage { value.dropFirstStar() }
                if let offset = Array(value.text.unicodeScalars).firstIndex(of: "*") {
                    let hint =
                        offset == 0
                        ? "pieces of words are looked for in messages only: *ail*"
                        : "a `*` that is meant as it stands needs quotation marks"
                    throw mistake("`*` can only end a value", at: start + offset, hint)
                }
            }
            guard !value.text.isEmpty || value.goesOn else { throw missingValue(of: field, isFirst: values.isEmpty) }
            values.append(value)
            guard index < scalars.count else { return values }
            if scalars[index] == "," {
                index += 1
            } else if scalars[index].properties.isWhitespace || scalars[index] == ")" {
                return values
            } else {
                throw mistake("a blank or a comma is expected after the quotation mark", at: index)
            }
        }
    }

    private func missingValue(of field: String, isFirst: Bool) -> Diagnostic {
        guard isFirst else {
            return mistake("a value is missing beside the comma", at: index, "values follow each other without blanks")
        }
        let hint = "write the value right behind the colon; \(field):* is any value, -\(field):* none"
        return mistake("`\(field):` has no value", at: index, hint)
    }

    /// What stands up to a blank, a comma, or the `)` of a parenthesis that was opened outside.
    private mutating func raw(endAtBlank: Bool, endAtComma: Bool) -> String {
        var depth = 0
        let start = index
        while index < scalars.count {
            let scalar = scalars[index]
            if endAtBlank, scalar.properties.isWhitespace { break }
            if endAtComma, scalar == "," { break }
            if scalar == "(" { depth += 1 }
            if scalar == ")" {
                if depth == 0, endAtBlank { break }
                depth -= 1
            }
            index += 1
        }
        return String(String.UnicodeScalarView(scalars[start..<index]))
    }

    /// What stands between quotation marks; `\"` and `\\` stand for the second character.
    private mutating func quoted() throws(Diagnostic) -> QueryValue {
        let start = index
        var text = String.UnicodeScalarView()
        index += 1
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            if scalar == "\"" { return QueryValue(text: String(text), column: columns[start + 1], isQuoted: true) }
            if scalar == "\\", index < scalars.count, scalars[index] == "\"" || scalars[index] == "\\" {
                text.append(scalars[index])
                index += 1
            } else {
                text.append(scalar)
            }
        }
        throw mistake("the quotation mark that opens here is never closed", at: start, "close it, or leave it out")
    }

    private var isStarBeforeQuotation: Bool {
        index + 1 < scalars.count && scalars[index] == "*" && scalars[index + 1] == "\""
    }

    private mutating func takeStar() -> Bool {
        guard index < scalars.count, scalars[index] == "*" else { return false }
        index += 1
        return true
    }

    // Fields.

    /// The name before a colon, where what stands here is a field and not a word with a colon in it.
    private func fieldName() -> String? {
        let name = scalars[index...].prefix { $0.isOfFieldName }
        guard let first = name.first, !("0"..."9").contains(first), name.endIndex < scalars.count,
            scalars[name.endIndex] == ":"
        else { return nil }
        var reader = self
        let word = reader.raw(endAtBlank: true, endAtComma: false)
        let value = word.unicodeScalars.dropFirst(name.count + 1)
        // An address (`http://…`), a Windows path (`C:\…`), an IPv6 address or network, a hardware address.
        if value.starts(with: "//".unicodeScalars) || value.first == "\\" { return nil }
        if Network(cidr: word) != nil || word.isColonHexadecimal { return nil }
        return String(String.UnicodeScalarView(name))
    }

    private func mistake(_ reason: String, at offset: Int, _ hint: String? = nil) -> Diagnostic {
        Diagnostic(reason, file: "query", line: 1, column: columns[offset], hint: hint, excerpt: text)
    }
}

extension Unicode.Scalar {
    fileprivate var isOfFieldName: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "-": true
        default: false
        }
    }
}

extension String {
    /// Whether it is pairs of hexadecimal digits between colons, as hardware addresses and fingerprints are written.
    fileprivate var isColonHexadecimal: Bool {
        let groups = split(separator: ":", omittingEmptySubsequences: false)
        return groups.count > 2 && groups.allSatisfy { $0.count == 2 && $0.allSatisfy(\.isHexDigit) }
    }
}
