import ArgumentParser
import FootfallModel
import FootfallQuery
import FootfallStore
import Foundation

/// Which store a command works with.
struct StoreOption: ParsableArguments {
    @Option(
        name: .customLong("store"),
        help: ArgumentHelp(
            "The store's file. Without it $FOOTFALL_STORE, else /var/lib/footfall/footfall.db for root and "
                + "$XDG_DATA_HOME/footfall/footfall.db for others.",
            valueName: "file"
        )
    )
    var file: String?

    var path: String {
        let environment = ProcessInfo.processInfo.environment
        if let file { return file }
        if let file = environment["FOOTFALL_STORE"], !file.isEmpty { return file }
        if geteuid() == 0 { return "/var/lib/footfall/footfall.db" }
        let home = environment["HOME"] ?? NSHomeDirectory()
        let data = environment["XDG_DATA_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.local/share"
        return data + "/footfall/footfall.db"
    }

    /// Makes the folder of a store that is not named, so that the first command of a newcomer works.
    func makeDefaultFolder() throws {
        guard file == nil else { return }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw Failure("\(folder.path): the folder cannot be made", hint: "name a store with --store FILE")
        }
    }
}

extension EventStore {
    /// The zone in which the store's days are counted.
    var zone: ZoneOffsets { ZoneOffsets(identifier: timezone) ?? .utc }
}
