internal import Dispatch
internal import FootfallSources
internal import FootfallStore

/// Brings the store's word index forward when the writer has nothing else to do, a small step at a time.
///
/// Searches are right without it, only slower; so what goes wrong here never ends or holds up collecting. It is told
/// once, and tried again later.
final class WordIndexing {
    /// No batch has come for so long: another may wait for a step to end.
    static let patience = DispatchTimeInterval.milliseconds(20)

    private let step: () throws(StoreError) -> Bool
    private let path: String
    private let notify: @Sendable (SourceNotice) -> Void
    /// What has been told of, until a step succeeds.
    private var told: StoreError.Reason?
    private var notBefore = DispatchTime.now()
    /// How long to leave it after a failure.
    var pause = DispatchTimeInterval.seconds(30)

    /// - Parameter step: takes a step; false where nothing is left to do.
    init(
        path: String,
        notify: @escaping @Sendable (SourceNotice) -> Void,
        step: @escaping () throws(StoreError) -> Bool
    ) {
        self.path = path
        self.notify = notify
        self.step = step
    }

    /// Takes a step; gives the time of the next, if no batch comes before.
    func goOn() -> DispatchTime {
        guard DispatchTime.now() >= notBefore else { return notBefore }
        do throws(StoreError) {
            let hasMore = try step()
            told = nil
            return hasMore ? .now() : .distantFuture
        } catch {
            notBefore = .now() + pause
            tell(error)
            return notBefore
        }
    }

    /// Makes the index whole, where nothing else is to come; ended by `stop`, after which another run goes on with it.
    ///
    /// - Parameter waiting: how many events are still to be indexed; told when it takes long.
    /// - Returns: how long it took, in seconds.
    /// - Throws: where the store was taken away, and nothing else.
    func finish(until stop: StopSignal, waiting: () -> Int64) throws(StoreError) -> Double {
        let begun = ContinuousClock.now
        var isTold = false
        do throws(StoreError) {
            while !stop.isRaised, try step() {
                guard !isTold, .now >= begun + .seconds(3) else { continue }
                isTold = true
                let text = "everything is stored; words are being indexed, \(waiting()) events to go"
                notify(SourceNotice(.info, source: path, text))
            }
        } catch {
            if error.reason == .replaced { throw error }
            tell(error)
        }
        return (.now - begun) / .seconds(1)
    }

    private func tell(_ error: StoreError) {
        // A store that was taken away is told of by who watches for that.
        guard told != error.reason, error.reason != .replaced else { return }
        told = error.reason
        let text = "the word index could not be brought forward, and searches of words are slower until it is: \(error)"
        var isDamage = false
        if case .damaged = error.reason { isDamage = true }
        notify(SourceNotice(isDamage ? .warning : .info, source: path, text))
    }
}
