internal import FootfallModel
internal import FootfallQuery

/// What a posting list's key is; the raw values stand in the store.
///
/// App, type, outcome and pattern have no lists of their own, but those of the combinations they come in.
enum PostingKind: Int, CaseIterable {
    case user = 1
    case target = 2
    case app = 3
    case ip = 4
    case host = 5
    case source = 6
    case type = 7
    case outcome = 8
    case pattern = 9
    /// Events whose count is not 1, under key 1: so that a count need not read the others.
    case repeated = 10
    /// Evidence, under key 1.
    case evidence = 11
    /// The combination of type, outcome, app and pattern.
    case eventKind = 12

    /// The kinds that have lists.
    static let stored: [PostingKind] = [.user, .target, .ip, .host, .source, .eventKind, .repeated, .evidence]

    /// It is a part of the combination.
    var isPartOfEventKind: Bool {
        switch self {
        case .app, .type, .outcome, .pattern: true
        default: false
        }
    }

    /// The kind's column in `event`, where its keys are numbers of strings.
    init?(_ field: Field) {
        switch field {
        case .user: self = .user
        case .target: self = .target
        case .app: self = .app
        case .ip: self = .ip
        case .host: self = .host
        case .source: self = .source
        case .type, .category: self = .type
        case .pattern: self = .pattern
        case .outcome: return nil
        }
    }

    /// Where in `posting` the lists of this kind are.
    func blockID(segment: Int64) -> Int64 { segment << 8 | Int64(rawValue) }
}
