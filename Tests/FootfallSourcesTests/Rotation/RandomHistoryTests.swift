import FootfallModel
import FootfallTesting
import Foundation
import Testing

@testable import FootfallSources

struct RandomHistoryTests {
    @Test(arguments: 1...24)
    func `whatever happened between the runs, every line arrives once and in order`(seed: Int) async throws {
        let folder = try TemporaryFolder()
        var generator = SeededGenerator(seed: UInt64(seed))
        var store: [Int64: Checkpoint] = [:]
        var received: [String] = []
        var written = 0
        var history: [String] = []
        for _ in 0..<12 {
            let count = Int.random(in: 0..<400, using: &generator)
            try folder.append("app.log", numbered(written..<written + count))
            written += count
            switch Int.random(in: 0..<5, using: &generator) {
            case 0:
                history.append("rename")
                try shift(folder)
                try folder.rename("app.log", to: "app.log.1")
            case 1 where exists(folder, "app.log.1"):
                history.append("gzip")
                try folder.gzip("app.log.1")
            case 2 where FileStatus.at(folder.file("app.log"))?.size ?? 0 > 0:
                history.append("copytruncate")
                try shift(folder)
                try folder.run("cp", folder.file("app.log"), folder.file("app.log.1"))
                try folder.truncate("app.log")
            case 3:
                history.append("rename and write")
                try shift(folder)
                try folder.rename("app.log", to: "app.log.1")
                try folder.append("app.log", numbered(written..<written + 30))
                written += 30
            default:
                history.append("nothing")
            }
            if !exists(folder, "app.log") { try folder.write("app.log", "") }
            var configuration = FileSource.Configuration.once(folder.file("app.log"))
            configuration.checkpoints = Array(store.values)
            configuration.batchBytes = 8192
            // The store takes so many batches, then it crashes.
            let sink = CrashingSink(after: Int.random(in: 0..<12, using: &generator))
            try FileSource(configuration).run(into: sink, until: StopSignal())
            sink.batches.withLock { batches in
                for batch in batches {
                    received += batch.texts
                    if let checkpoint = batch.checkpoint { store[checkpoint.id] = checkpoint }
                }
            }
        }
        let last = try await readOnce(.once(folder.file("app.log"), checkpoints: Array(store.values)))
        received += last.lines()
        let isComplete = received == numberedLines(0..<written)
        #expect(isComplete, "\(history): \(received.count) lines instead of \(written)")
    }

    /// Makes room for a new first predecessor.
    private func shift(_ folder: TemporaryFolder) throws {
        for number in stride(from: 20, to: 0, by: -1) {
            for ending in ["", ".gz"] where exists(folder, "app.log.\(number)\(ending)") {
                try folder.rename("app.log.\(number)\(ending)", to: "app.log.\(number + 1)\(ending)")
            }
        }
    }

    private func exists(_ folder: TemporaryFolder, _ name: String) -> Bool {
        FileStatus.at(folder.file(name)) != nil
    }
}

private final class CrashingSink: LineSink {
    let batches = Guarded<[LineBatch]>([])
    private let limit: Int

    init(after limit: Int) {
        self.limit = limit
    }

    func send(_ batch: LineBatch) -> Bool {
        batches.withLock { batches in
            guard batches.count < limit else { return false }
            batches.append(batch)
            return true
        }
    }

    func report(_ notice: SourceNotice) {}
}
