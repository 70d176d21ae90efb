import Dispatch
import FootfallModel
import FootfallSources
import FootfallTesting
import Foundation
import Testing

@testable import FootfallCollector

@Suite(.timeLimit(.minutes(20)))
struct IngestPipelineTests {
    private struct Refusal: Error {}

    @Test func `every line of every source comes out, each source in its order`() throws {
        // Lines of their own: the same record by two sources would be one event.
        let sources = (0..<4).map { source in
            FakeSource("s\(source)", (0..<20).map { batch in (0..<50).map { signIn(source * 1000 + batch * 50 + $0) } })
        }
        let pipeline = IngestPipeline.of()
        var numbers: [Int] = []
        let failures = try pipeline.run(sources, until: StopSignal()) { numbers += $0.numbers }
        #expect(failures == [])
        for source in 0..<4 {
            let own = source * 1000..<(source + 1) * 1000
            #expect(numbers.filter { own.contains($0) } == Array(own))
        }
        #expect(numbers.count == 4000)
        #expect(pipeline.counters.lines == 4000)
        #expect(pipeline.counters.events == 4000)
    }

    @Test func `one source's lines keep their order`() throws {
        var numbers: [Int] = []
        _ = try IngestPipeline.of().run([FakeSource("fake", signIns(batches: 30, of: 7))], until: StopSignal()) {
            numbers += $0.numbers
        }
        #expect(numbers == Array(0..<210))
    }

    @Test func `a slow writer slows the source down and loses nothing`() throws {
        let source = FakeSource("fake", signIns(batches: 200, of: 10))
        let pipeline = IngestPipeline.of { $0.maximumEvents = 10 }
        var numbers: [Int] = []
        var furthestAhead = 0
        _ = try pipeline.run([source], until: StopSignal()) { batch in
            numbers += batch.numbers
            // Time enough for a source that does not wait to run away.
            Thread.sleep(forTimeInterval: 0.002)
            furthestAhead = max(furthestAhead, source.sentBatches - numbers.count / 10)
        }
        #expect(numbers == Array(0..<2000))
        // Eight batches of lines, two of events, and one in the hands of each stage.
        #expect(furthestAhead <= 13, "\(furthestAhead)")
    }

    @Test func `an error of the writer ends everything, also sources that would never end`() throws {
        let endless = FakeSource("endless", signIns(batches: 1, of: 50), isEndless: true)
        let silent = SilentSource(last: [signIn(1)])
        let stop = StopSignal()
        var writes = 0
        #expect(throws: Refusal.self) {
            try IngestPipeline.of { $0.maximumEvents = 50 }.run([endless, silent], until: stop) { _ in
                writes += 1
                if writes == 3 { throw Refusal() }
            }
        }
        #expect(writes == 3)
        #expect(stop.isRaised)
    }

    @Test func `an error of the writer while all queues are full ends everything`() async throws {
        let source = FakeSource("endless", signIns(batches: 1, of: 50), isEndless: true)
        #expect(throws: Refusal.self) {
            try IngestPipeline.of { $0.maximumEvents = 50 }.run([source], until: StopSignal()) { _ in
                // The source has filled what there is and waits.
                var last = -1
                while source.sentBatches != last {
                    last = source.sentBatches
                    Thread.sleep(forTimeInterval: 0.05)
                }
                throw Refusal()
            }
        }
        #expect(source.wasRefused)
    }

    @Test func `a source that fails is told of at once while others go on`() async throws {
        let notices = Notices()
        let failure = SourceError(source: "broken", reason: "the cable is cut", hint: "mend it")
        let stop = StopSignal()
        let result = Guarded<[SourceError]?>(nil)
        let numbers = Guarded<[Int]>([])
        Thread.start(named: "pipeline") {
            let failures = try? IngestPipeline.of(notices).run(
                [FakeSource("broken", [[signIn(0)]], failure: failure), SilentSource(last: [signIn(1)])],
                until: stop
            ) { batch in numbers.withLock { $0 += batch.numbers } }
            result.withLock { $0 = failures ?? [] }
        }
        #expect(try await eventually { notices.texts == ["broken: the cable is cut\n  hint: mend it"] })
        #expect(try await eventually { numbers.withLock { $0 } == [0] })
        #expect(result.withLock { $0 == nil }, "the other goes on")
        stop.raise()
        #expect(try await eventually { result.withLock { $0 } == [failure] })
        #expect(numbers.withLock { $0 } == [0, 1])
    }

    @Test func `all sources failing ends it, and what they gave is written`() throws {
        let sources = (0..<3).map { number in
            FakeSource("s\(number)", [[signIn(number)]], failure: SourceError(source: "s\(number)", reason: "gone"))
        }
        var numbers: [Int] = []
        let failures = try IngestPipeline.of().run(sources, until: StopSignal()) { numbers += $0.numbers }
        #expect(failures.map(\.source).sorted() == ["s0", "s1", "s2"])
        #expect(numbers.sorted() == [0, 1, 2])
    }

    @Test func `a stop writes what was read`() async throws {
        let source = FakeSource("fake", signIns(batches: 1, of: 20), isEndless: true)
        let stop = StopSignal()
        let written = Counter()
        let lines = Guarded(0)
        let pipeline = IngestPipeline.of { $0.maximumEvents = 40 }
        let hasEnded = Counter()
        Thread.start(named: "pipeline") {
            _ = try? pipeline.run([source], until: stop) { batch in
                written.add()
                lines.withLock { $0 += batch.rows.count }
            }
            hasEnded.add()
        }
        #expect(try await eventually { written.value > 3 })
        stop.raise()
        #expect(try await eventually { hasEnded.value == 1 })
        #expect(lines.withLock { $0 } == source.sentBatches * 20)
    }

    @Test func `batches are handed over by number of events`() throws {
        var sizes: [Int] = []
        let pipeline = IngestPipeline.of {
            $0.maximumEvents = 100
            $0.maximumDelay = .seconds(600)
        }
        _ = try pipeline.run([FakeSource("fake", signIns(batches: 25, of: 10))], until: StopSignal()) {
            sizes.append($0.rows.count)
        }
        #expect(sizes == [100, 100, 50])
    }

    @Test func `batches are handed over by bytes of text`() throws {
        var sizes: [Int] = []
        let pipeline = IngestPipeline.of {
            $0.maximumBytes = 1
            $0.maximumDelay = .seconds(600)
        }
        _ = try pipeline.run([FakeSource("fake", signIns(batches: 5, of: 10))], until: StopSignal()) {
            sizes.append($0.rows.count)
        }
        #expect(sizes == [10, 10, 10, 10, 10])
    }

    @Test func `a batch that stays small is handed over when it is old`() async throws {
        let stop = StopSignal()
        let numbers = Guarded<[Int]>([])
        let pipeline = IngestPipeline.of { $0.maximumDelay = .milliseconds(20) }
        let hasEnded = Counter()
        Thread.start(named: "pipeline") {
            // The silent source keeps the pipeline open.
            _ = try? pipeline.run([FakeSource("fake", [[signIn(7)]]), SilentSource(last: [signIn(8)])], until: stop) {
                batch in
                numbers.withLock { $0 += batch.numbers }
            }
            hasEnded.add()
        }
        #expect(try await eventually { numbers.withLock { $0 } == [7] })
        #expect(hasEnded.value == 0)
        stop.raise()
        #expect(try await eventually { hasEnded.value == 1 })
        #expect(numbers.withLock { $0 } == [7, 8])
    }

    @Test func `a record that may be evidence is an event when its source says nothing more`() async throws {
        let stop = StopSignal()
        let rows = Guarded<[Int64]>([])
        var configuration = IngestPipeline.Configuration(zone: .utc, days: .utc)
        configuration.maximumDelay = .milliseconds(1)
        configuration.idleNanoseconds = 50_000_000
        let pipeline = IngestPipeline(EvidenceLog.set, configuration) { _ in }
        let hasEnded = Counter()
        Thread.start(named: "pipeline") {
            let lines = [[EvidenceLog.line(0, "again 1")]]
            // The silent source keeps the pipeline open; what waits at a stop waits on.
            let silent = SilentSource(last: [EvidenceLog.line(1, "again 2")])
            _ = try? pipeline.run([FakeSource("fake", lines), silent], until: stop) { batch in
                rows.withLock { $0 += batch.rows.map(\.evidenceOf) }
            }
            hasEnded.add()
        }
        #expect(try await eventually { rows.withLock { $0 } == [0] })
        stop.raise()
        #expect(try await eventually { hasEnded.value == 1 })
        #expect(rows.withLock { $0 } == [0])
    }

    @Test func `a run that comes to its end leaves nothing waiting`() throws {
        var counts: [Tally: Int64] = [:]
        let pipeline = IngestPipeline(EvidenceLog.set, .init(zone: .utc, days: .utc)) { _ in }
        let source = FakeSource("fake", [[EvidenceLog.line(0, "again 1")]])
        _ = try pipeline.run([source], until: StopSignal()) { batch in
            for account in batch.accounts {
                for tally in Tally.allCases { counts[tally, default: 0] += account[tally] }
            }
        }
        #expect(counts[.waiting] == 0)
        #expect(counts[.matched] == 1)
    }

    @Test func `no sources, no batches, no wait`() throws {
        var writes = 0
        let failures = try IngestPipeline.of().run([], until: StopSignal()) { _ in writes += 1 }
        #expect(failures == [])
        #expect(writes == 0)
    }
}
