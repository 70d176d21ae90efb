internal import CFootfall
internal import Glibc

/// Wakes a waiting thread, any number of times; calls that come together wake it once.
package final class WakeSignal: Sendable {
    /// Readable from a call until it is taken.
    package let descriptor: Int32

    package init() {
        descriptor = ff_eventfd()
        precondition(descriptor >= 0, "no descriptor left for a signal")
    }

    deinit {
        close(descriptor)
    }

    /// May be called from any thread.
    package func call() {
        var one: UInt64 = 1
        _ = unsafe write(descriptor, &one, 8)
    }

    /// Whether it was called since it was last taken.
    package func take() -> Bool {
        var count: UInt64 = 0
        return unsafe read(descriptor, &count, 8) == 8
    }
}

extension StopSignal {
    /// Waits for the signal, or for any of some others to be called or raised; for so many milliseconds at most.
    package func wait(or others: [Int32], milliseconds: Int32) {
        var pollers = ([descriptor] + others).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        _ = unsafe poll(&pollers, nfds_t(pollers.count), milliseconds)
    }
}
