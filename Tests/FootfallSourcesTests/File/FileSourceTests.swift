import FootfallModel
import Foundation
import Synchronization
import Testing

@testable import FootfallSources

struct FileSourceTests {
    @Test func `a file is read once, with its line numbers, checkpoint and modification time`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", "one\ntwo\n\nfour\n")
        try folder.age("auth.log", seconds: 100)
        let modified = try #require(FileStatus.at(path)).modified.seconds
        let sink = try await readOnce(.once(path))
        #expect(sink.lines() == ["one", "two", "", "four"])
        let batch = try #require(sink.batches.first)
        #expect(sink.batches.count == 1)
        #expect(batch.stream == StreamID(source: path, file: 1))
        #expect(batch.firstLineNumber == 1)
        #expect(batch.isBacklog)
        #expect(batch.byteCount == 14)
        #expect(batch.arrival.seconds == modified)
        let checkpoint = try #require(batch.checkpoint)
        #expect(checkpoint.offset == 14)
        #expect(checkpoint.lines == 4)
        #expect(checkpoint.headLength == 14)
        #expect(checkpoint.path == path)
    }

    @Test func `reading everything a second time yields no batch at all`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("auth.log.2", numbered(0..<300))
        try folder.gzip("auth.log.2")
        try folder.write("auth.log.1", numbered(300..<600))
        try folder.write("auth.log", numbered(600..<900))
        try folder.write("other.log", "a\n")
        let first = try await readOnce(.once(folder.path))
        #expect(first.lineCount == 901)
        let second = try await readOnce(.once(folder.path, checkpoints: first.checkpoints))
        #expect(second.batches.isEmpty)
    }

    @Test func `predecessors are read oldest first and belong to the live file's source`() async throws {
        let folder = try TemporaryFolder()
        for (name, range) in [("10", 0..<10), ("2", 10..<20), ("1", 20..<30)] {
            try folder.write("auth.log.\(name)", numbered(range))
        }
        try folder.gzip("auth.log.10")
        try folder.write("auth.log", numbered(30..<40))
        try folder.write("auth.log.old", "friend\n")
        let sink = try await readOnce(.once(folder.file("auth.log")))
        #expect(sink.lines() == numberedLines(0..<40))
        #expect(Set(sink.batches.map(\.stream.source)) == [folder.file("auth.log")])
        #expect(sink.batches.filter { !$0.lines.isEmpty }.map(\.stream.file) == [1, 2, 3, 4])
    }

    @Test func `a predecessor named alone is read alone under the live file's name`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log.1", "old\n")
        try folder.write("auth.log", "new\n")
        let sink = try await readOnce(.once(path))
        #expect(sink.lines(of: folder.file("auth.log")) == ["old"])
        #expect(sink.lineCount == 1)
    }

    @Test func `hidden and binary files and sub-folders are passed over and named`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("a.log", "text\n")
        try folder.write("latin.log", [0x66, 0xfc, 0x72, 0x0a])
        try folder.write(".hidden", "no\n")
        try folder.write("wtmp", [1, 0, 0, 0, 2, 0])
        try folder.write("packed", [1, 0, 0, 0, 2, 0])
        try folder.gzip("packed")
        try FileManager.default.createDirectory(atPath: folder.file("sub"), withIntermediateDirectories: false)
        let sink = try await readOnce(.once(folder.path))
        #expect(sink.lineCount == 2)
        let expected = "not read: .hidden (hidden), packed.gz (binary), sub (folder), wtmp (binary)"
        #expect(sink.notices == [folder.path + ": " + expected])
    }

    @Test func `the same file by two names is read once`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.log", "one\n")
        try FileManager.default.createSymbolicLink(atPath: folder.file("b.log"), withDestinationPath: path)
        let sink = try await readOnce(.once(path, folder.file("b.log"), folder.path + "/./a.log"))
        #expect(sink.lines() == ["one"])
    }

    @Test func `damaged compressed data are reported and the other files read`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("a.log.1.gz", [0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff, 0xff, 0xff])
        try folder.write("a.log", "live\n")
        let sink = try await readOnce(.once(folder.file("a.log")))
        #expect(sink.lines() == ["live"])
        #expect(sink.notices.contains { $0.contains("a.log.1.gz: the compressed data are damaged") })
    }

    @Test func `a line of 10 MB is cut and the next one read`() async throws {
        let folder = try TemporaryFolder()
        let long = String(repeating: "x", count: 10_000_000)
        let path = try folder.write("a.log", "before\n" + long + "\nafter\n")
        let sink = try await readOnce(.once(path))
        #expect(sink.lines().map(\.utf8.count) == [6, 65_536, 5])
        #expect(sink.batches.flatMap(\.lines).map(\.isCut) == [false, true, false])
        #expect(sink.batches.reduce(0) { $0 + $1.byteCount } == 10_000_014)
        #expect(sink.batches.allSatisfy { $0.bytes.count < 400_000 })
        #expect(sink.checkpoints.map(\.offset) == [10_000_014])
        let again = try await readOnce(.once(path, checkpoints: sink.checkpoints))
        #expect(again.batches.isEmpty)
    }

    @Test func `with once an unfinished last line is taken, and its end is no line later`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.log", "one\nhalf")
        let first = try await readOnce(.once(path))
        #expect(first.lines() == ["one", "half"])
        try folder.append("a.log", "\nnext\n")
        let second = try await readOnce(.once(path, checkpoints: first.checkpoints))
        #expect(second.lines() == ["next"])
    }

    @Test func `an empty file gives nothing`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.log", "")
        let sink = try await readOnce(.once(path))
        #expect(sink.batches.isEmpty)
    }

    @Test func `a compressed file that is followed is read once`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("backup", numbered(0..<100))
        try folder.gzip("backup")
        let path = folder.file("backup.gz")
        let running = RunningSource(FileSource(.follow(path, folder.path)))
        await running.lines(atLeast: 100)
        try folder.write("later.log", "end\n")
        let lines = await running.lines(atLeast: 101)
        try await running.stopAndFinish()
        #expect(lines == numberedLines(0..<100) + ["end"])
        #expect(Set(running.sink.batches.map(\.stream.source)) == [path, folder.file("later.log")])
    }

    @Test func `the reference time replaces the modification time`() async throws {
        let folder = try TemporaryFolder()
        var configuration = FileSource.Configuration.once(try folder.write("a.log", "one\n"))
        configuration.referenceTime = Instant(seconds: 1_795_000_000)
        let sink = try await readOnce(configuration)
        #expect(sink.batches.map(\.arrival) == [Instant(seconds: 1_795_000_000)])
    }

    @Test func `progress tells what there was and that it is read`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("a.log.1", numbered(0..<1000))
        try folder.gzip("a.log.1")
        let source = FileSource(.once(try folder.write("a.log", numbered(0..<1000))))
        let running = RunningSource(source)
        try await running.finish()
        let size = { (name: String) in FileStatus.at(folder.file(name))?.size ?? 0 }
        #expect(source.progress.totalBytes == size("a.log") + size("a.log.1.gz"))
        #expect(source.progress.readBytes == source.progress.totalBytes)
        #expect(source.progress.isCaughtUp)
    }

    @Test func `a scout tells the year of a file's first batch, else its checkpoint does`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.log", numbered(0..<20_000))
        var configuration = FileSource.Configuration.once(path)
        configuration.scout = { CountingScout() }
        let first = try await readOnce(configuration)
        #expect(first.batches.count > 1)
        #expect(
            first.batches.map(\.startingYear) == [20_000] + [Int32?](repeating: nil, count: first.batches.count - 1)
        )
        try folder.append("a.log", numbered(20_000..<20_010))
        configuration.checkpoints = first.checkpoints
        let second = try await readOnce(configuration)
        #expect(second.batches.map(\.startingYear) == [10])
        try folder.append("a.log", numbered(20_010..<20_020))
        var checkpoint = try #require(second.checkpoints.first)
        checkpoint.year = 2025
        configuration.checkpoints = [checkpoint]
        #expect(try await readOnce(configuration).batches.map(\.startingYear) == [10])
        configuration.scout = nil
        let third = try await readOnce(configuration)
        #expect(third.batches.map(\.startingYear) == [2025])
        #expect(third.batches.map(\.firstLineNumber) == [20_011])
    }

    @Test func `scouting stops as soon as the scout has seen enough`() async throws {
        let folder = try TemporaryFolder()
        var configuration = FileSource.Configuration.once(try folder.write("a.log", numbered(0..<20_000)))
        let counter = CallCounter()
        configuration.scout = { BoredScout(counter: counter) }
        let sink = try await readOnce(configuration)
        #expect(sink.lineCount == 20_000)
        #expect(sink.batches.allSatisfy { $0.startingYear == nil })
        #expect(counter.calls.load(ordering: .relaxed) == 1)
    }
}

private final class CallCounter: Sendable {
    let calls = Atomic<Int>(0)
}

/// Has seen enough after the first lines.
private struct BoredScout: YearScout {
    var isDisordered: Bool { false }

    let counter: CallCounter

    mutating func observe(_ bytes: Span<UInt8>, _ lines: [Line]) -> Bool {
        counter.calls.wrappingAdd(1, ordering: .relaxed)
        return false
    }

    func startingYear(modified: Instant) -> Int32? { nil }
}

/// Gives the number of lines it saw for the year.
private struct CountingScout: YearScout {
    var isDisordered: Bool { false }

    var count: Int32 = 0

    mutating func observe(_ bytes: Span<UInt8>, _ lines: [Line]) -> Bool {
        count += Int32(lines.count)
        return true
    }

    func startingYear(modified: Instant) -> Int32? { count }
}

func numberedLines(_ range: Range<Int>) -> [String] {
    range.map { "Nov 22 10:00:00 web1 app[1]: this is line number \($0)" }
}

func numbered(_ range: Range<Int>) -> String {
    numberedLines(range).map { $0 + "\n" }.joined()
}
