import FootfallModel
import Foundation
import Testing

@testable import FootfallSources

struct RemovedTests {
    @Test func `a file deleted while open is read to its end and closed, and its successor read`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", "one\n")
        let running = RunningSource(FileSource(.follow(path)))
        await running.lines(atLeast: 1)
        let writer = try #require(FileHandle(forWritingAtPath: path))
        try writer.seekToEnd()
        try folder.remove("auth.log")
        try writer.write(contentsOf: Data("two\n".utf8))
        try folder.write("auth.log", "three\n")
        let lines = await running.lines(atLeast: 3)
        #expect(lines.sorted() == ["one", "three", "two"])
        try writer.close()
        let isClosed = await waitUntil { !heldFiles().contains { $0.hasPrefix(path + " (deleted)") } }
        #expect(isClosed)
        try await running.stopAndFinish()
    }

    @Test func `a file that is not there yet is waited for, and said to be`() async throws {
        let folder = try TemporaryFolder()
        let running = RunningSource(FileSource(.follow(folder.file("auth.log"))))
        let isSaid = await running.hasNotice("auth.log: no such file\n  hint: check the path\n  it is read as soon as")
        #expect(isSaid)
        try folder.write("auth.log", "here\n")
        let lines = await running.lines(atLeast: 1)
        #expect(lines == ["here"])
        try await running.stopAndFinish()
        #expect(running.sink.notices.count == 1)
        #expect(running.sink.batches.map(\.isBacklog) == [false])
    }

    @Test func `new files in a folder and for a glob are picked up`() async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.file("d"), withIntermediateDirectories: false)
        let running = RunningSource(FileSource(.follow(folder.file("d"), folder.file("*.log"))))
        #expect(await running.hasNotice("no log files in this folder: it is empty"))
        #expect(await running.hasNotice("nothing matches this pattern"))
        try folder.write("d/inside", "one\n")
        try folder.write("a.log", "two\n")
        let lines = await running.lines(atLeast: 2)
        try await running.stopAndFinish()
        #expect(Set(lines) == ["one", "two"])
    }

    private func heldFiles() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return names.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + $0) }
    }
}
