import FootfallModel

/// What the fields of a query may be called, and what their values must look like.
struct QueryFields: Sendable {
    /// What bounds the whole search instead of saying something about an event.
    enum Bound: String, CaseIterable {
        case since, until, evidence

        init?(_ name: String) {
            self.init(rawValue: name.lowercased())
        }
    }

    let text: String
    let name: String
    let now: Instant
    let zone: ZoneOffsets
    let vocabulary: QueryVocabulary

    /// Names under which events show a field elsewhere (JSON, SQL).
    private static let aliases: [String: Field] = ["user_id": .user, "target_id": .target, "app_id": .app]
    /// What others call it.
    private static let otherNames = [
        "username": "user", "account": "user", "actor": "user", "address": "ip", "addr": "ip", "hostname": "host",
        "program": "app", "event": "type", "result": "outcome", "status": "outcome", "time": "since", "from": "since",
        "after": "since", "before": "until", "to": "until",
    ]

    /// What `name:values` asks for.
    func condition(_ name: String, _ values: [QueryValue], column: Int) throws(Diagnostic) -> Condition {
        let lowercased = name.lowercased()
        if let field = Field(rawValue: lowercased) ?? QueryFields.aliases[lowercased] {
            return .field(field, try matches(of: field, values))
        }
        if lowercased == "message" {
            let words = values.map { Condition.words($0.search) }
            return words.count == 1 ? words[0] : .or(words)
        }
        if lowercased.hasPrefix("details."), name.count > 8 {
            return .detail(String(name.dropFirst(8)), values.map(\.plainMatch))
        }
        if !vocabulary.details.contains(name) {
            let known = Field.allCases.map(\.rawValue) + Bound.allCases.map(\.rawValue)
            if let meant = QueryFields.otherNames[lowercased] ?? Suggestion.nearest(to: name, among: known) {
                throw mistake(
                    "there is no field `\(name)`",
                    at: column,
                    "did you mean `\(meant):`? A key of the details is details.\(name):"
                )
            }
            if ["id", "count", "evidence_of"].contains(lowercased) {
                throw mistake("events cannot be searched by `\(name)`", at: column)
            }
        }
        return .detail(name, values.map(\.plainMatch))
    }

    /// How the values of a field must look.
    func matches(of field: Field, _ values: [QueryValue]) throws(Diagnostic) -> [ValueMatch] {
        var matches: [ValueMatch] = []
        for value in values {
            switch field {
            case .ip: matches.append(try address(value))
            case .type: matches.append(try type(value))
            case .category: matches.append(try closed(field, value, among: EventCategory.allCases.map(\.name)))
            case .outcome: matches.append(try closed(field, value, among: Outcome.allCases.map(\.name)))
            default: matches.append(value.plainMatch)
            }
        }
        return matches
    }

    /// The time behind `since:` or `until:`.
    func time(_ value: QueryValue) throws(Diagnostic) -> TimeExpression {
        do throws(Diagnostic) {
            return try TimeExpression.parse(value.text, now: now, zone: zone)
        } catch {
            // Escapes within quotation marks are written longer than they are.
            let column = min(value.column + error.column - 1, text.count + 1)
            throw mistake(error.reason, at: column, error.hint)
        }
    }

    /// What `evidence:` asks for.
    func evidence(_ value: QueryValue) throws(Diagnostic) -> EvidenceFilter {
        switch value.text.lowercased() {
        case "yes": return .included
        case "no": return .without
        case "only": return .only
        default:
            throw mistake("`evidence:` cannot be `\(value.text)`", at: value.column, "write yes, no or only")
        }
    }

    // Values of which not everything is allowed.

    /// An address, a network, or an address's beginning: `192.0.2.*` is `192.0.2.0/24`.
    private func address(_ value: QueryValue) throws(Diagnostic) -> ValueMatch {
        let example = "write an address, a network such as 192.0.2.0/24, or the beginning of one: 192.0.2.*"
        guard value.goesOn else {
            if value.text.contains("/"), let network = Network(cidr: value.text) { return .network(network) }
            if let address = IPAddress(value.text) { return .exact(address.text) }
            if value.text.contains("/") {
                throw mistake("`\(value.text)` is no network", at: value.column, example)
            }
            throw mistake("`\(value.text)` is no address", at: value.column, example)
        }
        if value.text.isEmpty { return .prefix("") }
        if let network = Network(beginning: value.text) { return .network(network) }
        guard value.text.couldBeginAddress else {
            throw mistake("no address begins with `\(value.text)`", at: value.column, example)
        }
        return .prefix(value.text.lowercased())
    }

    /// An event type: in the catalogue's spelling where it is known, an error where it is near one that is.
    private func type(_ value: QueryValue) throws(Diagnostic) -> ValueMatch {
        let folded = Comparison.slug.folded(value.text)
        if value.goesOn { return .prefix(value.text) }
        if let known = vocabulary.types.first(where: { Comparison.slug.folded($0) == folded }) { return .exact(known) }
        if let meant = Suggestion.nearest(to: folded, among: vocabulary.types) {
            throw mistake("there is no event type `\(value.text)`", at: value.column, "did you mean `\(meant)`?")
        }
        return .exact(value.text)
    }

    /// One of a few names.
    private func closed(
        _ field: Field,
        _ value: QueryValue,
        among names: [String]
    ) throws(Diagnostic) -> ValueMatch {
        let folded = Comparison.slug.folded(value.text)
        let candidates = names.map(Comparison.slug.folded)
        if value.goesOn, candidates.contains(where: { $0.hasPrefix(folded) }) { return .prefix(value.text) }
        if !value.goesOn, let index = candidates.firstIndex(of: folded) { return .exact(names[index]) }
        let spelled = candidates.map { $0.replacing("_", with: "-") }
        let meant = Suggestion.nearest(to: folded, among: candidates) ?? QueryFields.otherOutcomes[folded]
        let all = "one of " + spelled.joined(separator: ", ")
        throw mistake(
            "there is no \(field.rawValue) `\(value.text)`",
            at: value.column,
            meant.map { "did you mean `\($0.replacing("_", with: "-"))`?" } ?? all
        )
    }

    private static let otherOutcomes = [
        "failed": "failure", "fail": "failure", "failures": "failure", "denied": "failure", "error": "failure",
        "ok": "success", "succeeded": "success", "successful": "success", "passed": "success", "none": "unknown",
    ]

    private func mistake(_ reason: String, at column: Int, _ hint: String? = nil) -> Diagnostic {
        Diagnostic(reason, file: name, line: 1, column: column, hint: hint, excerpt: text)
    }
}

extension QueryValue {
    /// The value as what is looked for in messages.
    var search: WordSearch { WordSearch(text, beginsAnywhere: beginsAnywhere, endsAnywhere: goesOn) }

    /// The value as it stands.
    fileprivate var plainMatch: ValueMatch { goesOn ? .prefix(text) : .exact(text) }
}

extension Network {
    /// The network of all addresses that begin with whole octets or groups: `192.0.2.` or `2001:db8:`.
    fileprivate init?(beginning text: String) {
        if text.hasSuffix("."), !text.contains(":") {
            let missing = 4 - text.split(separator: ".", omittingEmptySubsequences: false).dropLast().count
            guard (1...3).contains(missing) else { return nil }
            let zeros = [String](repeating: "0", count: missing).joined(separator: ".")
            guard let address = IPAddress(text + zeros) else { return nil }
            self.init(address: address, bits: 128 - 8 * missing)
        } else if text.hasSuffix(":"), !text.contains("::") {
            let count = text.split(separator: ":", omittingEmptySubsequences: false).count - 1
            guard (1...7).contains(count), let address = IPAddress(text + ":") else { return nil }
            self.init(address: address, bits: 16 * count)
        } else {
            return nil
        }
    }
}

extension String {
    /// Whether it has only what addresses are made of.
    fileprivate var couldBeginAddress: Bool {
        let isV6 = contains(":")
        return utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39: true
            case UInt8(ascii: "."): true
            case UInt8(ascii: ":"): isV6
            case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): true
            default: false
            }
        }
    }
}
