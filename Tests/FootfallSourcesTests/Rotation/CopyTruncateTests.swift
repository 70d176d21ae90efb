import FootfallModel
import Foundation
import Testing

@testable import FootfallSources

struct CopyTruncateTests {
    @Test func `a truncated file is read again from its start, its copy is not`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", numbered(0..<100))
        let running = RunningSource(FileSource(.follow(path)))
        await running.lines(atLeast: 100)
        try folder.run("cp", path, folder.file("auth.log.1"))
        try folder.truncate("auth.log")
        try folder.append("auth.log", numbered(100..<110))
        let lines = await running.lines(atLeast: 110)
        #expect(lines == numberedLines(0..<110))
        // Some sweeps later the copy is still nothing new.
        try folder.append("auth.log", "last\n")
        try await Task.sleep(for: .milliseconds(500))
        try await running.stopAndFinish()
        #expect(running.sink.lines() == numberedLines(0..<110) + ["last"])
        #expect(running.sink.notices.contains { $0.contains("was truncated or rewritten") })
    }

    @Test func `a file rewritten beyond what was read is noticed by its content`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", numbered(0..<10))
        let running = RunningSource(FileSource(.follow(path)))
        await running.lines(atLeast: 10)
        try folder.write("auth.log", numbered(500..<600))
        let lines = await running.lines(atLeast: 110)
        try await running.stopAndFinish()
        #expect(lines == numberedLines(0..<10) + numberedLines(500..<600))
        #expect(Set(running.sink.batches.map(\.stream.file)) == [1, 2])
    }

    @Test func `lines that only the copy still has are read from it`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", numbered(0..<100))
        let first = try await readOnce(.once(path))
        try folder.append("auth.log", numbered(100..<150))
        try folder.run("cp", path, folder.file("auth.log.1"))
        try folder.write("auth.log", numbered(150..<160))
        let second = try await readOnce(.once(path, checkpoints: first.checkpoints))
        #expect(second.lines() == numberedLines(100..<160))
        let third = try await readOnce(.once(path, checkpoints: merged(first, second)))
        #expect(third.lineCount == 0)
    }

    @Test func `a copy that ends before what was read of the original adds nothing`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", numbered(0..<50))
        let running = RunningSource(FileSource(.follow(path)))
        await running.lines(atLeast: 50)
        try folder.run("cp", path, folder.file("copy"))
        try folder.append("auth.log", numbered(50..<60))
        await running.lines(atLeast: 60)
        try folder.rename("copy", to: "auth.log.1")
        try folder.truncate("auth.log")
        try folder.append("auth.log", "next\n")
        await running.lines(atLeast: 61)
        try await Task.sleep(for: .milliseconds(500))
        try await running.stopAndFinish()
        #expect(running.sink.lines() == numberedLines(0..<60) + ["next"])
    }
}

/// What a store holds after two runs.
func merged(_ sinks: CollectingSink...) -> [Checkpoint] {
    var byID: [Int64: Checkpoint] = [:]
    for sink in sinks { for checkpoint in sink.checkpoints { byID[checkpoint.id] = checkpoint } }
    return byID.values.sorted { $0.id < $1.id }
}
