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

    /// Where the word begins and ends, in Unicode's code points.
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

    /// - Parameter place: where the cursor stands, in code points.
    init(for text: String, at place: Int, in store: EventStore) throws {
        let scalars = Array(text.unicodeScalars)
        var start = min(place, scalars.count)
        while start > 0, !Self.ends(scalars[start - 1]) { start -= 1 }
        if start < place, scalars[start] == "-" { start += 1 }
        let word = scalars[start..<place]
        range = start..<place
        guard let colon = word.firstIndex(of: ":") else {
            let begun = Self.text(word).lowercased()
            items = Self.about.filter { $0.name.hasPrefix(begun) && !begun.isEmpty }
                .map { Item(text: $0.name + ":", about: $0.about) }
            return
        }
        let name = Self.text(word[..<colon]).lowercased()
        let written = word[((word.lastIndex(of: ",").map { max($0, colon) } ?? colon) + 1)...]
        range = written.startIndex..<place
        let value = Self.text(written.drop { $0 == "\"" })
        if name == "since" || name == "until" {
            items = Self.times.filter { $0.hasPrefix(value) }.map { Item(text: $0, about: "") }
        } else if let field = Field(rawValue: name) {
            items = try Self.values(of: field, value, store)
        }
    }

    private static func ends(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "(" || scalar == ")" }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        String(String.UnicodeScalarView(scalars))
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
