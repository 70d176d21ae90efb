package import FootfallModel
internal import FootfallYAML

/// All packs, compiled: what the matcher works with.
///
/// Made once, shared by all threads.
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
        let pack: Int
        let name: String
        let rule: RecordRule
        /// The rule's expressions, in its order.
        let matches: [(compiled: CompiledPattern, prefix: LiteralPrefix)]
        /// The number of the pattern that it stands behind.
        let behind: Int?
    }

    package var patternCount: Int { patterns.count + records.count }

    /// A file with its name, as it is shipped or was read.
    package typealias File = (name: String, text: String)

    /// Compiles packs; a pack of `own` takes the place of a shipped one of the same name.
    ///
    /// Event types and macros of `own` are added to the shipped ones, or take their places one by one.
    /// Everything that is wrong is among the diagnostics; what is not wrong works.
    package static func load(
        shipped: [File] = ShippedPatterns.files,
        own: [File] = []
    ) -> (set: PatternSet, diagnostics: [Diagnostic]) {
        var diagnostics: [Diagnostic] = []
        let special = ["event-types.yaml", "macros.yaml"]
        var catalogue = Catalogue(types: [])
        for file in shipped + own where isNamed(file, special[0]) {
            let (types, wrong) = Catalogue.load(file.text, file: file.name)
            catalogue = catalogue.adding(types)
            diagnostics += wrong
        }
        var macros = Macros([])
        for file in shipped + own where isNamed(file, special[1]) {
            let (found, wrong) = Macros.load(file.text, file: file.name)
            macros = macros.adding(found)
            diagnostics += wrong
        }

        var packs: [String: Pack] = [:]
        for (files, isOwn) in [(shipped, false), (own, true)] {
            var names: [String: String] = [:]
            for file in files where !special.contains(where: { isNamed(file, $0) }) {
                let loaded = PackLoader.load(file.text, file: file.name, catalogue: catalogue)
                var wrong = loaded.diagnostics
                for pattern in loaded.spoiled + (loaded.pack?.patterns ?? []) {
                    if case .failure(let diagnostic) = compile(pattern, macros: macros, file: loaded.file) {
                        wrong.append(diagnostic)
                    }
                }
                for rule in loaded.pack?.records ?? [] {
                    for match in rule.matches {
                        let found = compile(match.regex, rule.constants, macros: macros, file: loaded.file)
                        if case .failure(let diagnostic) = found { wrong.append(diagnostic) }
                    }
                }
                if let pack = loaded.pack {
                    if isOwn, let other = names[pack.name] {
                        wrong.append(
                            loaded.file.diagnostic(
                                "the pack '\(pack.name)' is also in \(other)",
                                at: nil,
                                hint: "give one of them another name"
                            )
                        )
                    }
                    names[pack.name] = file.name
                    packs[pack.name] = pack
                }
                diagnostics += wrong.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
            }
        }
        let ordered = packs.values.sorted { $0.name < $1.name }
        return (compile(ordered, catalogue: catalogue, macros: macros), diagnostics)
    }

    /// The set with one pack more.
    func adding(_ file: File) -> (set: PatternSet, diagnostics: [Diagnostic]) {
        let loaded = PackLoader.load(file.text, file: file.name, catalogue: catalogue)
        let ordered = (packs + (loaded.pack.map { [$0] } ?? [])).sorted { $0.name < $1.name }
        return (PatternSet.compile(ordered, catalogue: catalogue, macros: macros), loaded.diagnostics)
    }

    /// Whether a file is called so, in whatever folder.
    private static func isNamed(_ file: File, _ name: String) -> Bool {
        file.name == name || file.name.hasSuffix("/" + name)
    }

    /// What works of the packs; what does not was reported when they were read.
    private static func compile(
        _ packs: [Pack],
        catalogue: Catalogue,
        macros: Macros
    ) -> PatternSet {
        var patterns: [LoadedPattern] = []
        var records: [LoadedRecordRule] = []
        for (index, pack) in packs.enumerated() {
            for pattern in pack.patterns {
                guard case .success(let (compiled, prefix)) = compile(pattern, macros: macros, file: pack.file) else {
                    continue
                }
                patterns.append(
                    LoadedPattern(
                        pack: index,
                        pattern: pattern,
                        name: pack.name + "/" + pattern.id,
                        compiled: compiled,
                        prefix: prefix
                    )
                )
            }
            for rule in pack.records {
                var matches: [(CompiledPattern, LiteralPrefix)] = []
                for match in rule.matches {
                    let found = compile(match.regex, rule.constants, macros: macros, file: pack.file)
                    if case .success(let compiled) = found { matches.append(compiled) }
                }
                let behind = rule.behind.flatMap { id in
                    patterns.lastIndex { $0.pack == index && $0.pattern.id == id }
                }
                if matches.count < rule.matches.count || (behind == nil) != (rule.behind == nil) { continue }
                let name = pack.name + "/" + rule.id
                records.append(LoadedRecordRule(pack: index, name: name, rule: rule, matches: matches, behind: behind))
            }
        }
        // Those that take anybody's records come last.
        records = records.filter { !packs[$0.pack].isGeneric } + records.filter { packs[$0.pack].isGeneric }
        return PatternSet(catalogue: catalogue, macros: macros, packs: packs, patterns: patterns, records: records)
    }

    /// An expression with its macros, compiled; a mistake is placed in the written expression.
    static func compile(
        _ pattern: Pattern,
        macros: Macros,
        file: SourceFile
    ) -> Result<(CompiledPattern, LiteralPrefix), Diagnostic> {
        let result = compile(pattern.regex, pattern.meaning.constants, macros: macros, file: file)
        guard case .success(let (compiled, _)) = result else { return result }
        if let diagnostic = unknownJoinGroup(pattern, compiled, file) { return .failure(diagnostic) }
        guard pattern.recordFormat != nil, !compiled.groups.contains(where: { $0.name == "record" }) else {
            return result
        }
        return .failure(
            file.diagnostic(
                "the expression has no group 'record'",
                at: pattern.regex.place,
                hint: "put (?<record>.*) around the part that is a record"
            )
        )
    }

    /// What is wrong where a pattern remembers or recalls by a group that it has not.
    private static func unknownJoinGroup(
        _ pattern: Pattern,
        _ compiled: CompiledPattern,
        _ file: SourceFile
    ) -> Diagnostic? {
        let joins = pattern.meaning.joins
        let groups = compiled.groups.map(\.name) + pattern.meaning.constants.map(\.name) + [JoinRule.processID]
        guard let name = (joins.remember + joins.recall).first(where: { !groups.contains($0) }) else { return nil }
        let near = Suggestion.nearest(to: name, among: groups)
        return file.diagnostic(
            "'\(name)' is no group of the expression",
            at: pattern.regex.place,
            hint: near.map { "did you mean '\($0)'?" }
        )
    }

    private static func compile(
        _ source: SourceText,
        _ constants: [(name: String, value: String)],
        macros: Macros,
        file: SourceFile
    ) -> Result<(CompiledPattern, LiteralPrefix), Diagnostic> {
        func wrong(_ reason: String, _ offset: Int, _ hint: String?) -> Result<
            (CompiledPattern, LiteralPrefix), Diagnostic
        > {
            let before = String(decoding: source.text.utf8.prefix(offset).suffix(20), as: UTF8.self)
            let behind = source.isBlock && offset > 0 ? "it stands behind '\(before)'" : nil
            return .failure(file.diagnostic(reason, at: file.place(of: offset, in: source), hint: hint ?? behind))
        }
        let anchor = "begin the expression with ^, so that it cannot take a name for a message"
        guard source.text.hasPrefix("^") else { return wrong("the expression is not anchored", 0, anchor) }
        let expansion: Macros.Expansion
        switch macros.expand(source.text) {
        case .success(let found): expansion = found
        case .failure(let problem): return wrong(problem.reason, problem.offset, problem.hint)
        }
        do {
            let compiled = try CompiledPattern(expansion.text)
            guard compiled.isAnchored else {
                let hint = "write ^(?:a|b)$ instead of ^a|b$, whose second part may match anywhere"
                return wrong("only a part of the expression is anchored", 0, hint)
            }
            if compiled.groups.contains(where: { $0.name == "claimed" }) {
                return wrong("'claimed' is no name for a detail", 0, PackLoader.claimHint)
            }
            guard compiled.groupCount <= MatchScratch.maximumGroups else {
                let reason = "the expression has more than \(MatchScratch.maximumGroups) groups"
                return wrong(reason, 0, "write (?:…) where nothing is captured")
            }
            if let name = constants.first(where: { name, _ in
                compiled.groups.contains { $0.name == name }
            })?.name {
                return wrong("'\(name)' is set, and is a group of the expression too", 0, "keep one of them")
            }
            return .success((compiled, LiteralPrefix(of: expansion.text)))
        } catch {
            let (offset, isMacro) = expansion.origin(of: error.offset, in: source.text)
            return wrong(error.reason, offset, isMacro ? "it is in what this macro stands for" : nil)
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

    /// An app name whose lines a pack is tried on first; `nil` where it names none.
    package func app(ofPack name: String) -> String? {
        guard let pack = packs.first(where: { $0.name == name }) else { return nil }
        if let exact = pack.apps.first(where: { !$0.hasSuffix("*") }) { return exact }
        return pack.apps.first { $0.count > 1 }.map { String($0.dropLast()) }
    }

    /// Which packs an app's messages are tried on, in their order.
    ///
    /// First those that name the app, then those that name a beginning of it, then those for any app. A line without an
    /// app name goes to the bare packs, then to those for any app. Generic packs come last of all.
    func packs(forApp app: String) -> [Int] {
        let name = app.lowercased()
        var exact: [Int] = []
        var beginning: [Int] = []
        var any: [Int] = []
        for (index, pack) in packs.enumerated() where !pack.patterns.isEmpty {
            if name.isEmpty ? pack.isBare : pack.apps.contains(name) {
                exact.append(index)
            } else if pack.apps.contains(where: { $0.count > 1 && $0.hasSuffix("*") && name.hasPrefix($0.dropLast()) })
            {
                beginning.append(index)
            } else if pack.apps.contains("*") {
                any.append(index)
            }
        }
        let ordered = exact + beginning + any
        return ordered.filter { !packs[$0].isGeneric } + ordered.filter { packs[$0].isGeneric }
    }
}
