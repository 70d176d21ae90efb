import FootfallModel
import FootfallPatterns
import FootfallQuery
import FootfallStore

/// What may be meant by the word that is being written in a search box.
struct Suggestions {
    struct Item {
        /// What takes the word's place.
        var text: String
        var about: String
    }

    /// Where the word begins and ends, in characters.
    private(set) var range: Range<Int>
    private(set) var items: [Item] = []

    private static let limit = 12

    /// What each field holds.
    private static let about: [(name: String, about: String)] = [
        ("user", "who did it"), ("type", "what happened"), ("ip", "from which address or network"),
        ("host", "the machine that logged it"), ("app", "in which application"),
        ("outcome", "success, failure or unknown"), ("target", "the account it was done to"),
        ("since", "from this time on: yesterday, -2h, 2026-11-22"), ("until", "up to this time"),
        ("category", "kind of event"), ("source", "the log it came by"), ("pattern", "what recognised it"),
        ("evidence", "yes: with records that tell an event again"),
    ]

    private static let times = ["today", "yesterday", "-1h", "-24h", "-7d", "-30d", "now"]

    /// - Parameter place: where the cursor stands, in characters.
    init(for text: String, at place: Int, in store: EventStore) throws {
        let characters = Array(text)
        var start = min(place, characters.count)
        while start > 0, !Self.ends(characters[start - 1]) { start -= 1 }
        if start < place, characters[start] == "-" { start += 1 }
        let word = String(characters[start..<place])
        range = start..<place
        guard let colon = word.firstIndex(of: ":") else {
            items = Self.about.filter { $0.name.hasPrefix(word.lowercased()) && !word.isEmpty }
                .map { Item(text: $0.name + ":", about: $0.about) }
            return
        }
        let name = word[..<colon].lowercased()
        let written =
            word[word.index(after: colon)...].split(separator: ",", omittingEmptySubsequences: false).last ?? ""
        range = place - written.count..<place
        let value = String(written.drop { $0 == "\"" })
        if name == "since" || name == "until" {
            items = Self.times.filter { $0.hasPrefix(value) }.map { Item(text: $0, about: "") }
        } else if let field = Field(rawValue: name) {
            items = try Self.values(of: field, value, store)
        }
    }

    private static func ends(_ character: Character) -> Bool {
        character == " " || character == "(" || character == ")"
    }

    private static func values(of field: Field, _ written: String, _ store: EventStore) throws -> [Item] {
        let wanted = written.lowercased()
        let found: [Item]
        switch field {
        case .type:
            let known = Catalogue.shipped
            let inUse = try store.typesInUse()
            // Those that the store has come first.
            let all = inUse + known.types.map(\.slug).filter { !inUse.contains($0) }
            found = all.filter { wanted.isEmpty || $0.lowercased().contains(wanted) }
                .map { Item(text: $0, about: known.type(named: $0)?.meaning ?? "") }
        case .category:
            found = EventCategory.allCases.map(\.name).filter { $0.lowercased().hasPrefix(wanted) }
                .map { Item(text: $0, about: "") }
        case .outcome:
            found = Outcome.allCases.map(\.name).filter { $0.hasPrefix(wanted) }.map { Item(text: $0, about: "") }
        default:
            found = try store.values(of: field, beginning: written, limit: limit).map { Item(text: $0, about: "") }
        }
        return found.prefix(limit).map { Item(text: QueryText.quoted($0.text), about: $0.about) }
    }

    var json: String {
        let list = items.map { "{\"text\":\(JSONText.quoted($0.text)),\"about\":\(JSONText.quoted($0.about))}" }
        return
            "{\"from\":\(range.lowerBound),\"to\":\(range.upperBound),\"suggestions\":[\(list.joined(separator: ","))]}"
    }
}

/// Queries that the program writes.
enum QueryText {
    /// A value as it stands in a query: in quotation marks where it needs them.
    static func quoted(_ value: String) -> String {
        let isPlain =
            !value.isEmpty
            && value.unicodeScalars.allSatisfy { scalar in
                !(scalar.properties.isWhitespace || "\"\\(),*:".unicodeScalars.contains(scalar)) || scalar == ":"
            }
        if isPlain, !value.hasPrefix("-") { return value }
        return "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
