internal import FootfallModel
internal import FootfallYAML

// What records have to do with one another.
extension PackLoader {
    static let joinKeys = ["remember", "recall", "forget", "requires_recall", "evidence"]

    mutating func joins(_ entry: [String: YAMLNode]) -> JoinRule {
        var rule = JoinRule()
        rule.remember = groups(entry["remember"], "remember")
        rule.recall = groups(entry["recall"], "recall")
        rule.forgets = entry["forget"].flatMap { reader.boolean($0, "forget") } ?? false
        rule.requiresRecall = entry["requires_recall"].flatMap { reader.boolean($0, "requires_recall") } ?? false
        for key in ["forget", "requires_recall"] where entry["recall"] == nil {
            guard let node = entry[key] else { continue }
            reader.add("'\(key)' is of no use without 'recall'", at: reader.place(of: node))
        }
        if let node = entry["evidence"] {
            rule.evidence = evidence(node)
            if entry["event"] == nil {
                let hint = "it is an event where there is none that it belongs to"
                reader.add("'evidence' needs an 'event' beside it", at: reader.place(of: node), hint: hint)
            }
        }
        return rule
    }

    /// Names of groups, in an order of their own: `[a, b]` and `[b, a]` are the same key.
    private mutating func groups(_ node: YAMLNode?, _ what: String) -> [String] {
        guard let node else { return [] }
        let names = Set(reader.strings(node, what)).sorted()
        if names.isEmpty, node.isList {
            reader.add("'\(what)' names no group", at: reader.place(of: node), hint: "\(what): [conn]")
        }
        return names
    }

    private mutating func evidence(_ node: YAMLNode) -> EvidenceRule? {
        let entry = reader.mapping(node, "evidence", allowed: ["of", "same", "within"])
        guard node.isMapping else { return nil }
        let hint = "evidence: { of: [user_login], same: [process] }"
        for key in ["of", "same"] where entry[key] == nil {
            reader.add("'evidence' needs '\(key)'", at: reader.place(of: node), hint: hint)
        }
        let types = (entry["of"].map { nodes($0, "of") } ?? []).compactMap { eventType($0) }
        let likenesses = EvidenceRule.Likeness.allCases.map { ($0.name, $0) }
        let same = (entry["same"].map { nodes($0, "same") } ?? []).compactMap { reader.choice($0, "same", likenesses) }
        guard !types.isEmpty, !same.isEmpty else { return nil }
        var rule = EvidenceRule(types: types, same: same)
        if let within = entry["within"], let seconds = duration(within, "within") {
            if seconds > EvidenceRule.longest {
                reader.add("'within' is at most 10m", at: reader.place(of: within))
            }
            rule.after = seconds * 1_000_000
        }
        return rule
    }

    /// One value, or a list of them.
    private mutating func nodes(_ node: YAMLNode, _ what: String) -> [YAMLNode] {
        node.text != nil ? [node] : reader.sequence(node, what)
    }

    /// `5s` or `10m`, in seconds.
    private mutating func duration(_ node: YAMLNode, _ what: String) -> Int64? {
        guard let text = reader.string(node, what) else { return nil }
        if let number = Int64(text.dropLast()), 1...86_400 ~= number {
            if text.hasSuffix("s") { return number }
            if text.hasSuffix("m") { return number * 60 }
        }
        reader.add("'\(text)' is no length of time", at: reader.place(of: node), hint: "5s or 10m")
        return nil
    }
}
