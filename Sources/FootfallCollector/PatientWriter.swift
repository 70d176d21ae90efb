internal import FootfallModel
internal import FootfallSources
internal import FootfallStore

/// Writes batches; where something is in the way that may pass by itself, it waits, as nothing that was read may be
/// lost.
///
/// It waits for room on a full disk, for another program that holds the store, for a file system that may only be read
/// (as the kernel makes it after an error) and for writes that fail (as a quota's do). It ends where waiting cannot
/// help or harms: a store that is damaged, was removed or replaced, or whose last `fsync` failed.
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
        case .unwritable(let why): "the store cannot be written (\(why)); collecting waits until it can"
        case .unwritten(let why):
            "writing to the store fails (\(why)); collecting waits: look for a quota, a limit on the size of files or "
                + "a failing disk"
        default: nil
        }
    }

    /// - Throws: what `write` throws: at once; what only an admin can mend when the stop is raised; for another program's hold when
    ///   the stop may take no longer.
    func write(_ batch: EventBatch, until stop: StopSignal) throws(StoreError) {
        var told: Set<StoreError.Reason> = []
        while true {
            do throws(StoreError) {
                try write(batch)
                if !told.isEmpty {
                    obstructed(nil)
                    notify(SourceNotice(.info, source: path, "the store can be written again; collecting goes on"))
                }
                return
            } catch {
                guard let text = PatientWriter.passing(error.reason), !isHasty else { throw error }
                // Each thing that is in the way is told of once, however often it is tried.
                if told.insert(error.reason).inserted {
                    obstructed(text)
                    notify(SourceNotice(.warning, source: path, text))
                }
                var isHeld = false
                if case .locked = error.reason { isHeld = true }
                if !isHeld || !stop.isRaised {
                    if stop.wait(milliseconds: pauseMilliseconds), !isHeld { throw error }
                } else if giveUp.wait(milliseconds: min(pauseMilliseconds, 250)) {
                    throw error
                }
            }
        }
    }
}
