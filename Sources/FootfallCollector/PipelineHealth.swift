internal import Dispatch
internal import Synchronization

/// Whether a stage answers: it waits for work, or has been at its present piece for not too long.
final class StageHealth: Sendable {
    /// In nanoseconds of the clock; 0 while nothing is done.
    private let busySince = Atomic<UInt64>(0)

    /// Marks the time that `body` takes.
    func whileBusy<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        busySince.store(max(1, DispatchTime.now().uptimeNanoseconds), ordering: .relaxed)
        defer { busySince.store(0, ordering: .relaxed) }
        return try body()
    }

    /// How long it has been busy with one piece of work, in nanoseconds; 0 while it waits.
    var busyNanoseconds: UInt64 {
        let since = busySince.load(ordering: .relaxed)
        let now = DispatchTime.now().uptimeNanoseconds
        return since == 0 || now < since ? 0 : now - since
    }
}

/// The stages that a watchdog asks after.
final class PipelineHealth: Sendable {
    let parser = StageHealth()
    let writer = StageHealth()

    /// The stage that has been at one piece of work for longer than so many nanoseconds; `nil` while all move.
    ///
    /// Waiting for a slower stage, for lines or for room on the disk is no fault: a restart would help nobody.
    func stuckStage(after nanoseconds: UInt64) -> String? {
        if parser.busyNanoseconds > nanoseconds { return "parser" }
        if writer.busyNanoseconds > nanoseconds { return "writer" }
        return nil
    }
}
