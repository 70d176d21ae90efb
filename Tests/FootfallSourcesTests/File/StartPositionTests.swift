import FootfallModel
import Foundation
import Testing

@testable import FootfallSources

/// Where a file is begun that is seen for the first time.
struct StartPositionTests {
    @Test func `from now: what is there is passed over, what comes is read, and a restart does not go back`()
        async throws
    {
        let folder = try TemporaryFolder()
        try folder.write("a.log.2", numbered(0..<100))
        try folder.gzip("a.log.2")
        try folder.write("a.log.1", numbered(100..<200))
        // The last line is just being written: it is new.
        let path = try folder.write("a.log", numbered(200..<300) + "half")
        var configuration = FileSource.Configuration.follow(path)
        configuration.start = .now
        let running = RunningSource(FileSource(configuration))
        #expect(await running.hasNotice("left out, as --from asks: 2 older files, and 100 lines"))
        try folder.append("a.log", " a line\nnext\n")
        let read = await running.lines(atLeast: 2)
        try await running.stopAndFinish()
        #expect(read == ["half a line", "next"])
        #expect(running.sink.batches.first { !$0.lines.isEmpty }?.firstLineNumber == 101)

        // Rotated and packed while down: it still is known what is new in it.
        try folder.append("a.log", "last\n")
        try folder.rename("a.log.2.gz", to: "a.log.3.gz")
        try folder.gzip("a.log.1")
        try folder.rename("a.log.1.gz", to: "a.log.2.gz")
        try folder.rename("a.log", to: "a.log.1")
        try folder.gzip("a.log.1")
        try folder.write("a.log", "new file\n")
        let second = try await readOnce(.once(path, checkpoints: running.sink.checkpoints))
        #expect(second.lines() == ["last", "new file"])
        let third = try await readOnce(.once(path, checkpoints: merged(running.sink, second)))
        #expect(third.batches.isEmpty)
    }

    @Test func `from now again: a source that was begun goes on where it was`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.log", numbered(0..<10))
        var configuration = FileSource.Configuration.once(path)
        configuration.start = .now
        let first = try await readOnce(configuration)
        #expect(first.lineCount == 0)
        try folder.append("a.log", numbered(10..<20))
        try folder.rename("a.log", to: "a.log.1")
        try folder.write("a.log", numbered(20..<30))
        configuration.checkpoints = first.checkpoints
        #expect(try await readOnce(configuration).lines() == numberedLines(10..<30))
    }

    @Test func `from all, said afterwards, reads the predecessors that were left out`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("a.log.1", numbered(0..<100))
        let path = try folder.write("a.log", numbered(100..<200))
        var configuration = FileSource.Configuration.once(path)
        configuration.start = .now
        let first = try await readOnce(configuration)
        #expect(first.lineCount == 0)
        configuration.start = .all
        configuration.checkpoints = first.checkpoints
        let second = try await readOnce(configuration)
        #expect(second.lines() == numberedLines(0..<100))
    }

    @Test func `from a time: older files are left out, and within a file the records before it`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("a.log.2", stamped(0..<1000))
        try folder.age("a.log.2", seconds: 30 * 86_400)
        try folder.write("a.log.1", stamped(1000..<30_000))
        try folder.gzip("a.log.1")
        try folder.age("a.log.1.gz", seconds: 3600)
        let path = try folder.write("a.log", stamped(30_000..<31_000))
        var configuration = FileSource.Configuration.once(path)
        configuration.start = .since(.now - 7 * 86_400)
        // As if the stamps counted seconds up to now, 20,000 of them within the time asked for.
        let first = Instant.now - 7 * 86_400
        configuration.stamps = { CountingStamps(zero: Instant(microseconds: first.microseconds - 11_000_000_000)) }
        let sink = try await readOnce(configuration)
        #expect(sink.lines().elementsEqual(stampedLines(11_000..<31_000)))
        #expect(sink.notices.contains { $0.contains("1 older file, and 10000 lines") })
        let again = try await readOnce(.once(path, checkpoints: sink.checkpoints))
        #expect(again.batches.isEmpty)
    }

    @Test func `from a time: a live file not modified since is passed over, and its new lines are read`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.log", numbered(0..<100))
        try folder.age("a.log", seconds: 30 * 86_400)
        var configuration = FileSource.Configuration.once(path)
        configuration.start = .since(.now - 7 * 86_400)
        let first = try await readOnce(configuration)
        #expect(first.lineCount == 0)
        try folder.append("a.log", numbered(100..<110))
        configuration.checkpoints = first.checkpoints
        #expect(try await readOnce(configuration).lines() == numberedLines(100..<110))
    }

    @Test func `from a time: where no line bears a stamp all of the file is read`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.log", numbered(0..<100))
        var configuration = FileSource.Configuration.once(path)
        configuration.start = .since(.now - 3600)
        configuration.stamps = { CountingStamps(zero: .now) }
        #expect(try await readOnce(configuration).lines() == numberedLines(0..<100))
    }

    @Test func `a file that comes later is read from its start, whatever was asked for at first`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("a.log", numbered(0..<100))
        var configuration = FileSource.Configuration.follow(folder.path)
        configuration.start = .now
        let running = RunningSource(FileSource(configuration))
        #expect(await running.hasNotice("left out"))
        try folder.write("b.log", numbered(100..<110))
        try folder.rename("a.log", to: "a.log.1")
        try folder.write("a.log", numbered(110..<120))
        await running.lines(atLeast: 20)
        try await running.stopAndFinish()
        #expect(running.sink.lines().sorted() == numberedLines(100..<120).sorted())
    }

    private func stampedLines(_ range: Range<Int>) -> [String] { range.map { "@\($0) something happened" } }
    private func stamped(_ range: Range<Int>) -> String { stampedLines(range).map { $0 + "\n" }.joined() }
}

extension Instant {
    fileprivate static func - (instant: Instant, seconds: Int64) -> Instant {
        Instant(microseconds: instant.microseconds - seconds * 1_000_000)
    }
}

/// Reads `@SECONDS`.
private struct CountingStamps: StampReader {
    let zero: Instant

    mutating func time(_ bytes: Span<UInt8>, _ line: ByteRange, modified: Instant) -> Instant? {
        guard line.count > 1, bytes[line.lower] == UInt8(ascii: "@") else { return nil }
        var seconds: Int64 = 0
        for index in line.lower + 1..<line.upper {
            guard bytes[index] >= 0x30, bytes[index] <= 0x39 else { break }
            seconds = seconds * 10 + Int64(bytes[index] - 0x30)
        }
        return Instant(microseconds: zero.microseconds + seconds * 1_000_000)
    }
}
