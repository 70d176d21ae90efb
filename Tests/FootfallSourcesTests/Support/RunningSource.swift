import FootfallModel
import FootfallSources
import Foundation

/// Takes lines as the stages behind a source do, and keeps them.
final class CollectingSink: LineSink {
    struct State: Sendable {
        var batches: [LineBatch] = []
        var notices: [SourceNotice] = []
    }

    let state = Guarded(State())

    func send(_ batch: LineBatch) -> Bool {
        state.withLock { $0.batches.append(batch) }
        return true
    }

    func report(_ notice: SourceNotice) {
        state.withLock { $0.notices.append(notice) }
    }

    var batches: [LineBatch] { state.withLock(\.batches) }
    /// What was told; trouble that begins or ends in silence has no text.
    var notices: [String] { state.withLock { $0.notices.map(\.text).filter { !$0.isEmpty } } }
    var lineCount: Int { state.withLock { $0.batches.reduce(0) { $0 + $1.lines.count } } }

    /// The lines in the order they came, of one source or of all.
    func lines(of source: String? = nil) -> [String] {
        batches.filter { source == nil || $0.stream.source == source }.flatMap(\.texts)
    }

    /// The last checkpoint of every file: what a store would hold.
    var checkpoints: [Checkpoint] {
        var byID: [Int64: Checkpoint] = [:]
        for batch in batches {
            if let checkpoint = batch.checkpoint { byID[checkpoint.id] = checkpoint }
        }
        return byID.values.sorted { $0.id < $1.id }
    }
}

extension LineBatch {
    var texts: [String] { lines.map { bytes.text($0.range) } }
}

/// A source in a thread of its own, as the collector runs it.
final class RunningSource: Sendable {
    let sink = CollectingSink()
    private let stop = StopSignal()
    private let outcome = Guarded<Result<Void, SourceError>?>(nil)

    /// - Parameter other: takes the lines in the place of `sink`.
    init(_ source: some Source, into other: (any LineSink)? = nil) {
        Thread { [self] in
            let result: Result<Void, SourceError>
            do throws(SourceError) {
                try source.run(into: other ?? sink, until: stop)
                result = .success(())
            } catch {
                result = .failure(error)
            }
            outcome.withLock { $0 = result }
        }.start()
    }

    var isFinished: Bool { outcome.withLock { $0 != nil } }

    /// Waits for the source to come to its end by itself.
    func finish() async throws {
        guard await waitUntil({ self.isFinished }) else { throw TemporaryFolder.Failure(text: "still running") }
        try outcome.withLock { $0 }?.get()
    }

    /// Raises the stop, and does not wait.
    func raiseStop() { stop.raise() }

    /// Stops the source and waits until it has returned.
    func stopAndFinish() async throws {
        stop.raise()
        try await finish()
    }

    /// Waits until so many lines have come; what came.
    @discardableResult
    func lines(atLeast count: Int) async -> [String] {
        _ = await waitUntil { self.sink.lineCount >= count }
        return sink.lines()
    }

    /// Waits for a notice that contains `text`.
    func hasNotice(_ text: String) async -> Bool {
        await waitUntil { self.sink.notices.contains { $0.contains(text) } }
    }
}

/// Runs what must keep time in a thread of its own: tasks wait for each other where many tests run at once.
func onThread(_ body: @escaping @Sendable () throws -> Void) async throws {
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        Thread { continuation.resume(with: Result { try body() }) }.start()
    }
}

/// Looks again and again whether something holds; false if it still does not after a long while.
///
/// Where all threads are busy it may be minutes from one look to the next: it gives up after many of them only.
func waitUntil(seconds: Int = 180, _ condition: @Sendable () -> Bool) async -> Bool {
    let deadline = ContinuousClock.now + .seconds(seconds)
    var looks = 0
    while !condition() {
        looks += 1
        if looks > 50, ContinuousClock.now > deadline { return false }
        try? await Task.sleep(for: .milliseconds(2))
    }
    return true
}

extension FileSource.Configuration {
    /// Reads what is there and stops.
    static func once(_ paths: String..., checkpoints: [Checkpoint] = []) -> Self {
        var configuration = Self(paths: paths)
        configuration.once = true
        configuration.checkpoints = checkpoints
        return configuration
    }

    /// Follows, with short times.
    static func follow(_ paths: String..., checkpoints: [Checkpoint] = []) -> Self {
        var configuration = Self(paths: paths)
        configuration.sweepInterval = .milliseconds(100)
        configuration.rotationGrace = .milliseconds(300)
        configuration.checkpoints = checkpoints
        return configuration
    }
}

/// Reads everything once; what came.
func readOnce(_ configuration: FileSource.Configuration) async throws -> CollectingSink {
    let running = RunningSource(FileSource(configuration))
    try await running.finish()
    return running.sink
}
