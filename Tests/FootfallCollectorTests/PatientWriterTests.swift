import FootfallModel
import FootfallSources
import FootfallStore
import FootfallTesting
import Foundation
import Testing

@testable import FootfallCollector

@Suite(.temporaryDirectory, .timeLimit(.minutes(20)))
struct PatientWriterTests {
    private let full = StoreError(path: "x.db", reason: .full)
    private let notices = Notices()

    private func patient(
        isHasty: Bool = false,
        _ write: @escaping (EventBatch) throws(StoreError) -> Void
    ) -> PatientWriter {
        let notices = notices
        return PatientWriter(
            path: "x.db",
            isHasty: isHasty,
            pauseMilliseconds: 1,
            notify: { notices.add($0) },
            write: write
        )
    }

    @Test func `a full disk pauses, is told once, and the same batch is written when there is room`() throws {
        let attempts = Counter()
        let full = full
        let writer = patient { _ throws(StoreError) in
            attempts.add()
            if attempts.value < 20 { throw full }
        }
        var numbers: [Int] = []
        let source = FakeSource("fake", signIns(batches: 40, of: 10))
        let stop = StopSignal()
        _ = try IngestPipeline.of { $0.maximumEvents = 10 }.run([source], until: stop) { batch in
            try writer.write(batch, until: stop)
            numbers += batch.numbers
        }
        #expect(numbers == Array(0..<400))
        #expect(
            notices.texts == [
                "no room left on the disk; collecting waits for room",
                "the store can be written again; collecting goes on",
            ]
        )
    }

    @Test func `a stop ends the wait for room`() async throws {
        let stop = StopSignal()
        let full = full
        let outcome = Guarded<StoreError?>(nil)
        let notices = notices
        Thread.start(named: "writer") {
            let writer = PatientWriter(path: "x.db", isHasty: false, notify: { notices.add($0) }) {
                _ throws(StoreError) in throw full
            }
            do throws(StoreError) {
                try writer.write(EventBatch(), until: stop)
            } catch {
                outcome.withLock { $0 = error }
            }
        }
        #expect(try await eventually { notices.texts.count == 1 })
        #expect(outcome.withLock { $0 == nil })
        stop.raise()
        #expect(try await eventually { outcome.withLock { $0 } == full })
    }

    @Test func `who waits for the end is told at once`() {
        let full = full
        let writer = patient(isHasty: true) { _ throws(StoreError) in throw full }
        #expect(throws: full) { try writer.write(EventBatch(), until: StopSignal()) }
        #expect(notices.texts == [])
    }

    @Test func `other errors are no reason to wait`() {
        let broken = StoreError(path: "x.db", reason: .damaged("a page"))
        let writer = patient { _ throws(StoreError) in throw broken }
        #expect(throws: broken) { try writer.write(EventBatch(), until: StopSignal()) }
        #expect(notices.texts == [])
    }

    @Test func `a store that may not grow refuses a batch whole, and takes it when it may`() throws {
        let path = TemporaryDirectory.current("footfall.db")
        let batches = Guarded<[EventBatch]>([])
        _ = try IngestPipeline.of { $0.maximumEvents = 500 }.run(
            [FakeSource("fake", signIns(batches: 40, of: 500))],
            until: StopSignal()
        ) { batch in batches.withLock { $0.append(batch) } }

        var options = StoreOptions()
        options.maximumPages = 60
        var written = 0
        do {
            let writer = try StoreWriter(path: path, options: options) { _ in .utc }
            let error = #expect(throws: StoreError.self) {
                for batch in batches.withLock({ $0 }) {
                    try writer.write(batch)
                    written += 1
                }
            }
            #expect(error?.reason == .full)
            #expect(written > 0)
        }
        // Another writer, with room, goes on at the batch that was refused.
        let events = batches.withLock { $0 }.dropFirst(written).reduce(0) { $0 + $1.rows.count }
        #expect(try EventStore(path: path).statistics().events == Int64(written * 500))
        #expect(events == 20_000 - written * 500)
    }
}
