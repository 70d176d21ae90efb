import FootfallModel
import Foundation
import Testing

@testable import FootfallSources

struct FileTroubleTests {
    @Test func `with once a missing file is an error that names it, before anything is read`() async throws {
        let folder = try TemporaryFolder()
        let there = try folder.write("a.log", "one\n")
        let missing = folder.file("b.log")
        let running = RunningSource(FileSource(.once(there, missing)))
        var expected = SourceError(source: missing, reason: "no such file", hint: "check the path")
        expected.isMissing = true
        await #expect(throws: expected) { try await running.finish() }
        #expect(running.sink.batches.isEmpty)
    }

    @Test func `with once a folder without logs and a glob without matches are errors`() async throws {
        let folder = try TemporaryFolder()
        let hint = "name the files, or the folder that holds them; sub-folders are not searched"
        let empty = SourceError(
            source: folder.path,
            reason: "no log files in this folder: it is empty",
            hint: hint
        )
        await #expect(throws: empty) { _ = try await readOnce(.once(folder.path)) }
        try folder.write("wtmp", [1, 0, 2])
        let binary = SourceError(
            source: folder.path,
            reason: "no log files in this folder: it holds only wtmp (binary)",
            hint: hint
        )
        await #expect(throws: binary) { _ = try await readOnce(.once(folder.path)) }
        let pattern = folder.file("*.log")
        let none = SourceError(source: pattern, reason: "nothing matches this pattern", hint: "try it with ls")
        await #expect(throws: none) { _ = try await readOnce(.once(pattern)) }
    }

    @Test func `a pipe is no file`() async throws {
        let folder = try TemporaryFolder()
        try folder.run("mkfifo", folder.file("pipe"))
        let sink = try await readOnce(.once(folder.file("pipe")))
        #expect(sink.notices.count == 1)
        #expect(sink.notices[0].hasPrefix(folder.file("pipe") + ": no regular file\n  hint: send what a pipe gives"))
    }

    @Test func `with once a file that may not be read is an error in the end, the others are read`() async throws {
        let folder = try TemporaryFolder()
        let closed = try folder.write("a.log", "secret\n")
        try folder.run("chmod", "000", closed)
        try folder.write("b.log", "open\n")
        let running = RunningSource(Unprivileged(source: FileSource(.once(folder.path))))
        let error = await #expect(throws: SourceError.self) { try await running.finish() }
        #expect(error?.source == closed)
        #expect(error?.reason == "permission denied")
        #expect(error?.hint?.hasPrefix("run as a member of the group ") == true)
        #expect(running.sink.lines() == ["open"])
    }

    @Test func `while following, a file that may not be read is reported once and retried`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.log", "one\n")
        try folder.run("chmod", "000", path)
        let running = RunningSource(Unprivileged(source: FileSource(.follow(path))))
        let isReported = await running.hasNotice("a.log: permission denied")
        #expect(isReported)
        try await Task.sleep(for: .milliseconds(300))
        try folder.run("chmod", "644", path)
        let lines = await running.lines(atLeast: 1)
        #expect(lines == ["one"])
        try await running.stopAndFinish()
        #expect(running.sink.notices.count == 2)
        #expect(running.sink.notices.last == path + " can be read now")
    }
}

/// Runs a source without the right to read everything that root has.
private struct Unprivileged: Source {
    let source: FileSource
    var name: String { source.name }

    func run(into sink: any LineSink, until stop: StopSignal) throws(SourceError) {
        if geteuid() == 0 {
            // Only this thread's: setfsuid(2) is per thread, and it ends with it.
            typealias SetUser = @convention(c) (UInt32) -> Int32
            if let symbol = unsafe dlsym(nil, "setfsuid") {
                _ = unsafe unsafeBitCast(symbol, to: SetUser.self)(65_534)
            }
        }
        try source.run(into: sink, until: stop)
    }
}
