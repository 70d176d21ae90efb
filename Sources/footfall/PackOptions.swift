import ArgumentParser
import FootfallCollector
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
        ),
        completion: .directory
    )
    var folder: String?

    /// The folder of the user's own packs: the one named, else the configuration's.
    func folder(_ configuration: ConfigurationOption) throws -> String? {
        try folder ?? configuration.readLeniently()?.patternFolder
    }

    /// The packs with their examples, and what is wrong with them.
    func load(_ configuration: ConfigurationOption) throws -> (set: PatternSet, diagnostics: [Diagnostic]) {
        PatternSet.load(own: try folder(configuration).map { try PackOptions.files(in: $0) } ?? [])
    }

    /// The packs for matching, the shipped ones without their examples, and every mistake in them.
    ///
    /// - Parameters:
    ///   - configured: the configuration's folder of packs.
    ///   - place: where a path of that folder is to be found; `nil` for what leads out of a copied host.
    func loadForMatching(
        folder configured: String?,
        at place: (String) -> String? = { $0 }
    ) throws -> (set: PatternSet, mistakes: [Diagnostic]) {
        let named = try folder.map { try PackOptions.files(in: $0) }
        let (set, diagnostics) = PatternSet.load(
            shipped: ShippedPatterns.filesWithoutExamples,
            own: try named ?? configured.map { try PackOptions.files(in: $0, at: place) } ?? []
        )
        return (set, diagnostics.filter { $0.severity == .error })
    }

    /// The packs for matching; fails with every mistake where one is wrong.
    func loadValid(_ configuration: ConfigurationOption) throws -> PatternSet {
        let (set, mistakes) = try loadForMatching(folder: try folder(configuration))
        guard mistakes.isEmpty else { throw ConfigurationMistakes([], mistakes) }
        return set
    }

    /// The types that there are, with those of a folder of the user's own packs.
    static func catalogue(folder: String?) throws -> Catalogue {
        guard let folder else { return .shipped }
        return try files(in: folder).filter { $0.name.hasSuffix("/event-types.yaml") }
            .reduce(.shipped) { $0.adding(Catalogue.load($1.text, file: $1.name).catalogue) }
    }

    /// Checks names given to `--enable`.
    static func check(enabled names: [String], in set: PatternSet) throws {
        for name in names {
            guard let mistake = EnabledName.mistake(in: name, set) else { continue }
            throw Failure(usage: "--enable: " + mistake.reason, hint: mistake.hint)
        }
    }

    /// The YAML files of a folder, or the one file that is named.
    ///
    /// - Parameter place: where a path is to be found.
    static func files(in path: String, at place: (String) -> String? = { $0 }) throws -> [PatternSet.File] {
        var isFolder: ObjCBool = false
        guard let real = place(path), unsafe FileManager.default.fileExists(atPath: real, isDirectory: &isFolder) else {
            throw Failure("\(path): there is no such file or folder", hint: "check the path")
        }
        guard isFolder.boolValue else { return [try file(path, at: real)] }
        return try packs(in: real).map { name in
            guard let file = place(path + "/" + name) else {
                throw Failure("\(path)/\(name): this link leads to nothing in the copy", hint: "copy what it leads to")
            }
            return try self.file(path == real ? path + "/" + name : file, at: file)
        }
    }

    private static func file(_ name: String, at path: String) throws -> PatternSet.File {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure("\(name): may not be read", hint: "run as a user who may read it")
        }
        return (name, String(decoding: data, as: UTF8.self))
    }

    /// The names of a folder's packs.
    private static func packs(in folder: String) throws -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw Failure("\(folder): this folder may not be read", hint: "run as a user who may read it")
        }
        let packs = names.filter { $0.hasSuffix(".yaml") }.sorted()
        guard !packs.isEmpty else {
            throw Failure("\(folder): no pack is in this folder", hint: "a pack is a file whose name ends in .yaml")
        }
        return packs
    }
}
