import Foundation
import PackagePlugin

/// Writes files into the targets that carry them, whenever one of the files has changed; and into the program, at every
/// build, what it is built from.
@main
struct EmbedFilesPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let package = context.package.directoryURL
        switch target.name {
        case "FootfallPatterns":
            return try [
                embed("patterns", context, [package.appending(path: "Patterns")], endings: ["yaml"])
            ]
        case "FootfallWeb":
            return try [
                embed(
                    "assets",
                    context,
                    [target.directoryURL.appending(path: "Assets")],
                    endings: ["css", "js", "mustache", "svg", "json"]
                )
            ]
        case "FootfallHost":
            let packaging = package.appending(path: "packaging")
            return try [
                embed(
                    "assets",
                    context,
                    ["systemd", "sysusers"].map { packaging.appending(path: $0) },
                    endings: ["service", "conf"]
                )
            ]
        default: return [stamp(context, package)]
        }
    }

    /// Has `EmbedFiles` write the folders' files as Swift.
    private func embed(
        _ kind: String,
        _ context: PluginContext,
        _ folders: [URL],
        endings: Set<String>
    ) throws -> Command {
        let files = try folders.flatMap {
            try FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil)
        }
        .filter { endings.contains($0.pathExtension) }.sorted { $0.path < $1.path }
        let output = context.pluginWorkDirectoryURL.appending(path: "Embedded.swift")
        let names = folders.map(\.lastPathComponent).joined(separator: ", ")
        return .buildCommand(
            displayName: "Embedding \(files.count) files of \(names)",
            executable: try context.tool(named: "EmbedFiles").url,
            arguments: [kind, output.path] + files.map(\.path),
            inputFiles: files,
            outputFiles: [output]
        )
    }

    /// Has a script write down commit and compiler.
    ///
    /// No list of files tells when these change, so it runs before every build. What was built by this package cannot run
    /// by then; and where nothing has changed the script leaves its file as it is, so that nothing is built again.
    private func stamp(_ context: PluginContext, _ package: URL) -> Command {
        .prebuildCommand(
            displayName: "Looking at commit and compiler",
            executable: URL(filePath: "/bin/sh"),
            arguments: [
                package.appending(path: "scripts/build-stamp").path, package.path, context.pluginWorkDirectoryURL.path,
            ],
            // Where swift and git are.
            environment: ProcessInfo.processInfo.environment.filter { $0.key == "PATH" },
            outputFilesDirectory: context.pluginWorkDirectoryURL
        )
    }
}
