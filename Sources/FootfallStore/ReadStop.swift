internal import FootfallModel

/// Ends what is read for somebody, between two segments or after some names: when nobody waits for the answer any more, or
/// when its time is over.
package final class ReadStop: Sendable {
    private let raised = Guarded(false)
    private let deadline: ContinuousClock.Instant?

    /// - Parameter deadline: when it is raised by itself.
    package init(deadline: ContinuousClock.Instant? = nil) {
        self.deadline = deadline
    }

    /// From any thread.
    package func raise() { raised.withLock { $0 = true } }

    package var isRaised: Bool {
        raised.withLock { $0 } || (deadline.map { ContinuousClock.now > $0 } ?? false)
    }

    func check() throws(ReadStopped) {
        if isRaised { throw ReadStopped() }
    }
}

/// That an answer was given up.
struct ReadStopped: Error {}
