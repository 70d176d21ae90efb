package import FootfallModel
internal import FootfallQuery
package import FootfallStore
internal import Glibc

/// How collecting goes: the store, who writes to it, and every source with what is wrong with it.
package struct CollectionStatus: Sendable {
    package var path: String
    package var now: Instant
    /// The zone in which the store's days are counted.
    package var zone: ZoneOffsets
    package var statistics: StoreStatistics
    /// Who writes to the store; `nil` where nobody does.
    package var collector: RunningCollector?
    /// By name.
    package var sources: [SourceStatus]
    /// Watches and reports, by kind and name.
    package var orders: [StandingOrder] = []

    /// Whether somebody should look: the exit status 2 of `footfall status`.
    package var hasTrouble: Bool {
        collector?.obstacle != nil || orders.contains { $0.trouble != nil }
            || sources.contains { source in source.problems.contains(where: \.isTrouble) }
    }

    /// The present status of a store.
    ///
    /// - Parameter place: where the file of a source stands; `nil` where it does not.
    package init(
        _ store: EventStore,
        now: Instant,
        at place: (_ source: String) -> String? = { $0 }
    ) throws(StoreError) {
        path = store.path
        self.now = now
        zone = ZoneOffsets(identifier: store.timezone) ?? .utc
        statistics = try store.statistics()
        orders = try store.standingOrders()
        collector = RunningCollector.at(store: store.path)
        let drops = Dictionary(try RecognitionDrop.all(in: store).map { ($0.source, $0) }) { first, _ in first }
        let context = SourceStatus.Context(now: now, zone: zone, collector: collector, store: path)
        sources = try store.sources(now: now).map { source in
            SourceStatus(source, drop: drops[source.name], context) { place($0).flatMap(CollectionStatus.file) }
        }
    }

    /// What stands at a path now: which file, and its size in bytes.
    private static func file(at path: String) -> SourceStatus.PresentFile? {
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return SourceStatus.PresentFile(
            device: UInt64(status.st_dev),
            inode: UInt64(status.st_ino),
            size: Int64(status.st_size)
        )
    }
}
