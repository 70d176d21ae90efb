package import FootfallModel
internal import Glibc

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
        /// With `once`: what is not there is told of, and the rest read; else it is an error before anything is read.
        package var toleratesAbsence = false
        /// A live file is preceded by its rotated and compressed predecessors.
        package var readsHistory = true
        /// Lines are cut behind this many bytes.
        package var maximumLineBytes = LineFraming.defaultMaximumLineBytes
        /// Where a file is begun that nothing is known of; `nil` stands for `all`, and for what was settled before.
        package var start: StartPosition?
        /// How long the last record of several lines waits for a line that may still belong to it.
        package var recordTimeout: Duration = .seconds(2)
        /// How long a packed file that ends too early may rest before that is called damage: it may be being written.
        package var archivePatience: Duration = .seconds(10)
        /// How long a file that was deleted is kept open at most, while it is still written to or being read.
        package var removedHold: Duration = .seconds(3600)
        /// How many files are open at once at most; those that rested longest are closed, and opened again when they grow.
        package var maximumOpenFiles = OpenFileLimit.files
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
        /// Makes a reader of stamps for each file that is to be begun at a time.
        package var stamps: (@Sendable () -> any StampReader)?

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
