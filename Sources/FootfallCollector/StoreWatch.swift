internal import FootfallModel
internal import FootfallSources
internal import FootfallStore
internal import Foundation
internal import Synchronization

/// What is done about the store each second, also while no lines come: troubles are written down, and it is seen to it
/// that the store still is where it was.
final class StoreWatch: Sendable {
    private struct State {
        var names: [String]
        var failure: StoreError?
    }

    private let writer: StoreWriter
    private let book: TroubleBook
    private let state: Mutex<State>
    private let end = StopSignal()

    /// - Parameter names: sources that have no lines yet and shall be known.
    init(_ writer: StoreWriter, _ book: TroubleBook, names: [String]) {
        self.writer = writer
        self.book = book
        state = Mutex(State(names: names))
    }

    /// Why the store cannot be written any longer, where that was found.
    var failure: StoreError? { state.withLock { $0.failure } }

    /// Works in a thread of its own until `finish`; raises `stop` where going on makes no sense.
    func start(stop: StopSignal) {
        look(stop)
        Thread.start(named: "store watch") { [self] in
            while !end.wait(milliseconds: 1000) { look(stop) }
        }
    }

    /// Writes down the last changes.
    func finish() {
        guard !end.isRaised else { return }
        end.raise()
        try? writeDown()
    }

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
            state.withLock { $0.names = [] }
        }
        try book.write { troubles throws(StoreError) in try writer.setTroubles(troubles) }
    }
}
