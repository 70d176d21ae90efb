import Dispatch
import FootfallModel

/// Runs what reads the store in threads that may block, a few at a time, so that the server's own never wait for a disk.
final class QueryRunner: Sendable {
    private let queue = DispatchQueue(label: "footfall.web.queries", attributes: .concurrent)
    /// How many run, and those that wait for a turn.
    private let state = Guarded((running: 0, waiting: [CheckedContinuation<Bool, Never>]()))
    private let limit: Int
    private let waitingLimit: Int

    init(limit: Int = 4, waitingLimit: Int = 256) {
        self.limit = limit
        self.waitingLimit = waitingLimit
    }

    /// - Throws: what `body` throws, or that too many wait already.
    func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        guard await begin() else {
            throw WebProblem(503, "Too many questions at a time", hint: "ask again in a moment")
        }
        defer { end() }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try body() }) }
        }
    }

    private func begin() async -> Bool {
        await withCheckedContinuation { continuation in
            let answer = state.withLock { state -> Bool? in
                if state.running < limit {
                    state.running += 1
                    return true
                }
                guard state.waiting.count < waitingLimit else { return false }
                state.waiting.append(continuation)
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    private func end() {
        let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            if state.waiting.isEmpty {
                state.running -= 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume(returning: true)
    }
}
