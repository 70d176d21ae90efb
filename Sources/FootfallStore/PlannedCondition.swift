internal import FootfallModel
internal import FootfallQuery
internal import GRDB

/// A condition with the store's numbers in place of texts.
indirect enum PlannedCondition: Sendable {
    case everything
    case nothing
    /// The posting lists of these keys tell it.
    case keys(PostingKind, Set<Int64>)
    /// Only the row tells it.
    case words(WordSearch)
    case detail(String, [ValueMatch])
    case and([PlannedCondition])
    case or([PlannedCondition])
    case not(PlannedCondition)

    /// Looks up what a query asks for.
    init(_ query: EventQuery, _ strings: StringReader) throws {
        let condition = try PlannedCondition(query.condition, strings)
        let isEvidence = PlannedCondition.keys(.evidence, [1])
        switch query.evidence {
        case .without: self = .all([condition, .not(isEvidence)])
        case .only: self = .all([condition, isEvidence])
        case .included: self = condition
        }
    }

    private init(_ condition: Condition, _ strings: StringReader) throws {
        switch condition {
        case .everything: self = .everything
        case .and(let parts): self = .all(try parts.map { try PlannedCondition($0, strings) })
        case .or(let parts): self = .any(try parts.map { try PlannedCondition($0, strings) })
        case .not(let part): self = .negated(try PlannedCondition(part, strings))
        case .field(let field, let matches): self = try PlannedCondition(field, matches, strings)
        case .detail(let key, let matches): self = .detail(key, matches)
        case .words(let words): self = .words(words)
        }
    }

    private init(_ field: Field, _ matches: [ValueMatch], _ strings: StringReader) throws {
        guard let kind = PostingKind(field) else {
            let outcomes = Outcome.allCases.filter { outcome in
                matches.contains { $0.matches(outcome.name, comparison: field.comparison) }
            }
            self = .oneOf(.outcome, Set(outcomes.map { Int64($0.rawValue) }))
            return
        }
        self = .oneOf(kind, try strings.numbers(field, matches))
    }

    private static func oneOf(_ kind: PostingKind, _ keys: Set<Int64>) -> PlannedCondition {
        keys.isEmpty ? .nothing : .keys(kind, keys)
    }

    private static func all(_ parts: [PlannedCondition]) -> PlannedCondition {
        var kept: [PlannedCondition] = []
        for part in parts {
            switch part {
            case .nothing: return .nothing
            case .everything: break
            case .and(let parts): kept += parts
            default: kept.append(part)
            }
        }
        // The cheapest first: once nothing is left, the others are not looked at.
        return kept.isEmpty ? .everything : .and(kept.sorted { $0.cost < $1.cost })
    }

    private static func any(_ parts: [PlannedCondition]) -> PlannedCondition {
        var kept: [PlannedCondition] = []
        for part in parts {
            switch part {
            case .everything: return .everything
            case .nothing: break
            default: kept.append(part)
            }
        }
        return kept.isEmpty ? .nothing : .or(kept)
    }

    private static func negated(_ part: PlannedCondition) -> PlannedCondition {
        switch part {
        case .everything: .nothing
        case .nothing: .everything
        case .not(let inner): inner
        default: .not(part)
        }
    }

    /// About how many look-ups it takes to know it of a segment, or to know that only rows tell.
    private var cost: Int {
        switch self {
        case .everything, .nothing, .detail: 0
        case .words(let search): search.terms.isEmpty ? 0 : 1
        case .keys(_, let keys): keys.count
        case .and(let parts), .or(let parts): parts.reduce(0) { $0 + $1.cost }
        case .not(let part): part.cost
        }
    }
}
