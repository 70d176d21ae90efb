package import FootfallModel
internal import FootfallYAML

/// All packs, compiled: what the matcher works with.
///
/// Made once, shared by all threads.
package final class PatternSet: Sendable {
    package let catalogue: Catalogue
    package let macros: Macros
    package let packs: [Pack]
    private let compiled: [CompiledPack]
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

        var packs: [String: CompiledPack] = [:]
        for (files, isOwn) in [(shipped, false), (own, true)] {
            var names: [String: String] = [:]
            let files = files.filter { file in !special.contains { isNamed(file, $0) } }
            for (file, compiled) in zip(files, CompiledPack.all(files, catalogue: catalogue, macros: macros)) {
                var wrong = compiled.diagnostics
                if let pack = compiled.pack {
                    if isOwn, let other = names[pack.name] {
                        wrong.append(
                            pack.file.diagnostic(
                                "the pack '\(pack.name)' is also in \(other)",
                                at: nil,
                                hint: "give one of them another name"
                            )
                        )
                    }
                    names[pack.name] = file.name
                    packs[pack.name] = compiled
                }
                diagnostics += wrong.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
            }
        }
        return (PatternSet(Array(packs.values), catalogue: catalogue, macros: macros), diagnostics)
    }

    /// The set with one pack more.
    func adding(_ file: File) -> (set: PatternSet, diagnostics: [Diagnostic]) {
        let added = CompiledPack(file, catalogue: catalogue, macros: macros)
        let set = PatternSet(compiled + [added], catalogue: catalogue, macros: macros)
        return (set, added.loadingDiagnostics)
    }

    /// Whether a file is called so, in whatever folder.
    private static func isNamed(_ file: File, _ name: String) -> Bool {
        file.name == name || file.name.hasSuffix("/" + name)
    }

    /// What works of the packs; what does not was reported when they were read.
    private init(_ compiled: [CompiledPack], catalogue: Catalogue, macros: Macros) {
        var packs: [Pack] = []
        var patterns: [LoadedPattern] = []
        var records: [LoadedRecordRule] = []
        let named = compiled.compactMap { compiled in compiled.pack.map { (pack: $0, compiled: compiled) } }
        for (index, (pack, compiled)) in named.sorted(by: { $0.pack.name < $1.pack.name }).enumerated() {
            packs.append(pack)
            for (pattern, expression) in zip(pack.patterns, compiled.patterns) {
                guard let expression else { continue }
                patterns.append(
                    LoadedPattern(
                        pack: index,
                        pattern: pattern,
                        name: pack.name + "/" + pattern.id,
                        compiled: expression.compiled,
                        prefix: expression.prefix
                    )
                )
            }
            for (rule, matches) in zip(pack.records, compiled.rules) {
                let behind = rule.behind.flatMap { id in
                    patterns.lastIndex { $0.pack == index && $0.pattern.id == id }
                }
                guard let matches, (behind == nil) == (rule.behind == nil) else { continue }
                let name = pack.name + "/" + rule.id
                records.append(LoadedRecordRule(pack: index, name: name, rule: rule, matches: matches, behind: behind))
            }
        }
        self.catalogue = catalogue
        self.macros = macros
        self.compiled = compiled
        self.packs = packs
        self.patterns = patterns
        // Those that take anybody's records come last.
        self.records = records.filter { !packs[$0.pack].isGeneric } + records.filter { packs[$0.pack].isGeneric }
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
