internal import CFootfall
internal import Glibc
internal import Synchronization

/// A flag that is raised once, and a descriptor that becomes readable with it, so that `poll` wakes up.
package final class StopSignal: Sendable {
    private let raised = Atomic<Bool>(false)
    /// Readable from the moment the signal is raised.
    package let descriptor: Int32

    package init() {
        descriptor = ff_eventfd()
        precondition(descriptor >= 0, "no descriptor left for a stop signal")
    }

    deinit {
        close(descriptor)
    }

    package var isRaised: Bool { raised.load(ordering: .acquiring) }

    /// Waits for the signal; true when it is raised, false when the time is over.
    package func wait(milliseconds: Int32) -> Bool {
        var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&poller, 1, milliseconds)
        return isRaised
    }

    /// May be called from any thread, any number of times.
    package func raise() {
        guard !raised.exchange(true, ordering: .acquiringAndReleasing) else { return }
        var one: UInt64 = 1
        _ = unsafe write(descriptor, &one, 8)
    }
}
