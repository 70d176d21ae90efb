import FootfallModel

/// One connection, and who waits for whom on it.
final class Connection: Sendable {
    private struct State {
        /// When it began to keep the server waiting: for a request, or to take its answer; `nil` while it is answered.
        var waitingSince: ContinuousClock.Instant? = .now
        var isStuck = false
        var isAnswered = false
        var isRefused = false
        var isOver = false
        /// Gives up what is done for the client.
        var giveUp: (@Sendable () -> Void)?
    }

    let id: ObjectIdentifier
    let peer: String
    let close: @Sendable () -> Void
    private let state = Guarded(State())

    init(_ id: ObjectIdentifier, peer: String, close: @escaping @Sendable () -> Void) {
        self.id = id
        self.peer = peer
        self.close = close
    }

    var waitingSince: ContinuousClock.Instant? { state.withLock { $0.waitingSince } }

    /// It is one too many.
    var isRefused: Bool {
        get { state.withLock { $0.isRefused } }
        set { state.withLock { $0.isRefused = newValue } }
    }

    /// A whole request has come.
    func begin() {
        state.withLock { state in
            state.isAnswered = true
            state.waitingSince = state.isStuck ? .now : nil
        }
    }

    /// Its answer was handed over.
    func finish() {
        state.withLock { state in
            state.isAnswered = false
            state.waitingSince = .now
        }
    }

    /// Whether what was written is taken.
    func isTaken(_ isTaken: Bool) {
        state.withLock { state in
            state.isStuck = !isTaken
            if state.isAnswered { state.waitingSince = isTaken ? nil : .now }
        }
    }

    /// Whether it has kept the server waiting for too long.
    func isTooSlow(_ limits: Connections.Limits) -> Bool {
        state.withLock { state in
            guard let since = state.waitingSince else { return false }
            let patience =
                state.isRefused ? limits.refusal : state.isAnswered ? limits.reading : limits.patience
            return since + patience <= .now
        }
    }

    /// The client has gone.
    func ended() {
        let giveUp = state.withLock { state in
            state.isOver = true
            return state.giveUp
        }
        giveUp?()
    }

    /// Does something for the client, and gives it up when the client goes.
    func whileThere<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        let task = Task { try await body() }
        let isOver = state.withLock { state in
            state.giveUp = { task.cancel() }
            return state.isOver
        }
        if isOver { task.cancel() }
        defer { state.withLock { $0.giveUp = nil } }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }
}
