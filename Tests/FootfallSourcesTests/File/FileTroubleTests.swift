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

    @Test func `a glob that only names what is passed over says so`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("wtmp", [1, 0, 2])
        let pattern = folder.file("w*")
        let binary = SourceError(
            source: pattern,
            reason: "no log files match this pattern: only wtmp (binary)",
            hint: "name the files, or the folder that holds them; sub-folders are not searched"
        )
        await #expect(throws: binary) { _ = try await readOnce(.once(pattern)) }
    }

    @Test func `a file whose name is not UTF-8 is told of, and read by a link`() async throws {
        let folder = try TemporaryFolder()
        let name = Array(folder.file("b").utf8CString.dropLast()) + [-1, 0]
        let file = unsafe creat(name, 0o644)
        try #require(file >= 0)
        let line = Array("one\n".utf8)
        #expect(unsafe write(file, line, line.count) == line.count)
        close(file)
        try folder.write("a.log", "two\n")
        let hint = "a file whose name is not UTF-8 is read by a link with a plain name (ln -s)"
        let sink = try await readOnce(.once(folder.path))
        #expect(sink.lines() == ["two"])
        #expect(sink.notices == ["\(folder.path): not read: b\u{fffd} (its name is not UTF-8)"])
        let pattern = folder.file("b*")
        let unmatched = SourceError(
            source: pattern,
            reason: "no log files match this pattern: only b\u{fffd} (its name is not UTF-8)",
            hint: hint
        )
        await #expect(throws: unmatched) { _ = try await readOnce(.once(pattern)) }
        var missing = SourceError(source: folder.file("b\u{fffd}"), reason: "no such file", hint: hint)
        missing.isMissing = true
        await #expect(throws: missing) { _ = try await readOnce(.once(folder.file("b\u{fffd}"))) }
        #expect(unsafe symlink(name, folder.file("c.log")) == 0)
        #expect(try await readOnce(.once(folder.file("c.log"))).lines() == ["one"])
        #expect(unsafe unlink(name) == 0)
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
