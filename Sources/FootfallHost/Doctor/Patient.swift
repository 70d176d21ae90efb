package import FootfallCollector
package import FootfallModel
package import FootfallPatterns
internal import FootfallSources
internal import FootfallStore
internal import Foundation

/// What the doctor looks at: one installation of Footfall, on this machine or in a copy of another's files.
package struct Patient: Sendable {
    package var root: HostRoot
    /// `nil` where there is no configuration.
    package var configuration: FootfallConfiguration?
    /// What is wrong in the configuration, and in the packs.
    package var mistakes: [Diagnostic]
    package var packMistakes: [Diagnostic]
    package var patterns: PatternSet
    /// The store's path, as seen from here; `nil` where a copy's leads nowhere.
    package var store: String?
    package var now: Instant
    /// The machine's own zone; `nil` where it is not known.
    package var zone: ZoneOffsets?
    /// The unit that systemd has for the collector.
    let unit: ServiceUnit?
    /// What the configuration's sources of files name now.
    let followed: Followed

    package init(
        root: HostRoot,
        configuration: FootfallConfiguration?,
        mistakes: [Diagnostic] = [],
        patterns: PatternSet,
        packMistakes: [Diagnostic] = [],
        store: String?,
        now: Instant,
        zone: ZoneOffsets?
    ) {
        self.root = root
        self.configuration = configuration
        self.mistakes = mistakes
        self.patterns = patterns
        self.packMistakes = packMistakes
        self.store = store
        self.now = now
        self.zone = zone
        unit = ServiceUnit.all(under: root).first { $0.command.contains(" collect") }
        followed = Followed(configuration?.sources ?? [], root)
    }

    /// Who writes to the store now.
    var collector: RunningCollector? { store.flatMap { RunningCollector.at(store: $0) } }

    /// The store, so opened that the look leaves nothing beside it where nobody writes to it.
    func openStore() throws(StoreError) -> EventStore {
        guard let store else { throw StoreError(path: configuration?.store ?? "the store", reason: .missing) }
        return try EventStore(path: store, isAtRest: collector == nil)
    }

    /// The text of one of the host's files; `nil` where there is none or it may not be read.
    func text(_ path: String) -> String? { root.text(path) }

    /// A number that the kernel tells in a file.
    func number(_ path: String) -> Int64? {
        text(path).flatMap { Int64($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    /// The names of the host's files in a folder, with their paths, sorted.
    func files(in folder: String, ending suffix: String = "") -> [String] {
        let names = root.names(in: folder) ?? []
        return names.filter { $0.hasSuffix(suffix) && !$0.hasPrefix(".") }.map { folder + "/" + $0 }
    }
}
