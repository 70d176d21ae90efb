internal import FootfallModel

/// A JSON object whose members stand in the order in which they were set; what has no value is left out.
struct JSONObject {
    private var members: [(name: String, json: String)] = []

    init() {}

    /// An object of texts.
    init(_ texts: KeyValuePairs<String, String?>) {
        for (name, text) in texts { set(name, text) }
    }

    var isEmpty: Bool { members.isEmpty }

    /// On one line.
    var json: String {
        "{" + members.map { JSONText.quoted($0.name) + ":" + $0.json }.joined(separator: ",") + "}"
    }

    mutating func set(_ name: String, _ text: String?) {
        if let text { members.append((name, JSONText.quoted(text))) }
    }

    mutating func set(_ name: String, _ number: Int?) {
        if let number { members.append((name, String(number))) }
    }

    mutating func set(_ name: String, list: [String]) {
        if !list.isEmpty { members.append((name, "[" + list.map(JSONText.quoted).joined(separator: ",") + "]")) }
    }

    mutating func set(_ name: String, _ object: JSONObject) {
        if !object.isEmpty { members.append((name, object.json)) }
    }

    /// Sets texts of which a name may stand twice; the first counts.
    mutating func set(texts: [(String, String)]) {
        var seen: Set<String> = []
        for (name, text) in texts where seen.insert(name).inserted { set(name, text) }
    }
}
