package import FootfallModel
internal import FootfallParsing

/// A pack's beginning, out of what nothing recognised: text for a person to go on with.
package struct PackDraft {
    /// A proposed pattern or rule.
    private struct Proposal {
        var id: String
        var count: Int64
        var type: String?
        var line: String
        /// The pattern's or rule's own keys, without `id`, `event` and `examples`.
        var keys: [String]
        var isRecord: Bool
    }

    /// The pack as YAML; `nil` where nothing smells of activity.
    package private(set) var text: String?
    /// How many messages there are of apps that the pack is not about, commonest first.
    package private(set) var otherApps: [(app: String, count: Int64)] = []

    /// - Parameters:
    ///   - shapes: what was not recognised, commonest first.
    ///   - app: only messages of this app; the one with the most of them where it is `nil`.
    ///   - set: the packs there are.
    ///   - limit: how many patterns to propose at most.
    ///   - reference: the present for stamps without a year.
    package init(_ shapes: [UnrecognisedShape], app: String?, in set: PatternSet, limit: Int, reference: Instant) {
        let smelling = shapes.filter { !$0.shape.isEmpty && EventGuess.isActivity($0.shape + " " + $0.example) }
        var counts: [String: Int64] = [:]
        for shape in smelling { counts[shape.app, default: 0] += shape.count }
        let ordered = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { (app: $0.key, count: $0.value) }
        guard let chosen = app ?? ordered.first?.app else { return }
        otherApps = ordered.filter { $0.app != chosen }
        var explainer = Explainer(set, reference: reference)
        var proposals: [Proposal] = []
        for shape in smelling where shape.app == chosen && proposals.count < limit {
            // What YAML cannot hold on one line, or the store has cut, is no example.
            guard PackDraft.isPlain(shape.example) else { continue }
            let explanation = explainer.explain(Array(shape.example.utf8))
            guard explanation.taken == nil, let proposal = PackDraft.proposal(shape, explanation) else { continue }
            let isKnown = proposals.contains { $0.keys == proposal.keys && $0.isRecord == proposal.isRecord }
            if !isKnown { proposals.append(proposal) }
        }
        guard !proposals.isEmpty else { return }
        PackDraft.name(&proposals)
        let name = PackDraft.packName(chosen, in: set)
        let draft = PackDraft.yaml(name, app: chosen, proposals, expectations: [:])
        // What the draft itself makes of the examples is what they are to expect.
        let (own, _) = set.adding((name: name + ".yaml", text: draft))
        var checker = Explainer(own, reference: reference)
        var expectations: [String: String] = [:]
        for proposal in proposals {
            let explanation = checker.explain(Array(proposal.line.utf8))
            guard explanation.taken == name + "/" + proposal.id, let event = explanation.events.first else { continue }
            expectations[proposal.id] = PackDraft.expectation(event)
        }
        // One that another of the same draft takes first would only be in the way.
        let reached = proposals.filter { expectations[$0.id] != nil || $0.type == nil }
        text = PackDraft.yaml(name, app: chosen, reached, expectations: expectations)
    }

    private static func isPlain(_ line: String) -> Bool {
        !line.isEmpty && line.utf8.count < UnrecognisedShape.longestExample && !line.contains("\u{fffd}")
            && printable(line) == line
    }

    private static func proposal(_ shape: UnrecognisedShape, _ explanation: Explanation) -> Proposal? {
        let line = Array(shape.example.utf8)
        let subject = Array(line[explanation.header.subject.lower..<explanation.header.subject.upper])
        let type = EventGuess.type(of: shape.shape + " " + explanation.message)
        if subject.first == UInt8(ascii: "{"), let record = DraftRecord(subject) {
            var keys = ["format: json"]
            let about = record.action ?? record.fields.first { $0.role == .user }.map { (path: $0.path, value: "*") }
            guard let about else { return nil }
            keys.append("when: { \(quoted(about.path)): \(quoted(about.value)) }")
            if !record.fields.isEmpty {
                keys.append("fields:")
                keys += record.fields.map { "  \($0.role.rawValue): \(quoted($0.path))" }
            }
            keys.append("details: all")
            return Proposal(id: "", count: shape.count, type: type, line: shape.example, keys: keys, isRecord: true)
        }
        guard !subject.isEmpty else { return nil }
        let expression = DraftExpression(subject).text
        return Proposal(
            id: "",
            count: shape.count,
            type: type,
            line: shape.example,
            keys: ["regex: " + quoted(expression)],
            isRecord: false
        )
    }

    // MARK: Names

    private static func name(_ proposals: inout [Proposal]) {
        var used: [String: Int] = [:]
        for index in proposals.indices {
            let stem = (proposals[index].type ?? "message").replacingUnderscores
            used[stem, default: 0] += 1
            let number = used[stem] ?? 1
            proposals[index].id = number == 1 ? stem : "\(stem)-\(number)"
        }
    }

    private static func packName(_ app: String, in set: PatternSet) -> String {
        var name = ""
        for byte in app.lowercased().utf8 {
            let isPlain = byte &- 0x61 < 26 || byte &- 0x30 < 10
            if isPlain { name.unicodeScalars.append(UnicodeScalar(byte)) } else if !name.hasSuffix("-") { name += "-" }
        }
        while name.hasSuffix("-") { name.removeLast() }
        while name.hasPrefix("-") { name.removeFirst() }
        if name.isEmpty { name = "new-pack" }
        // One of the same name would replace the shipped one.
        return set.packs.contains { $0.name == name } ? name + "-more" : name
    }

    // MARK: YAML

    private static func yaml(_ name: String, app: String, _ all: [Proposal], expectations: [String: String]) -> String {
        var lines = [
            "# A beginning, made from what nothing recognised: check the types, the names of the groups and the order.",
            "# A user's name may hold blanks and look like the rest of a line: take the address from its last place.",
            "pack: \(name)",
            "about: " + quoted(app.isEmpty ? "Lines without a program's name." : "What \(app) writes."),
        ]
        let patterns = all.filter { !$0.isRecord }
        if !patterns.isEmpty {
            lines.append(app.isEmpty ? "bare: true" : "apps: [" + quoted(app) + "]")
            lines.append("patterns:")
            for proposal in patterns { lines += entry(proposal, expectations[proposal.id]) }
        }
        let records = all.filter(\.isRecord)
        if !records.isEmpty {
            lines.append("records:")
            for proposal in records { lines += entry(proposal, expectations[proposal.id]) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func entry(_ proposal: Proposal, _ expectation: String?) -> [String] {
        let times = proposal.count == 1 ? "seen once" : "seen \(proposal.count) times"
        var lines = ["  # \(times)", "  - id: \(proposal.id)"]
        if let type = proposal.type {
            lines.append("    event: \(type)  # a guess: see `footfall events`")
        } else {
            lines.append("    event: choose_one  # see `footfall events`; remove what is no activity")
        }
        lines += proposal.keys.map { "    " + $0 }
        lines.append("    examples:")
        lines.append("      - line: " + quoted(proposal.line))
        if let expectation { lines.append("        expect: " + expectation) }
        return lines
    }

    private static func expectation(_ event: ActivityEvent) -> String {
        let fields = [
            ("event", event.type), ("user_id", event.userID), ("target_id", event.targetID), ("ip", event.ip),
        ]
        return "{ "
            + fields.compactMap { name, value in value.map { "\(name): \(quoted($0))" } }.joined(separator: ", ")
            + " }"
    }

    /// Text in single quotation marks, where only they mean something.
    private static func quoted(_ text: String) -> String {
        // By scalars, as YAML is read: a quotation mark with an accent upon it is one.
        let parts = text.unicodeScalars.split(separator: "'", omittingEmptySubsequences: false).map { String($0) }
        return "'" + parts.joined(separator: "''") + "'"
    }
}

extension String {
    fileprivate var replacingUnderscores: String {
        split(separator: "_", omittingEmptySubsequences: false).joined(separator: "-").lowercased()
    }
}
