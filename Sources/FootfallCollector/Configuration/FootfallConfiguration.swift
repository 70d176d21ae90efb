package import FootfallModel
package import FootfallPatterns
package import FootfallStore
internal import FootfallYAML

/// What stands in `footfall.yaml`.
package struct FootfallConfiguration: Sendable {
    /// The file it was read from.
    package var path: String
    package var store: String?
    package var zone: ZoneOffsets?
    package var sources: [SourceSettings] = []
    /// Zones by the name or address of the host whose stamps they are.
    package var hosts: [String: ZoneOffsets] = [:]
    /// The folder of the user's own packs.
    package var patternFolder: String?
    /// Patterns to keep although they are off by default.
    package var enabled: Set<String> = []
    /// How long and how much the store keeps.
    package var retention = RetentionLimits()
    /// People who have several names: the others by one of them.
    package var people: [String: [String]] = [:]
    package var limits = Limits()
    package var web = WebSettings()
    /// In the order in which they are written.
    package var searches: [SavedSearch] = []
    package var reports: [ScheduledReport] = []

    /// How far things may go.
    package struct Limits: Sendable, Hashable {
        /// Within how many seconds a stop has ended, whatever is in its way.
        package var stopSeconds = 10

        package init() {}
    }

    /// What can only be checked once the packs are loaded.
    struct Named {
        enum Kind { case format, enabled, recordStart }

        var kind: Kind
        var text: SourceText
    }

    var file: SourceFile
    var named: [Named] = []

    init(file: SourceFile) {
        self.file = file
        path = file.name
    }

    /// What is wrong with the names of packs and with expressions that use macros.
    package func check(with patterns: PatternSet) -> [Diagnostic] {
        checkNames(with: patterns) + checkQueries(with: patterns.catalogue)
    }

    private func checkNames(with patterns: PatternSet) -> [Diagnostic] {
        named.compactMap { named in
            switch named.kind {
            case .format:
                let name = named.text.text
                if patterns.packs.contains(where: { $0.name == name }) { return nil }
                let near = Suggestion.nearest(to: name, among: patterns.packs.map(\.name))
                return file.diagnostic(
                    "there is no pack '\(name)'",
                    at: named.text.place,
                    hint: near.map { "did you mean '\($0)'?" } ?? "'footfall patterns list' shows them"
                )
            case .enabled:
                guard let mistake = EnabledName.mistake(in: named.text.text, patterns) else { return nil }
                return file.diagnostic(mistake.reason, at: named.text.place, hint: mistake.hint)
            case .recordStart:
                do throws(RecordExpression.Mistake) {
                    _ = try RecordExpression(named.text.text, macros: patterns.macros)
                    return nil
                } catch {
                    return file.diagnostic(
                        "record_start: " + error.reason,
                        at: file.place(of: error.offset, in: named.text),
                        hint: error.hint ?? "PCRE2 syntax, as in packs; put it between single quotes"
                    )
                }
            }
        }
    }
}

/// Names of patterns as `--enable` and `patterns.enable` take them: `pack/id`, `pack/*`.
package enum EnabledName {
    /// What is wrong with a name: a slip there would keep nothing and say nothing.
    package static func mistake(in name: String, _ set: PatternSet) -> (reason: String, hint: String)? {
        let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let pack = set.packs.first(where: { $0.name == parts[0] }) else {
            let near = Suggestion.nearest(to: parts[0], among: set.packs.map(\.name))
            return (
                "there is no pack '\(parts[0])'",
                near.map { "did you mean '\($0)/\(parts.count > 1 ? parts[1] : "*")'?" }
                    ?? "'footfall patterns list' shows them"
            )
        }
        let ids = pack.patterns.map(\.id) + pack.records.map(\.id)
        guard parts.count > 1, parts[1] == "*" || ids.contains(parts[1]) else {
            let near = parts.count > 1 ? Suggestion.nearest(to: parts[1], among: ids) : "*"
            return (
                "there is no pattern '\(name)'",
                near.map { "did you mean '\(pack.name)/\($0)'?" }
                    ?? "'footfall patterns list \(pack.name)' shows them"
            )
        }
        return nil
    }
}
