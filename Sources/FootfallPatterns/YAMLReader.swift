internal import FootfallModel
internal import Yams

/// Reads a YAML file piece by piece and collects everything that is wrong with it.
///
/// A decoder would stop at the first mistake and tell it in its own words; here every mistake is a `Diagnostic` with
/// its place, and what could be read is returned beside them.
struct YAMLReader {
    let file: String
    private let lines: [Substring]
    private(set) var diagnostics: [Diagnostic] = []

    init(file: String, text: String) {
        self.file = file
        self.lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The file's root; `nil`, with the reason among the diagnostics, when it is no YAML at all.
    static func root(of text: String, file: String) -> (reader: YAMLReader, root: Node?) {
        var reader = YAMLReader(file: file, text: text)
        do {
            let root = try Yams.compose(yaml: text)
            if root == nil { reader.diagnostics.append(Diagnostic("the file is empty", file: file)) }
            return (reader, root)
        } catch let error as YamlError {
            reader.report(error)
            return (reader, nil)
        } catch {
            reader.diagnostics.append(Diagnostic("the file is no YAML: \(error)", file: file))
            return (reader, nil)
        }
    }

    private mutating func report(_ error: YamlError) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let before = context.map { " (\($0.text))" } ?? ""
            add(problem + before, at: Place(line: mark.line, column: mark.column), hint: "YAML is indented with blanks, never tabs")
        case .reader(let problem, _, _, _):
            add(problem, at: nil, hint: "the file must be UTF-8 text")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.map { "\($0)" }.joined(separator: ", ")
            add("a key stands twice: \(keys)", at: Place(line: context.mark.line, column: context.mark.column))
        default:
            add("the file is no YAML: \(error)", at: nil)
        }
    }

    /// Says what is wrong at a place.
    mutating func add(_ reason: String, at place: Place?, hint: String? = nil) {
        let excerpt = place.flatMap { $0.line >= 1 && $0.line <= lines.count ? String(lines[$0.line - 1]) : nil }
        diagnostics.append(
            Diagnostic(
                reason,
                file: file,
                line: place?.line ?? 0,
                column: place?.column ?? 0,
                hint: hint,
                excerpt: excerpt
            )
        )
    }

    func place(of node: Node) -> Place? {
        node.mark.map { Place(line: $0.line, column: $0.column) }
    }

    /// The entries of a mapping; keys that are not `allowed` are reported with the nearest that is.
    mutating func mapping(_ node: Node, _ what: String, allowed: [String]) -> [String: Node] {
        guard let mapping = node.mapping else {
            add("\(what) must be a mapping (key: value)", at: place(of: node))
            return [:]
        }
        var entries: [String: Node] = [:]
        for (keyNode, value) in mapping {
            let key = keyNode.scalar?.string ?? ""
            if allowed.contains(key) {
                entries[key] = value
            } else {
                let hint =
                    Suggestion.nearest(to: key, among: allowed).map { "did you mean '\($0)'?" }
                    ?? "known keys: " + allowed.joined(separator: ", ")
                add("unknown key '\(key)' in \(what)", at: place(of: keyNode), hint: hint)
            }
        }
        return entries
    }

    /// The entries of a mapping whose keys are free, in their order.
    mutating func freeMapping(_ node: Node, _ what: String) -> [(key: String, place: Place?, value: Node)] {
        guard let mapping = node.mapping else {
            add("\(what) must be a mapping (key: value)", at: place(of: node))
            return []
        }
        return mapping.map { ($0.key.scalar?.string ?? "", place(of: $0.key), $0.value) }
    }

    mutating func sequence(_ node: Node, _ what: String) -> [Node] {
        guard let sequence = node.sequence else {
            add("\(what) must be a list", at: place(of: node))
            return []
        }
        return Array(sequence)
    }

    mutating func string(_ node: Node, _ what: String) -> String? {
        guard let scalar = node.scalar else {
            add("\(what) must be text", at: place(of: node))
            return nil
        }
        return scalar.string
    }

    /// Text with its place, for messages that point into it.
    mutating func sourceText(_ node: Node, _ what: String) -> SourceText? {
        guard let scalar = node.scalar else {
            add("\(what) must be text", at: place(of: node))
            return nil
        }
        let place = place(of: node) ?? Place(line: 0, column: 0)
        let quoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
        return SourceText(text: scalar.string, place: place, firstColumn: place.column + (quoted ? 1 : 0))
    }

    /// A text or a list of texts.
    mutating func strings(_ node: Node, _ what: String) -> [String] {
        if let scalar = node.scalar { return [scalar.string] }
        return sequence(node, what).compactMap { string($0, what) }
    }

    mutating func boolean(_ node: Node, _ what: String) -> Bool? {
        switch node.scalar?.string.lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default:
            add("\(what) must be true or false", at: place(of: node))
            return nil
        }
    }

    /// One of a closed set of words.
    mutating func choice<Value>(_ node: Node, _ what: String, _ choices: [(String, Value)]) -> Value? {
        guard let text = string(node, what) else { return nil }
        if let found = choices.first(where: { $0.0.lowercased() == text.lowercased() }) { return found.1 }
        let names = choices.map(\.0)
        let hint =
            Suggestion.nearest(to: text, among: names).map { "did you mean '\($0)'?" }
            ?? "one of: " + names.joined(separator: ", ")
        add("\(what) '\(text)' is not known", at: place(of: node), hint: hint)
        return nil
    }

    /// Whether a value stands for "absent" (`null`, `~` or nothing).
    func isNull(_ node: Node) -> Bool {
        guard let scalar = node.scalar, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }
}
