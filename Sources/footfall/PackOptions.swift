import ArgumentParser
import FootfallModel
import FootfallPatterns
import Foundation

/// Which packs a command works with: the shipped ones, and a folder of the user's own.
struct PackOptions: ParsableArguments {
    @Option(
        name: .customLong("patterns"),
        help: ArgumentHelp(
            "A folder of your own packs; one of the same name replaces a shipped one.",
            valueName: "folder"
        )
    )
    var folder: String?

    /// The packs with their examples, and what is wrong with them.
    func load() throws -> (set: PatternSet, diagnostics: [Diagnostic]) {
        PatternSet.load(own: try folder.map { try PackOptions.files(in: $0) } ?? [])
    }

    /// The packs for matching, the shipped ones without their examples; fails with every mistake where one is wrong.
    func loadValid() throws -> PatternSet {
        let (set, diagnostics) = PatternSet.load(
            shipped: ShippedPatterns.filesWithoutExamples,
            own: try folder.map { try PackOptions.files(in: $0) } ?? []
        )
        let errors = diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty else {
            errors.forEach { Console.note($0.description) }
            throw Failure("\(errors.count) mistake\(errors.count == 1 ? "" : "s") in the packs; nothing was read")
        }
        return set
    }

    /// Checks names given to `--enable`: a slip there would keep nothing and say nothing.
    static func check(enabled names: [String], in set: PatternSet) throws {
        for name in names {
            let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let pack = set.packs.first(where: { $0.name == parts[0] }) else {
                let near = Suggestion.nearest(to: parts[0], among: set.packs.map(\.name))
                throw Failure(
                    usage: "--enable: there is no pack '\(parts[0])'",
                    hint: near.map { "did you mean '\($0)/\(parts.count > 1 ? parts[1] : "*")'?" }
                        ?? "'footfall patterns list' shows them"
                )
            }
            let ids = pack.patterns.map(\.id) + pack.records.map(\.id)
            guard parts.count > 1, parts[1] == "*" || ids.contains(parts[1]) else {
                let near = parts.count > 1 ? Suggestion.nearest(to: parts[1], among: ids) : "*"
                throw Failure(
                    usage: "--enable: there is no pattern '\(name)'",
                    hint: near.map { "did you mean '\(pack.name)/\($0)'?" }
                        ?? "'footfall patterns list \(pack.name)' shows them"
                )
            }
        }
    }

    /// The YAML files of a folder, or the one file that is named.
    static func files(in path: String) throws -> [PatternSet.File] {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw Failure("\(path): there is no such file or folder", hint: "check the path")
        }
        let names = isFolder.boolValue ? try packs(in: path) : [path]
        return try names.map { name in
            guard let data = FileManager.default.contents(atPath: name) else {
                throw Failure("\(name): may not be read", hint: "run as a user who may read it")
            }
            return (name, String(decoding: data, as: UTF8.self))
        }
    }

    private static func packs(in folder: String) throws -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw Failure("\(folder): this folder may not be read", hint: "run as a user who may read it")
        }
        let packs = names.filter { $0.hasSuffix(".yaml") }.sorted().map { folder + "/" + $0 }
        guard !packs.isEmpty else {
            throw Failure("\(folder): no pack is in this folder", hint: "a pack is a file whose name ends in .yaml")
        }
        return packs
    }
}
