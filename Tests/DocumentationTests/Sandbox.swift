import FootfallTesting
import Foundation

/// The test's own folder made like a fresh clone's, with a store of its own.
struct Sandbox {
    struct Result: Sendable {
        /// Standard output and standard error, as they would stand in a terminal.
        var lines: [String]
        var status: Int32
    }

    let folder = TemporaryDirectory.current

    init() throws {
        try FileManager.default.copyItem(atPath: Program.package + "/samples", toPath: folder("samples"))
        try folder.folder("scripts")
        try FileManager.default.copyItem(
            atPath: Program.package + "/scripts/make-host",
            toPath: folder("scripts/make-host")
        )
    }

    func write(_ text: String, to name: String) throws {
        try folder.folder((name as NSString).deletingLastPathComponent)
        try folder.write(name, text)
    }

    /// What a shell says to a command, in a terminal of 100 columns.
    func run(_ command: String, within limit: Duration = .seconds(600)) async throws -> Result {
        let shell = Program("/bin/sh").with([
            "PATH": Program.builtProducts + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"),
            "HOME": folder.path, "FOOTFALL_STORE": "footfall.db", "TZ": "UTC", "LC_ALL": "C.UTF-8", "COLUMNS": "100",
        ])
        let outcome = try await shell.run("-c", "cd '\(folder.path)' && exec 2>&1\n\(command)", within: limit)
        var lines = outcome.output.components(separatedBy: "\n")
        while lines.last == "" { lines.removeLast() }
        return Result(lines: lines, status: outcome.status)
    }
}
