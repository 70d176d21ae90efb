internal import FootfallModel
internal import FootfallSources
internal import FootfallStore

/// Writes batches; where the disk is full or another program holds the store, it waits, as nothing that was read may be
/// lost.
struct PatientWriter {
    /// The store's path, for what is told.
    let path: String
    /// Fail at once: somebody waits for the end.
    let isHasty: Bool
    /// How long to wait before trying again.
    var pauseMilliseconds: Int32 = 2000
    /// Raised when a stop may take no longer: until then another program may still let go of the store.
    var giveUp = StopSignal()
    let notify: @Sendable (SourceNotice) -> Void
    let write: (EventBatch) throws(StoreError) -> Void
    /// Is told what is in the way, and `nil` once it is not any more.
    var obstructed: (String?) -> Void = { _ in }

    /// What is in the way, where it may pass by itself.
    private static func passing(_ reason: StoreError.Reason) -> String? {
        switch reason {
        case .full: "no room left on the disk; collecting waits for room"
        case .locked: "another program keeps the store from being written; collecting waits for it"
        default: nil
        }
    }

    /// - Throws: what `write` throws: at once; for want of room when the stop is raised; for another program's hold when
    ///   the stop may take no longer.
    func write(_ batch: EventBatch, until stop: StopSignal) throws(StoreError) {
        var hasTold = false
        while true {
            do throws(StoreError) {
                try write(batch)
                if hasTold {
                    obstructed(nil)
                    notify(SourceNotice(.info, source: path, "the store can be written again; collecting goes on"))
                }
                return
            } catch {
                guard let obstacle = PatientWriter.passing(error.reason), !isHasty else { throw error }
                if !hasTold {
                    notify(SourceNotice(.warning, source: path, obstacle))
                    obstructed(obstacle)
                    hasTold = true
                }
                if error.reason == .full || !stop.isRaised {
                    if stop.wait(milliseconds: pauseMilliseconds), error.reason == .full { throw error }
                } else if giveUp.wait(milliseconds: min(pauseMilliseconds, 250)) {
                    throw error
                }
            }
        }
    }
}
