internal import Dispatch
internal import FootfallModel
internal import FootfallYAML

/// A pack's file, read and compiled.
struct CompiledPack: Sendable {
    typealias Expression = (compiled: CompiledPattern, prefix: LiteralPrefix)

    /// `nil` when there is nothing to go on with.
    let pack: Pack?
    /// Of the pack's patterns, in its order; `nil` for what cannot be used.
    private(set) var patterns: [Expression?] = []
    /// Of the pack's rules, in its order; `nil` for what cannot be used.
    private(set) var rules: [[Expression]?] = []
    /// What was wrong when it was read.
    let loadingDiagnostics: [Diagnostic]
    /// That, and what is wrong with its expressions.
    private(set) var diagnostics: [Diagnostic]

    init(_ file: PatternSet.File, catalogue: Catalogue, macros: Macros) {
        let loaded = PackLoader.load(file.text, file: file.name, catalogue: catalogue)
        pack = loaded.pack
        loadingDiagnostics = loaded.diagnostics
        diagnostics = loaded.diagnostics
        for pattern in loaded.spoiled { _ = keep(PatternSet.compile(pattern, macros: macros, file: loaded.file)) }
        for pattern in loaded.pack?.patterns ?? [] {
            patterns.append(keep(PatternSet.compile(pattern, macros: macros, file: loaded.file)))
        }
        for rule in loaded.pack?.records ?? [] {
            let matches = rule.matches.compactMap { match in
                keep(PatternSet.compile(match.regex, rule.constants, macros: macros, file: loaded.file))
            }
            rules.append(matches.count == rule.matches.count ? matches : nil)
        }
    }

    private mutating func keep(_ result: Result<Expression, Diagnostic>) -> Expression? {
        switch result {
        case .success(let expression): return expression
        case .failure(let diagnostic):
            diagnostics.append(diagnostic)
            return nil
        }
    }

    /// Files in their order, on all cores: it is what a start of the program waits for.
    static func all(_ files: [PatternSet.File], catalogue: Catalogue, macros: Macros) -> [CompiledPack] {
        let made = Guarded([CompiledPack?](repeating: nil, count: files.count))
        DispatchQueue.concurrentPerform(iterations: files.count) { index in
            let pack = CompiledPack(files[index], catalogue: catalogue, macros: macros)
            made.withLock { $0[index] = pack }
        }
        return made.withLock { $0.compactMap { $0 } }
    }
}

extension PatternSet {
    /// An expression with its macros, compiled; a mistake is placed in the written expression.
    static func compile(
        _ pattern: Pattern,
        macros: Macros,
        file: SourceFile
    ) -> Result<CompiledPack.Expression, Diagnostic> {
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

    static func compile(
        _ source: SourceText,
        _ constants: [(name: String, value: String)],
        macros: Macros,
        file: SourceFile
    ) -> Result<CompiledPack.Expression, Diagnostic> {
        func wrong(_ reason: String, _ offset: Int, _ hint: String?) -> Result<CompiledPack.Expression, Diagnostic> {
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
}
