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

    /// The packs, and what is wrong with them.
    func load() throws -> (set: PatternSet, diagnostics: [Diagnostic]) {
        PatternSet.load(own: try folder.map { try PackOptions.files(in: $0) } ?? [])
    }

    /// The packs; fails with every mistake where one is wrong.
    func loadValid() throws -> PatternSet {
        let (set, diagnostics) = try load()
        let errors = diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty else {
            errors.forEach { Console.note($0.description) }
            throw Failure("\(errors.count) mistake\(errors.count == 1 ? "" : "s") in the packs; nothing was read")
        }
        return set
    }

    /// The YAML files of a folder, or the one file that is named.
    static func files(in path: String) throws -> [PatternSet.File] {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw Failure("\(path): there is no such file or folder")
        }
        let names =
            isFolder.boolValue
            ? try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".yaml") }.sorted()
                .map { path + "/" + $0 }
            : [path]
        guard !names.isEmpty else { throw Failure("\(path): no pack (a file ending in .yaml) is in this folder") }
        return try names.map { name in
            guard let data = FileManager.default.contents(atPath: name) else {
                throw Failure("\(name): may not be read")
            }
            return (name, String(decoding: data, as: UTF8.self))
        }
    }
}
