import Dispatch
import FootfallModel
import FootfallStore

/// Runs what reads the store in threads that may block, a few at a time, so that the server's own never wait for a disk.
///
/// Those who ask take turns: whoever asks much waits for themselves, and others no longer than for one question.
final class QueryRunner: Sendable {
    struct Limits: Sendable {
        /// Questions that run, and those of one client: one turn is always left for others.
        var running = 4
        var runningOfOne = 3
        /// Questions that wait.
        var waiting = 256
        var waitingOfOne = 64
    }

    private struct Waiter {
        var id: Int
        var continuation: CheckedContinuation<Int, any Error>
    }

    private struct State {
        /// Threads that have nothing to do.
        var free: [Int]
        var runningOf: [String: Int] = [:]
        /// Clients that wait, whose turn is next first; and the questions of each.
        var turns: [String] = []
        var waiting: [String: [Waiter]] = [:]
        var number = 0
        var nextID = 0
    }

    /// One after the other each, so that each has a thread, however busy the others are.
    private let threads: [DispatchQueue]
    private let state: Guarded<State>
    private let limits: Limits
    /// After which a question is given up; `nil` where it ends by itself.
    private let patience: Duration?

    init(_ limits: Limits = Limits(), patience: Duration? = nil) {
        self.limits = limits
        threads = (0..<limits.running).map { DispatchQueue(label: "footfall.web.question-\($0)") }
        state = Guarded(State(free: Array(0..<limits.running)))
        self.patience = patience
    }

    /// - Parameters:
    ///   - client: who asks.
    ///   - body: should end soon when its stop is raised, which it is when the task is cancelled.
    /// - Throws: what `body` throws, or that too many wait already.
    func run<Result: Sendable>(
        for client: String,
        _ body: @escaping @Sendable (ReadStop) throws -> Result
    ) async throws -> Result {
        let thread = try await begin(client)
        defer { end(client, thread) }
        let stop = ReadStop(deadline: patience.map { .now + $0 })
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                threads[thread].async { continuation.resume(with: Swift.Result { try body(stop) }) }
            }
        } onCancel: {
            stop.raise()
        }
    }

    /// How many run, and how many wait.
    var load: (running: Int, waiting: Int) { state.withLock { (limits.running - $0.free.count, $0.number) } }

    /// Waits for a thread.
    private func begin(_ client: String) async throws -> Int {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Int, any Error>) in
                let answer = state.withLock { take(id, client, continuation, &$0) }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            state.withLock { forget(id, client, &$0) }?.resume(throwing: CancellationError())
        }
    }

    /// `nil` where it has to wait.
    private func take(
        _ id: Int,
        _ client: String,
        _ continuation: CheckedContinuation<Int, any Error>,
        _ state: inout State
    ) -> Result<Int, any Error>? {
        // It may have been given up before it could wait.
        if Task.isCancelled { return .failure(CancellationError()) }
        if state.runningOf[client, default: 0] < limits.runningOfOne, let thread = state.free.popLast() {
            state.runningOf[client, default: 0] += 1
            return .success(thread)
        }
        guard state.waiting[client, default: []].count < limits.waitingOfOne else {
            return .failure(WebProblem.tooMany("You ask too many questions at a time"))
        }
        guard state.number < limits.waiting else {
            return .failure(WebProblem(503, "Too many questions at a time", hint: "ask again in a moment"))
        }
        if state.waiting[client] == nil { state.turns.append(client) }
        state.waiting[client, default: []].append(Waiter(id: id, continuation: continuation))
        state.number += 1
        return nil
    }

    private func forget(_ id: Int, _ client: String, _ state: inout State) -> CheckedContinuation<Int, any Error>? {
        guard let place = state.waiting[client]?.firstIndex(where: { $0.id == id }) else { return nil }
        return remove(place, client, &state)
    }

    private func remove(
        _ place: Int,
        _ client: String,
        _ state: inout State
    ) -> CheckedContinuation<Int, any Error>? {
        let waiter = state.waiting[client]?.remove(at: place)
        state.number -= 1
        if state.waiting[client]?.isEmpty ?? true {
            state.waiting[client] = nil
            state.turns.removeAll { $0 == client }
        }
        return waiter?.continuation
    }

    /// Gives the thread to whose turn it is.
    private func end(_ client: String, _ thread: Int) {
        let next = state.withLock { state -> CheckedContinuation<Int, any Error>? in
            let left = state.runningOf[client, default: 1] - 1
            state.runningOf[client] = left > 0 ? left : nil
            let turn = state.turns.firstIndex { state.runningOf[$0, default: 0] < limits.runningOfOne }
            guard let turn else {
                state.free.append(thread)
                return nil
            }
            let one = state.turns[turn]
            let next = remove(0, one, &state)
            // Whoever waits with more waits behind the others.
            if let place = state.turns.firstIndex(of: one) { state.turns.append(state.turns.remove(at: place)) }
            state.runningOf[one, default: 0] += 1
            return next
        }
        next?.resume(returning: thread)
    }
}
