package import FootfallModel

/// Reads the query language that the search box and `footfall search` share.
///
/// Words are looked for in the message; `field:value` filters, `field:a,b` is either, `-field:value` is not,
/// `user:ad*` is a prefix, `ip:10.0.0.0/8` a network, `user:*` any user at all, `since:` and `until:` bound the time,
/// `"two words"` is a phrase (and a quoted value is taken as it stands), `fail*` the beginning of a word and `*ail*` a
/// piece of one, parentheses and `or` combine. What stands side by side must all be true, which binds closer than `or`.
package struct QueryParser {
    /// The longest query that is read, in characters.
    package static let lengthLimit = 8192
    private static let depthLimit = 50

    private let text: String
    private let tokens: [QueryToken]
    private let fields: QueryFields
    private var index = 0
    private var depth = 0
    private var since: (time: TimeExpression, column: Int)?
    private var until: (time: TimeExpression, column: Int)?
    private var evidence: EvidenceFilter?

    /// Reads a whole query.
    ///
    /// - Parameter vocabulary: What the store and the packs know, for telling a slip from a rare word.
    package static func parse(
        _ text: String,
        now: Instant,
        zone: ZoneOffsets,
        vocabulary: QueryVocabulary = QueryVocabulary()
    ) throws(Diagnostic) -> EventQuery {
        guard text.count <= lengthLimit else {
            throw Diagnostic(
                "a query has at most \(lengthLimit) characters",
                file: "query",
                line: 1,
                column: lengthLimit + 1
            )
        }
        let fields = QueryFields(text: text, name: "query", now: now, zone: zone, vocabulary: vocabulary)
        var parser = try QueryParser(text: text, tokens: QueryLexer.tokens(of: text), fields: fields)
        return try parser.query()
    }

    /// Reads the value of an option such as `--user`, which has the form of a field's values: `alice,ad*`.
    ///
    /// - Parameter option: The option's name, for the message.
    package static func condition(
        _ field: Field,
        values: String,
        option: String,
        vocabulary: QueryVocabulary = QueryVocabulary()
    ) throws(Diagnostic) -> Condition {
        do throws(Diagnostic) {
            let fields = QueryFields(
                text: values,
                name: option,
                now: Instant(seconds: 0),
                zone: .utc,
                vocabulary: vocabulary
            )
            let found = try QueryLexer.values(of: values, field: field.rawValue)
            return .field(field, try fields.matches(of: field, found))
        } catch {
            var error = error
            error.file = option
            throw error
        }
    }

    private init(text: String, tokens: [QueryToken], fields: QueryFields) {
        self.text = text
        self.tokens = tokens
        self.fields = fields
    }

    // The grammar: alternatives of sequences of terms.

    private mutating func query() throws(Diagnostic) -> EventQuery {
        let condition = tokens.isEmpty ? nil : try alternatives()
        if index < tokens.count {
            throw mistake("nothing is open that this `)` could close", at: tokens[index].column)
        }
        if let since, let until, since.time.start >= until.time.end {
            throw mistake(
                "`until:` is not after `since:`, so nothing can be found",
                at: max(since.column, until.column),
                "since: takes the beginning of a day, until: its end"
            )
        }
        return EventQuery(
            condition: condition ?? .everything,
            since: since?.time.start,
            until: until?.time.end,
            evidence: evidence ?? .without
        )
    }

    /// `a b or c`; `nil` where there is nothing but bounds.
    private mutating func alternatives() throws(Diagnostic) -> Condition? {
        var found: [Condition] = []
        while true {
            let start = index < tokens.count ? tokens[index].column : endColumn
            let sequence = try sequence()
            guard index < tokens.count, case .or = tokens[index].kind else {
                if found.isEmpty { return sequence }
                guard let sequence else { throw missingAlternative(at: start) }
                found.append(sequence)
                return .or(found)
            }
            guard let sequence else { throw missingAlternative(at: start) }
            found.append(sequence)
            index += 1
        }
    }

    /// Terms side by side; `nil` where there is nothing but bounds.
    private mutating func sequence() throws(Diagnostic) -> Condition? {
        var found: [Condition] = []
        let first = index
        terms: while index < tokens.count {
            switch tokens[index].kind {
            case .or, .close: break terms
            case .and:
                let isBetween = index > first && index + 1 < tokens.count && tokens[index + 1].kind.isTerm
                guard isBetween else { throw nothingBeside("and", at: tokens[index].column) }
                index += 1
            default:
                if let term = try term() { found.append(term) }
            }
        }
        guard index > first else {
            guard index < tokens.count else { throw nothingBeside("or", at: tokens[index - 1].column) }
            if case .or = tokens[index].kind { throw nothingBeside("or", at: tokens[index].column) }
            if index > 0, case .or = tokens[index - 1].kind { throw nothingBeside("or", at: tokens[index - 1].column) }
            if depth == 0 { throw mistake("nothing is open that this `)` could close", at: tokens[index].column) }
            throw mistake("there is nothing between the parentheses", at: tokens[index].column)
        }
        return found.count == 1 ? found[0] : found.isEmpty ? nil : .and(found)
    }

    private mutating func term() throws(Diagnostic) -> Condition? {
        let token = tokens[index]
        index += 1
        switch token.kind {
        case .minus: return try excluded(behind: token)
        case .open: return try group(openedBy: token)
        case .words(let value): return .words(value.search)
        case .field(let name, let values): return try field(name, values, token)
        case .or, .and, .close: return nil
        }
    }

    private mutating func excluded(behind minus: QueryToken) throws(Diagnostic) -> Condition? {
        if case .field(let name, _) = tokens[index].kind, let bound = QueryFields.Bound(name) {
            let hint = bound == .evidence ? "write evidence:no or evidence:only" : "since: and until: are opposites"
            throw mistake("`\(bound.rawValue):` cannot be excluded", at: minus.column, hint)
        }
        guard tokens[index].kind.isTerm else {
            let hint = "put the word in quotation marks: -\"or\""
            throw mistake("`-` cannot exclude `or` and `and`, which combine", at: minus.column, hint)
        }
        return try term().map { .not($0) }
    }

    private mutating func group(openedBy open: QueryToken) throws(Diagnostic) -> Condition? {
        depth += 1
        guard depth <= QueryParser.depthLimit else {
            throw mistake("more than \(QueryParser.depthLimit) parentheses in each other", at: open.column)
        }
        guard index < tokens.count else {
            throw mistake("this parenthesis is never closed", at: open.column, "add `)`, or put it in quotation marks")
        }
        let condition = try alternatives()
        guard index < tokens.count else {
            throw mistake("this parenthesis is never closed", at: open.column, "add `)`, or put it in quotation marks")
        }
        index += 1
        depth -= 1
        return condition
    }

    // Fields and bounds.

    private mutating func field(
        _ name: String,
        _ values: [QueryValue],
        _ token: QueryToken
    ) throws(Diagnostic) -> Condition? {
        guard let bound = QueryFields.Bound(name) else {
            return try fields.condition(name, values, column: token.column)
        }
        guard depth == 0 else {
            throw mistake(
                "`\(bound.rawValue):` holds for the whole search and cannot stand within parentheses",
                at: token.column,
                "put it before the parenthesis"
            )
        }
        guard values.count == 1, !values[0].goesOn else {
            let column = values.count > 1 ? values[1].column : token.column
            throw mistake("`\(bound.rawValue):` takes one value", at: column)
        }
        switch bound {
        case .since:
            guard since == nil else { throw twice(bound, token) }
            since = (try fields.time(withClock(values[0])), token.column)
        case .until:
            guard until == nil else { throw twice(bound, token) }
            until = (try fields.time(withClock(values[0])), token.column)
        case .evidence:
            guard evidence == nil else { throw twice(bound, token) }
            evidence = try fields.evidence(values[0])
        }
        return nil
    }

    /// `since:2026-11-22 10:00` is written without quotation marks too often not to be understood.
    private mutating func withClock(_ day: QueryValue) -> QueryValue {
        guard index < tokens.count, case .words(let clock) = tokens[index].kind, !clock.isQuoted, !clock.goesOn,
            !day.isQuoted, day.text.count == 10, day.text.dropFirst(4).hasPrefix("-"), clock.text.looksLikeClock,
            tokens[index].column == tokens[index - 1].end + 1
        else { return day }
        index += 1
        var both = day
        both.text += " " + clock.text
        return both
    }

    private func twice(_ bound: QueryFields.Bound, _ token: QueryToken) -> Diagnostic {
        mistake("`\(bound.rawValue):` stands here for the second time", at: token.column, "leave one of them out")
    }

    // Mistakes.

    private var endColumn: Int { text.count + 1 }

    private func nothingBeside(_ word: String, at column: Int) -> Diagnostic {
        let hint = "put \"\(word)\" in quotation marks to look for the word"
        return mistake("`\(word)` combines what stands on both sides of it, and one side is empty", at: column, hint)
    }

    private func missingAlternative(at column: Int) -> Diagnostic {
        let reason = "`since:`, `until:` and `evidence:` hold for the whole search, not for a side of `or`"
        return mistake(reason, at: column, "put it at the beginning, and the alternatives in parentheses")
    }

    private func mistake(_ reason: String, at column: Int, _ hint: String? = nil) -> Diagnostic {
        Diagnostic(reason, file: "query", line: 1, column: column, hint: hint, excerpt: text)
    }
}

extension QueryToken.Kind {
    /// Whether a term begins here.
    fileprivate var isTerm: Bool {
        switch self {
        case .open, .minus, .words, .field: true
        case .close, .or, .and: false
        }
    }
}

extension String {
    /// `10:00` or `10:00:01`.
    fileprivate var looksLikeClock: Bool {
        let parts = split(separator: ":", omittingEmptySubsequences: false)
        return (2...3).contains(parts.count) && parts[0].count == 2 && utf8.allSatisfy { 0x2e...0x3a ~= $0 }
    }
}
