internal import Dispatch
internal import FootfallModel

/// Hands batches from thread to thread, a few at a time: a full queue makes the sender wait, an empty one the taker.
final class BoundedQueue<Element: Sendable>: Sendable {
    enum Taken {
        case element(Element)
        /// Nothing came in time.
        case nothingYet
        /// Nothing will come any more.
        case closed
    }

    private struct State {
        /// With whether it took up room.
        var waiting: [(element: Element, hasRoom: Bool)] = []
        var isClosed = false
        var isAbandoned = false
    }

    private let state = Guarded(State())
    private let room = DispatchSemaphore(value: 0)
    private let filled = DispatchSemaphore(value: 0)

    /// - Parameter capacity: how many elements may wait, at least 1.
    init(capacity: Int) {
        // Counted up, not begun with: libdispatch ends a program that lets a semaphore go below what it began with,
        // as a queue with elements in it does.
        for _ in 0..<capacity { room.signal() }
    }

    /// How many elements wait.
    var count: Int { state.withLock { $0.waiting.count } }

    /// Adds an element, waiting for room; false when nobody takes any more.
    func send(_ element: Element) -> Bool {
        room.wait()
        let isAccepted = state.withLock { state in
            if state.isAbandoned || state.isClosed { return false }
            state.waiting.append((element, true))
            return true
        }
        if isAccepted { filled.signal() } else { room.signal() }
        return isAccepted
    }

    /// Adds an element behind those that wait, whether there is room or not; false when nobody takes any more.
    ///
    /// For the few that say something about the others and must not wait for a slow taker.
    func sendAtOnce(_ element: Element) -> Bool {
        let isAccepted = state.withLock { state in
            if state.isAbandoned || state.isClosed { return false }
            state.waiting.append((element, false))
            return true
        }
        if isAccepted { filled.signal() }
        return isAccepted
    }

    /// Takes the oldest element, waiting until `deadline` for one.
    func take(until deadline: DispatchTime = .distantFuture) -> Taken {
        guard filled.wait(timeout: deadline) == .success else { return .nothingYet }
        let taken = state.withLock { state in state.waiting.isEmpty ? nil : state.waiting.removeFirst() }
        guard let taken else {
            // Only `close` signals without an element; the next taker shall see it too.
            filled.signal()
            return .closed
        }
        if taken.hasRoom { room.signal() }
        return .element(taken.element)
    }

    /// Says that nothing more will be sent; what waits is still taken.
    func close() {
        state.withLock { $0.isClosed = true }
        filled.signal()
    }

    /// Says that nothing more will be taken: what waits is dropped, and senders are told.
    func abandon() {
        state.withLock { state in
            state.isAbandoned = true
            state.waiting.removeAll()
        }
        room.signal()
    }
}
