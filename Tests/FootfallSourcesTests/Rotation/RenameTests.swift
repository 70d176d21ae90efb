import FootfallModel
import Foundation
import Testing

@testable import FootfallSources

struct RenameTests {
    @Test(arguments: [false, true])
    func `a renamed file is read to its end and the new one from its start`(pollingOnly: Bool) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", numbered(0..<10))
        var configuration = FileSource.Configuration.follow(path)
        configuration.pollingOnly = pollingOnly
        let running = RunningSource(FileSource(configuration))
        await running.lines(atLeast: 10)
        try folder.append("auth.log", numbered(10..<20))
        await running.lines(atLeast: 20)
        try folder.rename("auth.log", to: "auth.log.1")
        // The writer still holds the old file for a moment.
        try folder.append("auth.log.1", numbered(20..<25))
        try folder.write("auth.log", numbered(25..<30))
        let lines = await running.lines(atLeast: 30)
        #expect(lines == numberedLines(0..<30))
        try await running.stopAndFinish()
        #expect(running.sink.lineCount == 30)
        let files = running.sink.batches.map(\.stream.file)
        #expect(files.first == 1 && files.last == 2)
        #expect(Set(running.sink.batches.map(\.stream.source)) == [path])
        #expect(running.sink.batches.map(\.isBacklog).filter { $0 }.count == 1)
        #expect(running.sink.notices.contains(path + " was renamed to " + path + ".1; it is read to its end"))
    }

    @Test func `what the writer adds to the renamed file long after is read too`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", numbered(0..<10))
        let running = RunningSource(FileSource(.follow(path)))
        await running.lines(atLeast: 10)
        try folder.rename("auth.log", to: "auth.log.1")
        try folder.write("auth.log", "new\n")
        await running.lines(atLeast: 11)
        // Well behind the grace time: the old file is closed by then.
        try await Task.sleep(for: .milliseconds(700))
        try folder.append("auth.log.1", "late\n")
        let lines = await running.lines(atLeast: 12)
        try await running.stopAndFinish()
        #expect(lines == numberedLines(0..<10) + ["new", "late"])
        #expect(running.sink.batches.map(\.stream.file) == [1, 2, 1])
    }

    @Test func `an unfinished last line is taken when the grace time is over`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", "one\nhalf")
        let running = RunningSource(FileSource(.follow(path)))
        await running.lines(atLeast: 1)
        try folder.rename("auth.log", to: "auth.log.1")
        let lines = await running.lines(atLeast: 2)
        #expect(lines == ["one", "half"])
        try await running.stopAndFinish()
        #expect(running.sink.checkpoints.map(\.offset) == [8])
    }

    @Test func `a re-pointed link is followed`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("first", "one\n")
        try folder.write("second", "two\n")
        let link = folder.file("current.log")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.file("first"))
        let running = RunningSource(FileSource(.follow(link)))
        await running.lines(atLeast: 1)
        try FileManager.default.createSymbolicLink(atPath: link + ".new", withDestinationPath: folder.file("second"))
        try folder.rename("current.log.new", to: "current.log")
        let lines = await running.lines(atLeast: 2)
        try await running.stopAndFinish()
        #expect(lines == ["one", "two"])
    }

    @Test(.timeLimit(.minutes(20)), arguments: [false, true])
    func `every line arrives once and in order while files are rotated fifty times`(pollingOnly: Bool) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("app.log", "")
        var configuration = FileSource.Configuration.follow(path)
        configuration.pollingOnly = pollingOnly
        configuration.sweepInterval = .milliseconds(20)
        let running = RunningSource(FileSource(configuration))
        let rotations = 50
        let perFile = 400
        try await Task.detached {
            for rotation in 0..<rotations {
                for start in stride(from: 0, to: perFile, by: 20) {
                    let first = rotation * perFile + start
                    try folder.append("app.log", numbered(first..<first + 20))
                }
                for number in stride(from: rotation, to: 0, by: -1) {
                    try folder.rename("app.log.\(number)", to: "app.log.\(number + 1)")
                }
                try folder.rename("app.log", to: "app.log.1")
            }
        }.value
        try folder.append("app.log", "end\n")
        let lines = await running.lines(atLeast: rotations * perFile + 1)
        try await running.stopAndFinish()
        #expect(lines.count == rotations * perFile + 1)
        let isInOrder = lines == numberedLines(0..<rotations * perFile) + ["end"]
        #expect(isInOrder)
    }
}
