import FootfallModel
import Foundation
import Testing

@testable import FootfallSources

/// Deleted, and still open.
struct HeldFilesTests {
    @Test func `a deleted file that goes on being written is held for a while, counted, and let go`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.log", numbered(0..<100))
        let writer = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? writer.close() }
        try writer.seekToEnd()
        var configuration = FileSource.Configuration.follow(path)
        configuration.removedHold = .seconds(2)
        configuration.rotationGrace = .seconds(60)
        let source = FileSource(configuration)
        let running = RunningSource(source)
        await running.lines(atLeast: 100)
        let written = Guarded(100)
        let mostHeld = Guarded<Int64>(0)
        try await onThread {
            try folder.remove("a.log")
            for number in 100..<1000 where !running.sink.notices.contains(where: { $0.contains("let go") }) {
                try writer.write(contentsOf: Data(numbered(number..<number + 1).utf8))
                written.withLock { $0 = number + 1 }
                mostHeld.withLock { $0 = max($0, source.progress.heldBytes) }
                Thread.sleep(forTimeInterval: 0.05)
            }
        }
        let number = written.withLock(\.self)
        #expect(mostHeld.withLock(\.self) > 0)
        #expect(running.sink.notices.contains { $0.contains("was deleted; it is read to its end") })
        #expect(running.sink.notices.contains { $0.contains("was deleted long ago and is still in use; it is let go") })
        #expect(source.progress.heldBytes == 0)
        #expect(running.sink.lines() == Array(numberedLines(0..<number).prefix(running.sink.lineCount)))
        #expect(running.sink.lineCount > 105)
        try await running.stopAndFinish()
    }

    @Test func `an inode that is used again at once is a new file, while running and after a restart`() async throws {
        // tmpfs and ext4 give a freed inode to the next file.
        let folder = try TemporaryFolder(in: "/dev/shm")
        let path = try folder.write("a.log", numbered(0..<100))
        let inode = FileStatus.at(path)?.identity
        let first = try await readOnce(.once(path))
        try folder.remove("a.log")
        var isReused = false
        for number in 0..<64 where !isReused {
            try folder.write("a.log", numbered(500..<600))
            isReused = FileStatus.at(path)?.identity == inode
            if !isReused { try folder.rename("a.log", to: "other\(number)") }
        }
        if !isReused { try folder.write("a.log", numbered(500..<600)) }
        let second = try await readOnce(.once(path, checkpoints: first.checkpoints))
        #expect(second.lines() == numberedLines(500..<600))

        let running = RunningSource(FileSource(.follow(path, checkpoints: merged(first, second))))
        try await Task.sleep(for: .milliseconds(200))
        for round in 0..<20 {
            try folder.remove("a.log")
            try folder.write("a.log", numbered(1000 + round * 10..<1010 + round * 10))
            #expect(await running.lines(atLeast: (round + 1) * 10).count == (round + 1) * 10)
        }
        try await running.stopAndFinish()
        #expect(running.sink.lines() == numberedLines(1000..<1200))
    }
}
