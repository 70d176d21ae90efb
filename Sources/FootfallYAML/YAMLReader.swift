package import FootfallModel
internal import Yams

/// A piece of a YAML file; only a reader looks into it.
package struct YAMLNode {
    fileprivate let node: Node

    fileprivate init(_ node: Node) {
        self.node = node
    }

    package var isMapping: Bool { node.mapping != nil }
    package var isList: Bool { node.sequence != nil }
    /// The text of a plain or quoted word; `nil` for lists and mappings.
    package var text: String? { node.scalar?.string }
}

/// Reads a YAML file piece by piece and collects everything that is wrong with it.
///
/// A decoder would stop at the first mistake and tell it in its own words; here every mistake is a `Diagnostic` with
/// its place, and what could be read is returned beside them.
package struct YAMLReader {
    package let file: SourceFile
    package private(set) var diagnostics: [Diagnostic] = []

    package init(file: String, text: String) {
        self.file = SourceFile(name: file, text: text)
    }

    /// The file's root; `nil`, with the reason among the diagnostics, when it is no YAML at all.
    ///
    /// - Parameter hint: what to write into a file that is empty.
    package static func root(
        of text: String,
        file: String,
        whenEmpty hint: String? = nil
    ) -> (reader: YAMLReader, root: YAMLNode?) {
        var reader = YAMLReader(file: file, text: text)
        do {
            // What a plain word means is for whoever reads it to say; the default rules try six expressions on every key.
            let root = try Yams.compose(yaml: text, .basic)
            if root == nil { reader.add("the file is empty", at: nil, hint: hint) }
            return (reader, root.map(YAMLNode.init))
        } catch let error as YamlError {
            reader.report(error)
            return (reader, nil)
        } catch {
            reader.add("the file is no YAML: \(error)", at: nil)
            return (reader, nil)
        }
    }

    private mutating func report(_ error: YamlError) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            report(problem, context, Place(line: mark.line, column: mark.column))
        case .reader(let problem, _, _, _):
            add(problem, at: nil, hint: "the file must be UTF-8 text")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.map { "'\($0)'" }.joined(separator: ", ")
            let start = Place(line: context.mark.line, column: context.mark.column)
            let again = duplicates.first.flatMap { file.secondPlace(ofKey: $0, from: start) }
            add("in one mapping these keys stand twice: \(keys)", at: again ?? start, hint: "keep one of them")
        default:
            add("the file is no YAML: \(error)", at: nil)
        }
    }

    /// What the YAML parser says, in words that tell what to do.
    private mutating func report(_ problem: String, _ context: YamlError.Context?, _ place: Place) {
        let before = context.map { Place(line: $0.mark.line, column: $0.mark.column) }
        if file.isTab(at: place) {
            add("a tab cannot indent YAML", at: place, hint: "indent with blanks")
        } else if context?.text == "while scanning a quoted scalar" {
            add(
                "this quotation mark is not closed",
                at: before,
                hint: "inside '…' a quotation mark is written twice: ''"
            )
        } else if problem.hasPrefix("mapping values are not allowed") {
            add(
                "a colon that begins no value",
                at: place,
                hint: "put a text with ': ' in it between single quotes, and a blank behind a key's colon"
            )
        } else if problem.hasPrefix("found character that cannot start any token") {
            add("a text cannot begin with this character", at: place, hint: "put it between single quotes")
        } else {
            let what = problem + (context.map { " (\($0.text))" } ?? "")
            var hint = "check the indentation of this line and of those above it"
            if let line = file.oddQuotes(upTo: place.line) {
                hint =
                    "look at line \(line), with its odd number of quotation marks: inside '…' one is written twice: ''"
            }
            add("the file is no YAML: " + what, at: place, hint: hint)
        }
    }

    /// Says what is wrong at a place.
    package mutating func add(_ reason: String, at place: Place?, hint: String? = nil) {
        diagnostics.append(file.diagnostic(reason, at: place, hint: hint))
    }

    /// Says that a value is of the wrong kind.
    private mutating func add(_ what: String, mustBe kind: String, _ node: YAMLNode, hint: String? = nil) {
        let found = node.node.scalar != nil ? "text" : node.node.mapping != nil ? "a mapping" : "a list"
        add("\(what) must be \(kind), not " + (isNull(node) ? "nothing" : found), at: place(of: node), hint: hint)
    }

    package func isMapping(_ node: YAMLNode) -> Bool { node.isMapping }

    package func place(of node: YAMLNode) -> Place? {
        node.node.mark.map { Place(line: $0.line, column: $0.column) }
    }

    /// The entries of a mapping; keys that are not `allowed` are reported with the nearest that is.
    ///
    /// - Parameter known: the keys to suggest, where they are not all that are allowed.
    package mutating func mapping(
        _ node: YAMLNode,
        _ what: String,
        allowed: [String],
        known: [String]? = nil,
        hint: String? = nil
    ) -> [String: YAMLNode] {
        guard let mapping = node.node.mapping else {
            add(what, mustBe: "a mapping (key: value)", node, hint: hint)
            return [:]
        }
        var entries: [String: YAMLNode] = [:]
        for (keyNode, value) in mapping {
            let key = keyNode.scalar?.string ?? ""
            if allowed.contains(key) {
                entries[key] = YAMLNode(value)
            } else {
                let hint =
                    Suggestion.nearest(to: key, among: known ?? allowed).map { "did you mean '\($0)'?" }
                    ?? "known keys: " + (known ?? allowed).joined(separator: ", ")
                add("unknown key '\(key)' in \(what)", at: place(of: YAMLNode(keyNode)), hint: hint)
            }
        }
        return entries
    }

    /// The entries of a mapping whose keys are free, in their order.
    package mutating func freeMapping(_ node: YAMLNode, _ what: String) -> [(
        key: String, place: Place?, value: YAMLNode
    )] {
        guard let mapping = node.node.mapping else {
            add(what, mustBe: "a mapping (key: value)", node)
            return []
        }
        return mapping.map { ($0.key.scalar?.string ?? "", place(of: YAMLNode($0.key)), YAMLNode($0.value)) }
    }

    package mutating func sequence(_ node: YAMLNode, _ what: String) -> [YAMLNode] {
        guard let sequence = node.node.sequence else {
            add(what, mustBe: "a list", node, hint: "begin each of its entries with '- '")
            return []
        }
        return sequence.map(YAMLNode.init)
    }

    package mutating func string(_ node: YAMLNode, _ what: String) -> String? {
        guard let scalar = node.node.scalar else {
            add(what, mustBe: "text", node)
            return nil
        }
        return scalar.string
    }

    /// Text with its place, for messages that point into it.
    package mutating func sourceText(_ node: YAMLNode, _ what: String) -> SourceText? {
        guard let scalar = node.node.scalar else {
            add(what, mustBe: "text", node)
            return nil
        }
        let place = place(of: node) ?? Place(line: 0, column: 0)
        let quoting: SourceText.Quoting =
            switch scalar.style {
            case .singleQuoted: .single
            case .doubleQuoted: .double
            default: .none
            }
        let isBlock = scalar.style == .literal || scalar.style == .folded
        return SourceText(text: scalar.string, place: place, quoting: quoting, isBlock: isBlock)
    }

    /// A text or a list of texts.
    package mutating func strings(_ node: YAMLNode, _ what: String) -> [String] {
        if let scalar = node.node.scalar { return [scalar.string] }
        return sequence(node, what).compactMap { string($0, what) }
    }

    package mutating func boolean(_ node: YAMLNode, _ what: String, _ words: String = "true or false") -> Bool? {
        switch node.node.scalar?.string.lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default:
            add("\(what) must be \(words)", at: place(of: node))
            return nil
        }
    }

    /// One of a closed set of words.
    package mutating func choice<Value>(_ node: YAMLNode, _ what: String, _ choices: [(String, Value)]) -> Value? {
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
    package func isNull(_ node: YAMLNode) -> Bool {
        guard let scalar = node.node.scalar, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }
}
