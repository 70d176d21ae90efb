/// Where a type of event stands in the Elastic Common Schema: `event.category` and `event.type`.
package struct ECSClassification: Sendable, Hashable {
    /// The version of the schema whose fields and values are written.
    package static let version = "8.17.0"

    package var categories: [String]
    package var types: [String]

    package init(categories: [String], types: [String]) {
        self.categories = categories
        self.types = types
    }

    /// The schema's categories, each with the types that it expects.
    package static let known: [(category: String, types: [String])] = [
        (
            "api",
            ["access", "admin", "allowed", "change", "creation", "deletion", "denied", "end", "info", "start", "user"]
        ),
        ("authentication", ["end", "info", "start"]),
        ("configuration", ["access", "change", "creation", "deletion", "info"]),
        ("database", ["access", "change", "error", "info"]),
        ("email", ["info"]),
        ("file", ["access", "change", "creation", "deletion", "info"]),
        ("host", ["access", "change", "end", "info", "start"]),
        ("iam", ["admin", "change", "creation", "deletion", "group", "info", "user"]),
        ("intrusion_detection", ["allowed", "denied", "info"]),
        ("network", ["access", "allowed", "connection", "denied", "end", "info", "protocol", "start"]),
        ("process", ["access", "change", "end", "info", "start"]),
        ("session", ["end", "info", "start"]),
        ("web", ["access", "error", "info"]),
    ]

    /// What holds for a type of which the catalogue says nothing.
    package static func standard(of category: EventCategory) -> ECSClassification {
        switch category {
        case .identityManagement, .administration: ECSClassification(categories: ["iam"], types: ["info"])
        case .journeys: ECSClassification(categories: ["session"], types: ["info"])
        case .identityVerification: ECSClassification(categories: ["authentication"], types: ["info"])
        case .hostActivity, .other: ECSClassification(categories: ["host"], types: ["info"])
        }
    }
}

/// Why what is written is no classification, and what to write.
package struct ClassificationMistake: Error, Hashable {
    package var reason: String
    package var hint: String
}

extension ECSClassification {
    /// Reads `iam/user,change`: categories, a slash, types; both as lists.
    package init(_ text: String) throws(ClassificationMistake) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { part in
            part.split(separator: ",").map { String($0).trimmed }
        }
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw ClassificationMistake(
                reason: "'\(text)' is not of the form category/type",
                hint: "write it as in authentication/start or iam/user,change"
            )
        }
        for category in parts[0] {
            guard let known = ECSClassification.known.first(where: { $0.category == category }) else {
                throw ClassificationMistake("category", category, among: ECSClassification.known.map(\.category))
            }
            for type in parts[1] where !known.types.contains(type) {
                throw ClassificationMistake("type of \(category)", type, among: known.types)
            }
        }
        self.init(categories: parts[0], types: parts[1])
    }
}

extension ClassificationMistake {
    init(_ what: String, _ word: String, among known: [String]) {
        reason = "there is no \(what) '\(word)'"
        hint =
            Suggestion.nearest(to: word, among: known).map { "did you mean '\($0)'?" }
            ?? "one of: " + known.joined(separator: ", ")
    }
}

extension String {
    /// Without the blanks at both ends.
    var trimmed: String {
        var text = self[...]
        while text.first == " " { text = text.dropFirst() }
        while text.last == " " { text = text.dropLast() }
        return String(text)
    }
}
