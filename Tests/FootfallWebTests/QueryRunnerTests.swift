import FootfallModel
import FootfallStore
import FootfallTesting
import Glibc
import Testing

@testable import FootfallWeb

/// Who is served when many ask.
struct QueryRunnerTests {
    /// A question that goes on until it is let go, or given up.
    private final class Gate: Sendable {
        private let isOpen = Guarded(false)
        func open() { isOpen.withLock { $0 = true } }
        func wait(_ stop: ReadStop) throws {
            while !isOpen.withLock({ $0 }) {
                if stop.isRaised { throw StoreError(path: "", reason: .stopped) }
                usleep(1000)
            }
        }
    }

    @Test func `whoever asks much waits for themselves, and others for one question`() async throws {
        let runner = QueryRunner(.init(running: 1, runningOfOne: 1))
        let gate = Gate()
        let order = Guarded<[String]>([])
        let first = Task { try await runner.run(for: "busy") { try gate.wait($0) } }
        #expect(try await eventually { runner.load.running == 1 })
        var rest: [Task<Void, any Error>] = []
        for (number, client) in ["busy", "busy", "busy", "other", "third"].enumerated() {
            rest.append(Task { try await runner.run(for: client) { _ in order.withLock { $0.append(client) } } })
            #expect(try await eventually { runner.load.waiting == number + 1 })
        }
        gate.open()
        for task in [first] + rest { try await task.value }
        #expect(order.withLock { $0 } == ["busy", "other", "third", "busy", "busy"])
        #expect(runner.load == (0, 0))
    }

    @Test func `one client leaves a turn to others`() async throws {
        let runner = QueryRunner(.init(running: 3, runningOfOne: 2))
        let gate = Gate()
        let busy = (0..<5).map { _ in Task { try await runner.run(for: "busy") { try gate.wait($0) } } }
        #expect(try await eventually { runner.load == (2, 3) })
        #expect(try await runner.run(for: "other") { _ in 7 } == 7)
        gate.open()
        for task in busy { try await task.value }
    }

    @Test func `too many that wait are told so: 429 of one client, 503 of all`() async throws {
        let runner = QueryRunner(.init(running: 1, runningOfOne: 1, waiting: 3, waitingOfOne: 2))
        let gate = Gate()
        var tasks: [Task<Void, any Error>] = []
        // One after the other, as three of one client could not wait.
        for (number, client) in ["a", "a", "a", "b"].enumerated() {
            tasks.append(Task { try await runner.run(for: client) { try gate.wait($0) } })
            #expect(try await eventually { runner.load == (1, number) })
        }
        let problem = await #expect(throws: WebProblem.self) { try await runner.run(for: "c") { _ in } }
        #expect(problem?.status == 503)
        let roomy = QueryRunner(.init(running: 1, runningOfOne: 1, waiting: 9, waitingOfOne: 2))
        let more = (0..<3).map { _ in Task { try await roomy.run(for: "a") { try gate.wait($0) } } }
        #expect(try await eventually { roomy.load == (1, 2) })
        let own = await #expect(throws: WebProblem.self) { try await roomy.run(for: "a") { _ in } }
        #expect(own?.status == 429)
        gate.open()
        for task in tasks + more { try await task.value }
    }

    @Test func `what nobody waits for any more is given up, whether it runs or waits`() async throws {
        let runner = QueryRunner(.init(running: 1, runningOfOne: 1))
        let gate = Gate()
        let running = Task { try await runner.run(for: "a") { try gate.wait($0) } }
        #expect(try await eventually { runner.load.running == 1 })
        let waiting = Task { try await runner.run(for: "a") { _ in Issue.record("it was given up") } }
        #expect(try await eventually { runner.load.waiting == 1 })
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(runner.load == (1, 0))
        running.cancel()
        await #expect(throws: StoreError(path: "", reason: .stopped)) { try await running.value }
        #expect(runner.load == (0, 0))
        let late = Task {
            while !Task.isCancelled { await Task.yield() }
            let _: Void = try await runner.run(for: "a") { _ in Issue.record("it was given up before") }
        }
        late.cancel()
        await #expect(throws: CancellationError.self) { try await late.value }
    }

    @Test(.temporaryDirectory) func `who types waits for no search`() async throws {
        let store = try WebFixture.store([WebFixture.signIn("alice", at: 1)])
        let api = API(store: WebStore(path: store), now: { Instant(seconds: 9) }, patience: .seconds(60)).asked(by: "a")
        let gate = Gate()
        let busy = ["a", "a", "a", "b"].map { client in
            Task { try await api.runner.run(for: client) { try gate.wait($0) } }
        }
        #expect(try await eventually { api.runner.load.running == 4 })
        let answer = try await api.respond(WebRequest("GET", "/api/v1/suggestions?q=user:al"), ["suggestions"])
        #expect(answer.text.contains("alice"))
        gate.open()
        for task in busy { try await task.value }
    }

    @Test func `what takes too long is given up`() async throws {
        let runner = QueryRunner(patience: .milliseconds(10))
        let gate = Gate()
        await #expect(throws: StoreError(path: "", reason: .stopped)) {
            try await runner.run(for: "a") { try gate.wait($0) }
        }
    }
}
