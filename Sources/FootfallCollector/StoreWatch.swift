internal import FootfallModel
internal import FootfallSources
internal import FootfallStore
internal import Foundation

/// What is done about the store each second, also while no lines come: troubles are written down, and it is seen to it
/// that the store still is where it was.
final class StoreWatch: Sendable {
    private struct State {
        /// Sources that are not known to the store yet.
        var names: [String] = []
        var failure: StoreError?
    }

    private let writer: StoreWriter
    private let book: TroubleBook
    private let state = Guarded(State())
    private let ending = StopSignal()

    init(_ writer: StoreWriter, _ book: TroubleBook) {
        self.writer = writer
        self.book = book
    }

    /// Has a source known that may have no lines for long.
    func add(_ name: String) {
        state.withLock { $0.names.append(name) }
    }

    /// Why the store cannot be written any longer, where that was found.
    var failure: StoreError? { state.withLock { $0.failure } }

    /// Works in a thread of its own until `end`; raises `stop` where going on makes no sense.
    func start(stop: StopSignal) {
        Thread.start(named: "store watch") { [self] in
            repeat { look(stop) } while !ending.wait(milliseconds: 1000)
        }
    }

    /// Ends the thread.
    func end() { ending.raise() }

    /// Writes down what has changed since the last look, before the store is closed.
    func writeLastChanges() { try? writeDown() }

    private func look(_ stop: StopSignal) {
        do throws(StoreError) {
            try writer.checkPlace()
            try writeDown()
        } catch {
            // What else is wrong meets the next batch, or has passed by the next look.
            guard error.reason == .replaced, failure == nil else { return }
            state.withLock { $0.failure = error }
            stop.raise()
        }
    }

    private func writeDown() throws(StoreError) {
        try writer.recordLeftLosses()
        let names = state.withLock { $0.names }
        if !names.isEmpty {
            try writer.add(sources: names)
            state.withLock { $0.names.removeFirst(names.count) }
        }
        try book.write { troubles throws(StoreError) in try writer.setTroubles(troubles) }
    }
}
