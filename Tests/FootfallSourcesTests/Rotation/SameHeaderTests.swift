import FootfallModel
import Foundation
import Testing

@testable import FootfallSources

struct SameHeaderTests {
    private let header = "# " + String(repeating: "fields and what they mean ", count: 20) + "\n"

    @Test func `files with the same long header are different files`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.log", header + numbered(0..<10))
        let first = try await readOnce(.once(path))
        try folder.rename("a.log", to: "a.log.1")
        try folder.write("a.log", header + numbered(10..<15))
        try folder.age("a.log", seconds: 60)
        let second = try await readOnce(.once(path, checkpoints: first.checkpoints))
        #expect(Array(second.lines().dropFirst()) == numberedLines(10..<15))
        let third = try await readOnce(.once(path, checkpoints: merged(first, second)))
        #expect(third.batches.isEmpty)
    }

    @Test func `while following, a rotated file with the same header is read from its start at once`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.log", header + numbered(0..<10))
        var configuration = FileSource.Configuration.follow(path)
        configuration.rotationGrace = .seconds(60)
        let running = RunningSource(FileSource(configuration))
        await running.lines(atLeast: 11)
        try folder.rename("a.log", to: "a.log.1")
        try folder.write("a.log", header + numbered(10..<15))
        let lines = await running.lines(atLeast: 17)
        try await running.stopAndFinish()
        #expect(Array(lines[12...]) == numberedLines(10..<15))
    }
}
