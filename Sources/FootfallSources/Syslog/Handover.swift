internal import Dispatch
internal import FootfallModel
internal import Foundation

/// Hands batches to a sink in a thread of its own, so that who receives need not stand still while the stages behind
/// are busy.
///
/// One thread adds. How much may wait is bounded as long as the adder heeds `hasRoom`.
final class Handover: Sendable {
    private struct State {
        var waiting: [LineBatch] = []
        var bytes = 0
        var isClosed = false
        /// The sink takes nothing any more.
        var isRefused = false
        /// The adder was told that there is no room.
        var isFull = false
    }

    private let sink: any LineSink
    private let room: Int
    private let whenRoom: @Sendable () -> Void
    private let state = Guarded(State())
    private let filled = DispatchSemaphore(value: 0)
    private let emptied = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    /// - Parameters:
    ///   - room: how many bytes may wait.
    ///   - whenRoom: called, in the other thread, when there is room after `hasRoom` was false.
    init(to sink: any LineSink, room: Int, whenRoom: @escaping @Sendable () -> Void = {}) {
        self.sink = sink
        self.room = room
        self.whenRoom = whenRoom
        let thread = Thread { [self] in
            while let batch = take() {
                if !sink.send(batch) { refuse() }
            }
            ended.signal()
        }
        thread.name = "handover"
        thread.start()
    }

    /// Adds a batch, without waiting.
    func add(_ batch: LineBatch) {
        state.withLock { state in
            state.waiting.append(batch)
            state.bytes += Handover.cost(of: batch)
        }
        filled.signal()
    }

    /// Whether more should be added now; once it was not, `whenRoom` says when it is time again.
    var hasRoom: Bool {
        state.withLock { state in
            state.isFull = state.bytes >= room && !state.isRefused
            return !state.isFull
        }
    }

    /// Whether the sink has said that nobody takes lines any more.
    var isRefused: Bool { state.withLock(\.isRefused) }

    /// Waits until there is room; false when the sink takes nothing any more.
    func waitForRoom() -> Bool {
        while !hasRoom { emptied.wait() }
        return !isRefused
    }

    /// Returns when everything that was added is with the sink.
    func finish() {
        state.withLock { $0.isClosed = true }
        filled.signal()
        ended.wait()
    }

    /// About what a batch takes up, in bytes; many small ones must not go unnoticed.
    private static func cost(of batch: LineBatch) -> Int { batch.bytes.count + 1024 }

    private func take() -> LineBatch? {
        while true {
            filled.wait()
            let taken: (batch: LineBatch?, isEnd: Bool, makesRoom: Bool) = state.withLock { state in
                guard !state.waiting.isEmpty else { return (nil, state.isClosed, false) }
                let batch = state.waiting.removeFirst()
                state.bytes -= Handover.cost(of: batch)
                defer { if state.bytes < room { state.isFull = false } }
                return (batch, false, state.isFull && state.bytes < room)
            }
            if taken.makesRoom { tellOfRoom() }
            if let batch = taken.batch { return batch }
            if taken.isEnd { return nil }
        }
    }

    private func refuse() {
        // What waits is offered all the same: only the sink can count what is lost.
        state.withLock { $0.isRefused = true }
        tellOfRoom()
    }

    private func tellOfRoom() {
        emptied.signal()
        whenRoom()
    }
}
