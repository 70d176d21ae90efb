import ArgumentParser
import FootfallCollector
import FootfallModel
import FootfallQuery
import FootfallStore
import Foundation

/// Which store a command works with.
struct StoreOption: ParsableArguments {
    @Option(
        name: .customLong("store"),
        help: ArgumentHelp(
            "The store's file. Without it $FOOTFALL_STORE, else the configuration's, else "
                + "/var/lib/footfall/footfall.db for root and $XDG_DATA_HOME/footfall/footfall.db for others.",
            valueName: "file"
        ),
        completion: .file
    )
    var file: String?

    @OptionGroup var configuration: ConfigurationOption

    /// The store's path; reads the configuration where neither option nor environment name one.
    func path() throws -> String {
        try named ?? StoreOption.path(configured: configuration.readLeniently()?.store)
    }

    /// The store's path, where the configuration is known.
    func path(configured: String?) -> String {
        named ?? StoreOption.path(configured: configured)
    }

    private var named: String? {
        if let file { return file }
        let variable = ProcessInfo.processInfo.environment["FOOTFALL_STORE"] ?? ""
        return variable.isEmpty ? nil : variable
    }

    private static func path(configured: String?) -> String {
        if let configured { return configured }
        if geteuid() == 0 { return "/var/lib/footfall/footfall.db" }
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HOME"] ?? NSHomeDirectory()
        let data = environment["XDG_DATA_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.local/share"
        return data + "/footfall/footfall.db"
    }

    /// Whether a store is the one that the configuration means, wherever it was named.
    func isConfigured(_ path: String, _ configured: String?) -> Bool {
        func resolved(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }
        return resolved(path) == resolved(StoreOption.path(configured: configured))
    }

    /// Makes the folder of a store that is not named, so that the first command of a newcomer works.
    func makeDefaultFolder(of path: String) throws {
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
