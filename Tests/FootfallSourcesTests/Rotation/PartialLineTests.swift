import FootfallModel
import Foundation
import Testing

@testable import FootfallSources

struct PartialLineTests {
    @Test func `an unfinished line waits for its end and the offset with it`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", "one\nha")
        let running = RunningSource(FileSource(.follow(path)))
        await running.lines(atLeast: 1)
        #expect(running.sink.checkpoints.map(\.offset) == [4])
        try folder.append("auth.log", "lf")
        try folder.append("auth.log", "\ntwo\n")
        let lines = await running.lines(atLeast: 3)
        try await running.stopAndFinish()
        #expect(lines == ["one", "half", "two"])
        #expect(running.sink.checkpoints.map(\.offset) == [13])
    }

    @Test func `at stop an unfinished line that has rested is taken`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", "one\nhalf")
        try folder.age("auth.log", seconds: 5)
        let running = RunningSource(FileSource(.follow(path)))
        await running.lines(atLeast: 1)
        try await running.stopAndFinish()
        #expect(running.sink.lines() == ["one", "half"])
        #expect(running.sink.checkpoints.map(\.offset) == [8])
    }

    @Test func `at stop a young unfinished line is left for the next start`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", "one\n")
        let first = RunningSource(FileSource(.follow(path)))
        await first.lines(atLeast: 1)
        try folder.append("auth.log", "two\nha")
        await first.lines(atLeast: 2)
        // However slow this machine is now, the file was written to a moment ago.
        try folder.age("auth.log", seconds: -100)
        try await first.stopAndFinish()
        try folder.append("auth.log", "lf\n")
        let second = try await readOnce(.once(path, checkpoints: first.sink.checkpoints))
        #expect(first.sink.lines() + second.lines() == ["one", "two", "half"])
    }
}
