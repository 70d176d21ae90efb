import FootfallCollector
import FootfallModel
import FootfallReports
import FootfallStore

extension MetricsServer {
    /// Serves the status of a store and of the collector that writes to it.
    func serve(store path: String, progress: @escaping @Sendable () -> Collector.Progress) {
        let reach = isLoopback ? "" : "; whoever reaches this address can read it"
        Console.note("metrics: http://\(address)/metrics\(reach)")
        let opened = Guarded<EventStore?>(nil)
        start {
            let now = progress()
            let process = PrometheusText.Process(
                queuedLines: now.queuedLines,
                queuedEvents: now.queuedEvents,
                commits: now.commits,
                commitSeconds: now.commitSeconds,
                lastCommitSeconds: now.lastCommitSeconds
            )
            let store = opened.withLock { held in
                if held == nil { held = try? EventStore(path: path) }
                return held
            }
            guard let store, let status = try? CollectionStatus(store, now: Clock.now) else { return nil }
            return PrometheusText(status, process).text
        }
    }
}
