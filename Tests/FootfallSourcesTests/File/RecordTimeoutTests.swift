import FootfallModel
import Foundation
import Testing

@testable import FootfallSources

/// Records of several lines: the last one waits for the line that begins the next, but not for ever.
struct RecordTimeoutTests {
    private struct AtSign: RecordStart {
        func begins(_ bytes: Span<UInt8>, _ line: ByteRange) -> Bool {
            line.count > 0 && bytes[line.lower] == UInt8(ascii: "@")
        }
    }

    private func following(_ path: String, timeout: Duration = .milliseconds(300)) -> FileSource.Configuration {
        var configuration = FileSource.Configuration.follow(path)
        configuration.framing = .records(AtSign())
        configuration.recordTimeout = timeout
        return configuration
    }

    @Test(arguments: [false, true])
    func `the last record is taken when nothing was added for a while`(pollingOnly: Bool) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.log", "@1 one\n more\n@2 two\n")
        var configuration = following(path)
        configuration.pollingOnly = pollingOnly
        let running = RunningSource(FileSource(configuration))
        #expect(await running.lines(atLeast: 2) == ["@1 one\n more", "@2 two"])
        try folder.append("a.log", "@3 three\n and more\n")
        #expect(await running.lines(atLeast: 3).last == "@3 three\n and more")
        try await running.stopAndFinish()
    }

    @Test func `what is added to a record that was taken is a record of its own, after a restart too`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.log", "@1 one\n more\n")
        let running = RunningSource(FileSource(following(path)))
        await running.lines(atLeast: 1)
        try folder.append("a.log", " late\n later\n@2 two\n")
        let lines = await running.lines(atLeast: 3)
        try await running.stopAndFinish()
        #expect(lines == ["@1 one\n more", " late\n later", "@2 two"])
        #expect(running.sink.batches.map(\.firstLineNumber) == [1, 3, 5])
        try folder.append("a.log", " tail\n@3 three\n")
        try folder.age("a.log", seconds: 60)
        var configuration = FileSource.Configuration.once(path, checkpoints: running.sink.checkpoints)
        configuration.framing = .records(AtSign())
        let again = try await readOnce(configuration)
        #expect(again.lines() == [" tail", "@3 three"])
        #expect(again.batches.first?.firstLineNumber == 6)
    }

    @Test func `a record waits as long as lines are added to it, and its last line's end`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.log", "@1 one\n")
        let running = RunningSource(FileSource(following(path, timeout: .seconds(3))))
        let parts = 12
        for part in 0..<parts {
            try await Task.sleep(for: .milliseconds(300))
            try folder.append("a.log", " part \(part)\n")
        }
        try folder.append("a.log", " half")
        try await Task.sleep(for: .seconds(4))
        #expect(running.sink.lineCount == 0)
        try folder.append("a.log", " a line\n")
        let lines = await running.lines(atLeast: 1)
        try await running.stopAndFinish()
        #expect(lines == ["@1 one\n" + (0..<parts).map { " part \($0)\n" }.joined() + " half a line"])
    }

    @Test func `at rotation the last record is taken, at stop a young one is left for the next start`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.log", "@1 one\n more\n")
        let running = RunningSource(FileSource(following(path, timeout: .seconds(60))))
        try await Task.sleep(for: .milliseconds(200))
        try folder.rename("a.log", to: "a.log.1")
        try folder.write("a.log", "@2 two\n")
        #expect(await running.lines(atLeast: 1) == ["@1 one\n more"])
        try folder.append("a.log", " more\n")
        try await Task.sleep(for: .milliseconds(300))
        try await running.stopAndFinish()
        #expect(running.sink.lineCount == 1)
        try folder.append("a.log", " still more\n")
        try folder.age("a.log", seconds: 60)
        var configuration = FileSource.Configuration.once(path, checkpoints: running.sink.checkpoints)
        configuration.framing = .records(AtSign())
        #expect(try await readOnce(configuration).lines() == ["@2 two\n more\n still more"])
    }

    @Test func `of standard input the last record is taken in time`() async throws {
        var ends: [Int32] = [0, 0]
        try #require(unsafe pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        var input = StandardInput(descriptor: ends[0], framing: .records(AtSign()))
        input.recordTimeout = .milliseconds(200)
        let running = RunningSource(input)
        let text = Array("@1 one\n more\n".utf8)
        #expect(unsafe write(ends[1], text, text.count) == text.count)
        #expect(await running.lines(atLeast: 1) == ["@1 one\n more"])
        let next = Array(" late\n@2 two\n".utf8)
        #expect(unsafe write(ends[1], next, next.count) == next.count)
        #expect(await running.lines(atLeast: 3) == ["@1 one\n more", " late", "@2 two"])
        try await running.stopAndFinish()
    }
}
