internal import FootfallModel
internal import FootfallSources

extension CollectorSupervisor {
    /// Has watches and reports begin, where there is a configuration to say which.
    ///
    /// Who collects into the store without it must not make it forget how far they are.
    func startOrders() {
        guard !configuration.once, configuration.path != nil else { return }
        watches.start()
        reports.start()
    }
}

/// What is in the writer's way, for the status.
final class Obstacle: Sendable {
    private let held = Guarded<String?>(nil)

    var text: String? {
        get { held.withLock { $0 } }
        set { held.withLock { $0 = newValue } }
    }
}

/// The progress of all file sources together.
final class FileProgressList: Sendable {
    private let held = Guarded<[FileProgress]>([])

    func add(_ progress: FileProgress) { held.withLock { $0.append(progress) } }

    var sum: (total: Int64, read: Int64, isCaughtUp: Bool) {
        held.withLock { held in
            (
                held.reduce(0) { $0 + $1.totalBytes }, held.reduce(0) { $0 + $1.readBytes },
                held.allSatisfy(\.isCaughtUp)
            )
        }
    }
}
