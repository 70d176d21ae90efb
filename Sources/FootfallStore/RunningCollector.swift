package import FootfallModel

/// The process that writes to a store now.
package struct RunningCollector: Sendable, Hashable {
    package var process: Int32?
    package var started: Instant?
    /// What keeps it from writing, and since when.
    package var obstacle: String?
    package var obstacleSince: Instant?

    package init(process: Int32?, started: Instant?, obstacle: String?, obstacleSince: Instant?) {
        self.process = process
        self.started = started
        self.obstacle = obstacle
        self.obstacleSince = obstacleSince
    }

    /// Who writes to the store at `path`; `nil` where nobody does.
    package static func at(store path: String) -> RunningCollector? {
        guard let note = StoreLock.holder(of: path) else { return nil }
        return RunningCollector(
            process: note.process,
            started: note.started.map { Instant(microseconds: $0) },
            obstacle: note.obstacle,
            obstacleSince: note.obstacle == nil ? nil : Instant(microseconds: note.obstacleSince)
        )
    }
}
