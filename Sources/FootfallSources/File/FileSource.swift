package import FootfallModel

/// Files, folders and globs: what is there is read, oldest first, and then followed.
///
/// All of them share one thread. Each group of a live file and its predecessors is a source of its own in the store;
/// `name` is what the user asked for.
package struct FileSource: Source {
    /// What to read, and how.
    package struct Configuration: Sendable {
        package var paths: [String]
        /// Globs of names, or of paths where they hold a `/`, that are left out of folders, globs and history.
        package var exclude: [String] = []
        /// Stop at the end of what is there.
        package var once = false
        /// A live file is preceded by its rotated and compressed predecessors.
        package var readsHistory = true
        /// Lines are cut behind this many bytes.
        package var maximumLineBytes = LineFraming.defaultMaximumLineBytes
        /// What ends a record; without one each file's first bytes tell JSON documents from lines.
        package var framing: FramingRule?
        /// How large batches are at most, about.
        package var batchBytes = 262_144
        /// How often every file is looked at, whatever the kernel told of changes.
        package var sweepInterval: Duration = .seconds(1)
        /// How long a rotated or removed file is kept open after it last grew.
        package var rotationGrace: Duration = .seconds(5)
        /// Do not ask the kernel to tell of changes.
        package var pollingOnly = false
        /// The store's checkpoints.
        package var checkpoints: [Checkpoint] = []
        /// Shared by all file sources of a store.
        package var register = FileRegister()
        /// Replaces the clock and the files' modification times.
        package var referenceTime: Instant?
        /// Makes a scout for each file that may have stamps without a year.
        package var scout: (@Sendable () -> any YearScout)?

        package init(paths: [String]) {
            self.paths = paths
        }
    }

    package let configuration: Configuration
    /// How far the backlog is read; any thread may look.
    package let progress = FileProgress()

    package init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    package var name: String { configuration.paths.joined(separator: ", ") }

    package func run(into sink: any LineSink, until stop: StopSignal) throws(SourceError) {
        let follower = FileFollower(configuration, name: name, progress: progress, sink: sink, stop: stop)
        try follower.run()
    }
}
