import FootfallModel
import Foundation
import Synchronization
import Testing

@testable import FootfallSources

struct FairnessTests {
    @Test(.timeLimit(.minutes(20)))
    func `a flood in one file does not keep the others waiting`() async throws {
        let folder = try TemporaryFolder()
        let flood = try folder.write("flood.log", "")
        let quiet = try folder.write("quiet.log", "")
        let running = RunningSource(FileSource(.follow(flood, quiet)))
        let isDone = Guarded(false)
        let writer = Task.detached {
            let chunk = numbered(0..<20_000)
            for _ in 0..<200 where !isDone.withLock({ $0 }) { try folder.append("flood.log", chunk) }
        }
        _ = await waitUntil { running.sink.lineCount > 0 }
        try folder.append("quiet.log", "heard\n")
        let isHeard = await waitUntil { running.sink.batches.contains { $0.stream.source == quiet } }
        isDone.withLock { $0 = true }
        try await writer.value
        #expect(isHeard)
        try await running.stopAndFinish()
    }

    @Test func `the source ends when nobody takes lines any more`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.log", numbered(0..<20_000))
        let sink = RefusingSink()
        try FileSource(.follow(path)).run(into: sink, until: StopSignal())
        #expect(sink.count.load(ordering: .relaxed) == 1)
    }
}

private final class RefusingSink: LineSink {
    let count = Atomic<Int>(0)

    func send(_ batch: LineBatch) -> Bool {
        count.wrappingAdd(1, ordering: .relaxed)
        return false
    }

    func report(_ notice: SourceNotice) {}
}
