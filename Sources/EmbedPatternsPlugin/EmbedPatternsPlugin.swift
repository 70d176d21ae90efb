import Foundation
import PackagePlugin

/// Runs `EmbedFiles` over `Patterns/*.yaml` whenever one of them has changed.
@main
struct EmbedPatternsPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let folder = context.package.directoryURL.appending(path: "Patterns")
        let packs = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "yaml" }
            .sorted { $0.path < $1.path }
        let output = context.pluginWorkDirectoryURL.appending(path: "ShippedPatterns.swift")
        return [
            .buildCommand(
                displayName: "Embedding \(packs.count) files of Patterns/",
                executable: try context.tool(named: "EmbedFiles").url,
                arguments: ["patterns", output.path] + packs.map(\.path),
                inputFiles: packs,
                outputFiles: [output]
            )
        ]
    }
}
