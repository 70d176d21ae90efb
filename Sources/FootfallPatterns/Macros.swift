package import FootfallModel
package import FootfallYAML

/// The named pieces of expressions, in the way of grok: `%{IP}` is the piece, `%{IP:ip}` the piece as a named group.
package struct Macros: Sendable {
    package struct Macro: Sendable {
        /// Where it was read from, for messages.
        package var file: SourceFile
        package var name: String
        package var about: String
        package var regex: SourceText
        /// Matched whole.
        package var examples: [SourceText]
        /// Not matched whole.
        package var nearMisses: [SourceText]
    }

    package let macros: [Macro]
    private let byName: [String: Macro]

    package init(_ macros: [Macro]) {
        self.macros = macros
        self.byName = Dictionary(macros.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// These macros and others; one of the same name takes the place of the one here.
    package func adding(_ others: Macros) -> Macros {
        Macros(macros.filter { others.byName[$0.name] == nil } + others.macros)
    }

    /// Reads the file of macros, with everything that is wrong in it.
    package static func load(_ text: String, file: String) -> (macros: Macros, diagnostics: [Diagnostic]) {
        var (reader, root) = YAMLReader.root(of: text, file: file)
        guard let root else { return (Macros([]), reader.diagnostics) }
        var macros: [Macro] = []
        let top = reader.mapping(root, "the file of macros", allowed: ["macros"])
        for node in top["macros"].map({ reader.sequence($0, "macros") }) ?? [] {
            let entry = reader.mapping(node, "a macro", allowed: ["name", "about", "regex", "examples", "not"])
            for key in ["name", "regex"] where entry[key] == nil && reader.isMapping(node) {
                reader.add("a macro needs a '\(key)'", at: reader.place(of: node))
            }
            let name = entry["name"].flatMap { reader.string($0, "name") }
            let regex = entry["regex"].flatMap { reader.sourceText($0, "regex") }
            guard let name, let regex else { continue }
            if macros.contains(where: { $0.name == name }) {
                reader.add("the macro '\(name)' stands twice", at: reader.place(of: node))
            }
            func texts(_ key: String) -> [SourceText] {
                guard let list = entry[key] else { return [] }
                return reader.sequence(list, key).compactMap { reader.sourceText($0, key) }
            }
            macros.append(
                Macro(
                    file: reader.file,
                    name: name,
                    about: entry["about"].flatMap { reader.string($0, "about") } ?? "",
                    regex: regex,
                    examples: texts("examples"),
                    nearMisses: texts("not")
                )
            )
        }
        return (Macros(macros), reader.diagnostics)
    }

    /// An expression with its macros put in.
    package struct Expansion: Sendable {
        package var text: String
        /// For each byte of `text`, the offset in the written expression that it comes from.
        package var origins: [Int]

        /// Where a byte was written, and whether a macro was written there instead of it.
        func origin(of offset: Int, in written: String) -> (offset: Int, isMacro: Bool) {
            guard offset < origins.count else { return (written.utf8.count, false) }
            let origin = origins[offset]
            let isMacro =
                offset > 0 && origins[offset - 1] == origin
                || offset + 1 < origins.count && origins[offset + 1] == origin
            return (origin, isMacro)
        }
    }

    /// Puts macros in; the error's column is the offset (from 0) in the written expression.
    package func expand(_ expression: String, depth: Int = 0) -> Result<Expansion, MacroProblem> {
        let bytes = Array(expression.utf8)
        var out: [UInt8] = []
        var origins: [Int] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count {
                out.append(contentsOf: bytes[index...index + 1])
                origins.append(contentsOf: [index, index + 1])
                index += 2
                continue
            }
            guard bytes[index] == UInt8(ascii: "%"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "{")
            else {
                out.append(bytes[index])
                origins.append(index)
                index += 1
                continue
            }
            guard let end = bytes[index...].firstIndex(of: UInt8(ascii: "}")) else {
                return .failure(
                    MacroProblem(reason: "a macro is not closed", hint: "write %{NAME} or %{NAME:field}", offset: index)
                )
            }
            let parts = String(decoding: bytes[(index + 2)..<end], as: UTF8.self).split(
                separator: ":",
                omittingEmptySubsequences: false
            )
            let name = String(parts[0])
            guard let macro = byName[name] else {
                let near = Suggestion.nearest(to: name, among: byName.keys.sorted())
                let hint =
                    near.map { "did you mean %{\($0)}?" } ?? "macros: " + macros.map(\.name).joined(separator: ", ")
                return .failure(MacroProblem(reason: "there is no macro '\(name)'", hint: hint, offset: index + 2))
            }
            if let field = parts.dropFirst().first, !Macros.isName(field) {
                let offset = index + 3 + name.utf8.count
                return .failure(
                    MacroProblem(
                        reason: "'\(field)' is no name for a group",
                        hint: "letters, digits and underscores",
                        offset: offset
                    )
                )
            }
            guard depth < 8 else {
                return .failure(MacroProblem(reason: "the macro '\(name)' contains itself", hint: nil, offset: index))
            }
            let inner: Expansion
            switch expand(macro.regex.text, depth: depth + 1) {
            case .success(let expansion): inner = expansion
            case .failure(let problem):
                return .failure(MacroProblem(reason: problem.reason, hint: problem.hint, offset: index))
            }
            let opening = parts.count > 1 ? "(?<\(parts[1])>" : "(?:"
            let piece = Array((opening + inner.text + ")").utf8)
            out.append(contentsOf: piece)
            origins.append(contentsOf: repeatElement(index, count: piece.count))
            index = end + 1
        }
        return .success(Expansion(text: String(decoding: out, as: UTF8.self), origins: origins))
    }
}

extension Macros {
    /// Whether PCRE2 takes this as the name of a group.
    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39 ~= first) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x30...0x39,
                UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }
}

/// What is wrong with a macro's use, and at which offset of the expression.
package struct MacroProblem: Error, Sendable {
    package var reason: String
    package var hint: String?
    package var offset: Int
}
