import Dispatch
import FootfallModel
import FootfallQuery
import FootfallSources
import FootfallStore
import FootfallTesting
import Foundation
import GRDB
import Testing

@testable import FootfallCollector

@Suite(.temporaryDirectory, .timeLimit(.minutes(20)))
struct WordIndexingTests {
    private let notices = Notices()

    private func configuration(lines: Int) throws -> Collector.Configuration {
        let text = (0..<lines).map { signIn($0) + "\n" }.joined()
        let log = try TemporaryDirectory.current.write("auth.log", text)
        var configuration = Collector.Configuration(store: TemporaryDirectory.current("footfall.db"), zone: .utc)
        configuration.sources = [SourceSettings(.files(.init(paths: [log])))]
        return configuration
    }

    private func reach(_ store: String) throws -> Int64? {
        let queue = try DatabaseQueue(path: store)
        defer { try? queue.close() }
        return try queue.read { try Int64.fetchOne($0, sql: "SELECT max(through) FROM words") }
    }

    @Test func `a collector that is idle brings the index up to the last full segment`() async throws {
        let configuration = try configuration(lines: 17_000)
        let stop = StopSignal()
        let ended = Guarded(false)
        let collector = Collector(configuration, patterns: shipped) { [notices] in notices.add($0) }
        Thread.start(named: "collector") {
            _ = try? collector.run(until: stop)
            ended.withLock { $0 = true }
        }
        #expect(try await eventually { (try? reach(configuration.store)) == 16_383 })
        // What comes now is stored as ever.
        try TemporaryDirectory.current.append("auth.log", signIn(17_000) + "\n")
        #expect(
            try await eventually {
                try EventStore(path: configuration.store).count(EventQuery(condition: .words("u17000"))) == 1
            }
        )
        stop.raise()
        #expect(try await eventually { ended.withLock { $0 } })
    }

    @Test func `after its last commit a run with an end indexes what is left`() throws {
        var configuration = try configuration(lines: 33_000)
        configuration.once = true
        _ = try Collector(configuration, patterns: shipped) { [notices] in notices.add($0) }.run(until: StopSignal())
        #expect(try reach(configuration.store) == 32_767)
        #expect(notices.texts.allSatisfy { !$0.contains("index") })
        let reader = try EventStore(path: configuration.store)
        #expect(try reader.count(EventQuery(condition: .words("u12345"))) == 1)
        #expect(try reader.count(EventQuery(condition: .words("accepted"))) == 33_000)
    }

    @Test func `a stop leaves the rest for later`() throws {
        var steps = 0
        let stop = StopSignal()
        let indexing = WordIndexing(path: "s", notify: { [notices] in notices.add($0) }) { () throws(StoreError) in
            steps += 1
            if steps == 3 { stop.raise() }
            return true
        }
        _ = try indexing.finish(until: stop) { 0 }
        #expect(steps == 3)
        #expect(notices.texts.isEmpty)
    }

    @Test func `a step that fails is told of once, and tried again later`() throws {
        var steps = 0
        let indexing = WordIndexing(path: "s", notify: { [notices] in notices.add($0) }) { () throws(StoreError) in
            steps += 1
            if steps < 4 { throw StoreError(path: "s", reason: .full) }
            return steps == 4
        }
        indexing.pause = .seconds(60)
        let next = indexing.goOn()
        #expect(next > .now() + .seconds(30) && next < .now() + .seconds(61))
        // A batch in between does not have it tried earlier.
        #expect(indexing.goOn() == next)
        #expect(steps == 1)
        indexing.pause = .nanoseconds(0)
        _ = try indexing.finish(until: StopSignal()) { 0 }
        #expect(steps == 2)
        #expect(notices.texts.count == 1)
        #expect(notices.texts.first?.hasPrefix("the word index could not be brought forward") == true)
    }

    @Test func `a store that is taken away before the index is whole ends the run`() {
        let indexing = WordIndexing(path: "s", notify: { [notices] in notices.add($0) }) { () throws(StoreError) in
            throw StoreError(path: "s", reason: .replaced)
        }
        #expect(throws: StoreError(path: "s", reason: .replaced)) { try indexing.finish(until: StopSignal()) { 0 } }
        #expect(notices.texts.isEmpty)
    }

    @Test func `what goes wrong with the index does not keep batches from being written`() throws {
        let flow = PipelineFlow()
        let stop = StopSignal()
        let isIdle = StopSignal()
        let source = WaitingSource(isIdle)
        flow.start(source, until: stop) { _ in }
        flow.letGo()
        var numbers: [Int] = []
        let indexing = WordIndexing(path: "s", notify: { [notices] in notices.add($0) }) { () throws(StoreError) in
            isIdle.raise()
            throw StoreError(path: "s", reason: .locked(nil))
        }
        indexing.pause = .milliseconds(1)
        let failures = try IngestPipeline.of().run(flow, until: stop, idle: indexing.goOn) { numbers += $0.numbers }
        #expect(failures == [])
        #expect(numbers == [1, 2])
        #expect(notices.texts.count == 1)
    }
}

/// Sends its second line once the writer has been idle.
private final class WaitingSource: Source {
    let name = "waiting"
    private let isIdle: StopSignal

    init(_ isIdle: StopSignal) {
        self.isIdle = isIdle
    }

    func run(into sink: any LineSink, until stop: StopSignal) throws(SourceError) {
        _ = sink.send(LineBatch([signIn(1)], source: name, firstLine: 1))
        _ = isIdle.wait(milliseconds: 60_000)
        _ = sink.send(LineBatch([signIn(2)], source: name, firstLine: 2))
    }
}
