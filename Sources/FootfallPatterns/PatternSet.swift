package import FootfallModel

/// All packs, compiled: what the matcher works with. Made once, shared by all threads.
package final class PatternSet: Sendable {
    package let catalogue: Catalogue
    package let macros: Macros
    package let packs: [Pack]
    /// In the order of `packs`, and within a pack as written.
    let patterns: [LoadedPattern]
    let records: [LoadedRecordRule]

    struct LoadedPattern: Sendable {
        let pack: Int
        let pattern: Pattern
        /// `pack/id`.
        let name: String
        let compiled: CompiledPattern
        let prefix: LiteralPrefix
    }

    struct LoadedRecordRule: Sendable {
        let name: String
        let rule: RecordRule
    }

    package var patternCount: Int { patterns.count + records.count }

    /// A file with its name, as it is shipped or was read.
    package typealias File = (name: String, text: String)

    /// Compiles packs; a pack of `own` takes the place of a shipped one of the same name.
    ///
    /// Everything that is wrong is among the diagnostics; what is not wrong works.
    package static func load(
        shipped: [File] = ShippedPatterns.files,
        own: [File] = []
    ) -> (set: PatternSet, diagnostics: [Diagnostic]) {
        var diagnostics: [Diagnostic] = []
        func text(_ name: String) -> File {
            if let found = own.first(where: { $0.name.hasSuffix("/" + name) || $0.name == name }) { return found }
            return shipped.first { $0.name == name } ?? (name, "")
        }
        let special = ["event-types.yaml", "macros.yaml"]
        let (catalogue, wrongTypes) = Catalogue.load(text(special[0]).text, file: text(special[0]).name)
        let (macros, wrongMacros) = Macros.load(text(special[1]).text, file: text(special[1]).name)
        diagnostics += wrongTypes + wrongMacros

        var packs: [Pack] = []
        for file in shipped + own where !special.contains(where: { file.name.hasSuffix($0) }) {
            let (pack, wrong) = PackLoader.load(file.text, file: file.name, catalogue: catalogue)
            diagnostics += wrong
            guard let pack else { continue }
            if let index = packs.firstIndex(where: { $0.name == pack.name }) {
                packs[index] = pack
            } else {
                packs.append(pack)
            }
        }
        let (set, wrong) = compile(packs, catalogue: catalogue, macros: macros)
        return (set, diagnostics + wrong)
    }

    private static func compile(
        _ packs: [Pack],
        catalogue: Catalogue,
        macros: Macros
    ) -> (PatternSet, [Diagnostic]) {
        var diagnostics: [Diagnostic] = []
        var patterns: [LoadedPattern] = []
        var records: [LoadedRecordRule] = []
        for (index, pack) in packs.enumerated() {
            for pattern in pack.patterns {
                switch compile(pattern, macros: macros) {
                case .success(let (compiled, prefix)):
                    patterns.append(
                        LoadedPattern(
                            pack: index,
                            pattern: pattern,
                            name: pack.name + "/" + pattern.id,
                            compiled: compiled,
                            prefix: prefix
                        )
                    )
                case .failure(var diagnostic):
                    diagnostic.file = pack.file
                    diagnostics.append(diagnostic)
                }
            }
            records += pack.records.map { LoadedRecordRule(name: pack.name + "/" + $0.id, rule: $0) }
        }
        let set = PatternSet(catalogue: catalogue, macros: macros, packs: packs, patterns: patterns, records: records)
        return (set, diagnostics)
    }

    /// An expression with its macros, compiled; a mistake is placed in the written expression.
    static func compile(
        _ pattern: Pattern,
        macros: Macros
    ) -> Result<(CompiledPattern, LiteralPrefix), Diagnostic> {
        let source = pattern.regex
        func wrong(_ reason: String, _ offset: Int, _ hint: String?) -> Diagnostic {
            // A quotation mark inside single quotes is written twice, so the file's column is a little further.
            let before = source.text.utf8.prefix(offset)
            let column = source.firstColumn + before.count + before.count { $0 == UInt8(ascii: "'") }
            return Diagnostic(
                reason,
                line: source.place.line,
                column: column,
                hint: hint,
                excerpt: String(repeating: " ", count: max(0, source.firstColumn - 1))
                    + source.text.replacing("'", with: "''")
            )
        }
        guard source.text.hasPrefix("^") else {
            return .failure(
                wrong("the pattern '\(pattern.id)' is not anchored", 0, "begin the expression with ^, so that it cannot take a name for a message")
            )
        }
        let expansion: Macros.Expansion
        switch macros.expand(source.text) {
        case .success(let found): expansion = found
        case .failure(let problem): return .failure(wrong(problem.reason, problem.offset, problem.hint))
        }
        do {
            let compiled = try CompiledPattern(expansion.text)
            guard compiled.groupCount <= MatchScratch.maximumGroups else {
                return .failure(
                    wrong("the expression has more than \(MatchScratch.maximumGroups) groups", 0, "write (?:…) where nothing is captured")
                )
            }
            return .success((compiled, LiteralPrefix(of: expansion.text)))
        } catch {
            let offset = error.offset < expansion.origins.count ? expansion.origins[error.offset] : source.text.utf8.count
            return .failure(wrong(error.reason, offset, nil))
        }
    }

    private init(
        catalogue: Catalogue,
        macros: Macros,
        packs: [Pack],
        patterns: [LoadedPattern],
        records: [LoadedRecordRule]
    ) {
        self.catalogue = catalogue
        self.macros = macros
        self.packs = packs
        self.patterns = patterns
        self.records = records
    }

    /// Which packs an app's messages are tried on, in this order: those that name it, those that name a beginning of
    /// it, those for any app.
    func packs(forApp app: String) -> [Int] {
        let name = app.lowercased()
        var exact: [Int] = []
        var beginning: [Int] = []
        var any: [Int] = []
        for (index, pack) in packs.enumerated() where !pack.patterns.isEmpty {
            if pack.apps.contains(name), !name.isEmpty {
                exact.append(index)
            } else if pack.apps.contains(where: { $0.count > 1 && $0.hasSuffix("*") && name.hasPrefix($0.dropLast()) }) {
                beginning.append(index)
            } else if pack.apps.contains("*") {
                any.append(index)
            }
        }
        return exact + beginning + any
    }
}
