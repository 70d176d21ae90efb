import Foundation

/// A folder of this run's own.
struct Scratch {
    static var usualFolder: String { NSTemporaryDirectory() }

    let folder: String

    init(in folder: String) throws {
        self.folder = URL(fileURLWithPath: folder).appending(path: "footfall-bench-\(getpid())").path
        try FileManager.default.createDirectory(atPath: self.folder, withIntermediateDirectories: true)
    }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    func size(_ name: String) -> Int64 {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path(name))
        return (attributes?[.size] as? NSNumber)?.int64Value ?? 0
    }

    /// Removes files whose names begin so.
    func remove(_ prefix: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names where name.hasPrefix(prefix) { try? FileManager.default.removeItem(atPath: path(name)) }
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
