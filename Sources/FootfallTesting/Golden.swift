internal import Foundation

/// Expected output as files that a person can read, in `Tests/Goldens`.
package enum Golden {
    /// What the golden of that name says; with `FOOTFALL_UPDATE_GOLDENS=1` it is `actual` that it says from now on.
    package static func expected(_ name: String, for actual: String) throws -> String {
        let file = URL(filePath: Program.package).appending(path: "Tests/Goldens").appending(path: name)
        if ProcessInfo.processInfo.environment["FOOTFALL_UPDATE_GOLDENS"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(actual.utf8).write(to: file)
        }
        return try String(contentsOf: file, encoding: .utf8)
    }
}
