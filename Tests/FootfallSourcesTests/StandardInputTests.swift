import FootfallModel
import Foundation
import Testing

@testable import FootfallSources

struct StandardInputTests {
    @Test func `lines come as they are written, and an unfinished one at the end`() async throws {
        let pipe = Pipe()
        let running = RunningSource(StandardInput(descriptor: pipe.fileHandleForReading.fileDescriptor))
        try pipe.fileHandleForWriting.write(contentsOf: Data("one\ntwo\nthr".utf8))
        let first = await running.lines(atLeast: 2)
        #expect(first == ["one", "two"])
        try pipe.fileHandleForWriting.write(contentsOf: Data("ee\nend".utf8))
        try pipe.fileHandleForWriting.close()
        try await running.finish()
        #expect(running.sink.lines() == ["one", "two", "three", "end"])
        #expect(running.sink.batches.map(\.stream.source).allSatisfy { $0 == "stdin" })
        #expect(running.sink.batches.last?.firstLineNumber == 4)
        #expect(running.sink.batches.reduce(0) { $0 + $1.byteCount } == 17)
    }

    @Test func `it stops while nothing arrives, and hands over what it has`() async throws {
        let pipe = Pipe()
        let running = RunningSource(StandardInput(descriptor: pipe.fileHandleForReading.fileDescriptor))
        try pipe.fileHandleForWriting.write(contentsOf: Data("one\nhalf".utf8))
        await running.lines(atLeast: 1)
        try await running.stopAndFinish()
        #expect(running.sink.lines() == ["one", "half"])
        try pipe.fileHandleForWriting.close()
    }

    @Test func `a descriptor that cannot be read is an error`() async throws {
        let running = RunningSource(StandardInput(descriptor: 123_456))
        await #expect(throws: SourceError(source: "stdin", reason: "cannot be read: Bad file descriptor")) {
            try await running.finish()
        }
    }
}
