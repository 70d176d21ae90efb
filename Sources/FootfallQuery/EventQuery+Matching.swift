package import FootfallModel

extension EventQuery {
    /// Whether an event belongs to the answer, looked at by itself.
    ///
    /// The plain meaning of a query, against which quicker ways to find events are tested; `--follow` uses it as well.
    package func matches(_ event: ActivityEvent) -> Bool {
        if let since, event.time < since { return false }
        if let until, event.time >= until { return false }
        switch evidence {
        case .without: if event.evidenceOf != nil { return false }
        case .only: if event.evidenceOf == nil { return false }
        case .included: break
        }
        return condition.matches(event)
    }
}

extension Condition {
    /// Whether this is true of an event.
    package func matches(_ event: ActivityEvent) -> Bool {
        switch self {
        case .everything:
            return true
        case .and(let conditions):
            return conditions.allSatisfy { $0.matches(event) }
        case .or(let conditions):
            return conditions.contains { $0.matches(event) }
        case .not(let condition):
            return !condition.matches(event)
        case .field(let field, let matches):
            guard let value = field.value(of: event) else { return false }
            return matches.contains { $0.matches(value, comparison: field.comparison) }
        case .detail(let key, let matches):
            guard let value = event.detail(key) else { return false }
            return matches.contains { $0.matches(value, comparison: .bytes) }
        case .words(let words):
            return words.matches(event.message)
        }
    }
}

/// Which differences between two texts do not count.
package enum Comparison: Sendable {
    case bytes
    /// Letter case (ASCII) makes no difference.
    case caseless
    /// Nor do `-`, `_` and blanks: `user-login` is `user_login`.
    case slug

    /// The text with what makes no difference made the same.
    package func folded(_ text: String) -> String {
        switch self {
        case .bytes: return text
        case .caseless: return String(decoding: text.utf8.map(WordSearch.lowercase), as: UTF8.self)
        case .slug:
            let separators = [UInt8(ascii: "-"), UInt8(ascii: " ")]
            let bytes = text.utf8.map { separators.contains($0) ? UInt8(ascii: "_") : WordSearch.lowercase($0) }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}

extension Field {
    /// What an event has in this field.
    package func value(of event: ActivityEvent) -> String? {
        switch self {
        case .type: event.type
        case .category: event.category.name
        case .outcome: event.outcome.name
        case .user: event.userID
        case .target: event.targetID
        case .app: event.appID
        case .ip: event.ip
        case .host: event.host
        case .source: event.source
        case .pattern: event.pattern
        }
    }

    /// How values of this field are compared.
    package var comparison: Comparison {
        switch self {
        case .type, .category: .slug
        case .outcome: .caseless
        default: .bytes
        }
    }
}

extension ValueMatch {
    /// Whether a value looks as it must.
    package func matches(_ value: String, comparison: Comparison = .bytes) -> Bool {
        switch self {
        case .exact(let text):
            comparison.folded(value).utf8.elementsEqual(comparison.folded(text).utf8)
        case .prefix(let text):
            comparison.folded(value).utf8.starts(with: comparison.folded(text).utf8)
        case .network(let network):
            IPAddress(value).map(network.contains) ?? false
        }
    }
}
