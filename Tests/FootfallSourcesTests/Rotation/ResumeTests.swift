import FootfallModel
import Foundation
import Testing

@testable import FootfallSources

struct ResumeTests {
    @Test func `rotated and compressed while down: nothing is lost and nothing comes twice`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", numbered(0..<1000))
        let first = try await readOnce(.once(path))
        try folder.append("auth.log", numbered(1000..<2000))
        try folder.rename("auth.log", to: "auth.log.1")
        try folder.gzip("auth.log.1")
        try folder.rename("auth.log.1.gz", to: "auth.log.2.gz")
        try folder.write("auth.log.1", numbered(2000..<3000))
        try folder.write("auth.log", numbered(3000..<4000))
        let second = try await readOnce(.once(path, checkpoints: first.checkpoints))
        #expect(second.lines() == numberedLines(1000..<4000))
        #expect(second.batches.first { !$0.lines.isEmpty }?.firstLineNumber == 1001)
        #expect(second.checkpoints.map(\.id) == [1, 2, 3])
        let third = try await readOnce(.once(path, checkpoints: merged(first, second)))
        #expect(third.batches.isEmpty)
    }

    @Test func `a moved file is known at once the time after`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", numbered(0..<1000))
        let first = try await readOnce(.once(path))
        try folder.rename("auth.log", to: "auth.log.1")
        try folder.gzip("auth.log.1")
        try folder.write("auth.log", "")
        let second = try await readOnce(.once(path, checkpoints: first.checkpoints))
        #expect(second.lineCount == 0)
        #expect(second.checkpoints.map(\.path) == [folder.file("auth.log.1.gz")])
        let third = try await readOnce(.once(path, checkpoints: merged(first, second)))
        #expect(third.batches.isEmpty)
    }

    @Test func `several megabytes are compared by blocks, also through gzip and in a copy`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", numbered(0..<60_000))
        let first = try await readOnce(.once(path))
        #expect(first.checkpoints[0].blockHashes.count == 3)
        try folder.append("auth.log", numbered(60_000..<60_010))
        try folder.run("cp", path, folder.file("elsewhere"))
        try folder.gzip("elsewhere")
        let second = try await readOnce(.once(folder.file("elsewhere.gz"), checkpoints: first.checkpoints))
        #expect(second.lines() == numberedLines(60_000..<60_010))
        let third = try await readOnce(.once(path, checkpoints: merged(first, second)))
        #expect(third.lines() == numberedLines(60_000..<60_010))
    }

    @Test(arguments: [false, true])
    func `a file that goes on differently is read on from the line where agreement ends`(isGone: Bool) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", numbered(0..<60_000))
        let first = try await readOnce(.once(path))
        let other = numbered(0..<40_000) + numbered(90_000..<90_100)
        try folder.write("other.log", other)
        if isGone { try folder.remove("auth.log") }
        let second = try await readOnce(.once(folder.file("other.log"), checkpoints: first.checkpoints))
        // It is compared with the original. Where that is gone, two whole blocks are known to agree; the line that the
        // second one's end cuts is read again whole.
        let agreed = isGone ? Array(other.utf8.prefix(2 << 20)).count { $0 == 0x0a } : 40_000
        #expect(second.lines() == numberedLines(agreed..<40_000) + numberedLines(90_000..<90_100))
        #expect(second.batches.first?.firstLineNumber == Int64(agreed + 1))
        #expect(second.checkpoints.map(\.id) == [2])
    }

    @Test func `files that begin with the same line are not taken for one`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("a.log", "# log opened\n")
        let first = try await readOnce(.once(folder.file("a.log")))
        try folder.write("b.log", "# log opened\n")
        try folder.rename("a.log", to: "a.log.1")
        try folder.write("a.log", "# log opened\nx\n")
        let second = try await readOnce(.once(folder.path, checkpoints: first.checkpoints))
        #expect(second.lines(of: folder.file("a.log")) == ["# log opened", "x"])
        #expect(second.lines(of: folder.file("b.log")) == ["# log opened"])
    }

    @Test func `rotated and compressed while following: the compressed file adds nothing`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", numbered(0..<100))
        let running = RunningSource(FileSource(.follow(path)))
        await running.lines(atLeast: 100)
        try folder.rename("auth.log", to: "auth.log.1")
        try folder.write("auth.log", numbered(100..<200))
        await running.lines(atLeast: 200)
        try folder.gzip("auth.log.1")
        let isKnownAgain = await waitUntil { running.sink.checkpoints.contains { $0.path.hasSuffix(".1.gz") } }
        #expect(isKnownAgain)
        try await running.stopAndFinish()
        #expect(running.sink.lines() == numberedLines(0..<200))
        let again = try await readOnce(.once(path, checkpoints: running.sink.checkpoints))
        #expect(again.batches.isEmpty)
    }
}
