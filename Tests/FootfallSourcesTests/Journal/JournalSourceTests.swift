import FootfallModel
import FootfallTesting
import Foundation
import Testing

@testable import FootfallSources

/// Real journal files, read by the real journalctl.
@Suite(
    .fewAtOnce,
    .temporaryDirectory,
    .timeLimit(.minutes(20)),
    .enabled(if: JournalFiles.isAvailable, "\(JournalFiles.missing)")
)
struct JournalSourceTests {
    static let start: Int64 = 1_763_800_000_000_000

    private let folder: String

    init() throws {
        folder = try TemporaryDirectory.current.folder("journal")
    }

    /// Entries a second apart, whose messages are their numbers.
    private func entries(_ numbers: Range<Int>, boot: Character = "a", at base: Int64 = start) -> [JournalEntry] {
        numbers.map {
            JournalEntry(realtime: base + Int64($0) * 1_000_000, boot: boot, pid: "\($0)", message: "number \($0)")
        }
    }

    private func append(_ numbers: Range<Int>, _ file: String = "system.journal", boot: Character = "a") async throws {
        try await JournalFiles.append(entries(numbers, boot: boot), to: folder + "/" + file)
    }

    /// Reads to the end, and takes the cursor along.
    private func read(_ cursor: inout SourceCursor?, since: Instant? = nil) throws -> JournalSink {
        var configuration = JournalSource.Configuration()
        configuration.path = folder
        configuration.once = true
        configuration.cursor = cursor
        configuration.since = since
        let sink = JournalSink()
        try JournalSource(configuration).run(into: sink, until: StopSignal())
        cursor = sink.cursor ?? cursor
        return sink
    }

    @Test func `every entry is read once, also in what comes later and in other files`() async throws {
        var cursor: SourceCursor?
        try await append(0..<10)
        #expect(try read(&cursor).numbers == Array(0..<10))
        #expect(try read(&cursor).numbers == [])
        try await append(10..<15)
        #expect(try read(&cursor).numbers == Array(10..<15))
        try await append(15..<20, "other.journal")
        try await append(20..<25)
        let last = try read(&cursor)
        #expect(last.numbers == Array(15..<25))
        #expect(last.notices == [])
    }

    @Test func `rotation, as journald does it, changes nothing`() async throws {
        var cursor: SourceCursor?
        let temporary = TemporaryDirectory.current
        try await append(0..<10)
        #expect(try read(&cursor).numbers == Array(0..<10))
        try await append(10..<12)
        try temporary.rename("journal/system.journal", to: "journal/" + JournalFiles.archivedName(1))
        try await append(12..<20)
        let sink = try read(&cursor)
        #expect(sink.numbers == Array(10..<20))
        #expect(sink.notices == [])
    }

    @Test func `what vacuuming removed unread is told of once, and all that is there is read`() async throws {
        var cursor: SourceCursor?
        let temporary = TemporaryDirectory.current
        try await append(0..<10)
        #expect(try read(&cursor).numbers == Array(0..<10))
        try await append(10..<12)
        try temporary.rename("journal/system.journal", to: "journal/" + JournalFiles.archivedName(1))
        // journalctl --after-cursor would leave out the first of these.
        try await append(12..<20)
        try await JournalFiles.vacuum(folder, files: 1)
        let sink = try read(&cursor)
        #expect(sink.numbers == Array(12..<20))
        #expect(sink.notices.count == 1)
        #expect(sink.notices.first?.contains("2025-11-22T08:26:49.000000Z") == true, "\(sink.notices)")
        let next = try read(&cursor)
        #expect(next.numbers == [])
        #expect(next.notices == [])
    }

    @Test func `a clock that was set back hides nothing, with the cursor's entry or without it`() async throws {
        var cursor: SourceCursor?
        let temporary = TemporaryDirectory.current
        try await append(1000..<1010)
        #expect(try read(&cursor).numbers == Array(1000..<1010))
        // The same file, then one without the cursor's entry, each written in a new boot with earlier stamps.
        try await append(500..<505, boot: "b")
        let first = try read(&cursor)
        #expect(first.numbers == Array(500..<505))
        #expect(first.notices == [])
        try temporary.rename("journal/system.journal", to: "journal/" + JournalFiles.archivedName(1))
        try await append(100..<105, boot: "c")
        try await JournalFiles.vacuum(folder, files: 1)
        let second = try read(&cursor)
        #expect(second.numbers == Array(100..<105))
        #expect(second.notices.count == 1)
    }

    @Test func `a journal that was replaced by a copy of itself gives nothing twice`() async throws {
        var cursor: SourceCursor?
        try await append(0..<10)
        #expect(try read(&cursor).numbers == Array(0..<10))
        try FileManager.default.removeItem(atPath: folder + "/system.journal")
        try await append(5..<15, "copy.journal")
        #expect(try read(&cursor).numbers == Array(10..<15))
        #expect(try read(&cursor).numbers == [])
    }

    @Test func `an empty journal, and one that is replaced by another machine's`() async throws {
        var cursor: SourceCursor?
        #expect(try read(&cursor).numbers == [])
        #expect(cursor == nil)
        try await append(10..<20)
        #expect(try read(&cursor).numbers == Array(10..<20))
        try FileManager.default.removeItem(atPath: folder + "/system.journal")
        let nothing = try read(&cursor)
        #expect(nothing.numbers == [])
        #expect(nothing.notices.count == 1)
        try await append(0..<5, boot: "e")
        #expect(try read(&cursor).numbers == Array(0..<5))
    }

    @Test func `from a time on, also after a restart before the first entry`() async throws {
        var cursor: SourceCursor?
        let since = Instant(microseconds: Self.start + 4_500_000)
        try await append(0..<3)
        #expect(try read(&cursor, since: since).numbers == [])
        #expect(cursor != nil)
        try await append(3..<8)
        #expect(try read(&cursor, since: Instant(microseconds: Self.start + 60_000_000)).numbers == [5, 6, 7])
    }

    @Test func `fields of all kinds come through`() async throws {
        var cursor: SourceCursor?
        var binary = JournalEntry(realtime: Self.start, message: nil)
        binary.add("MESSAGE", bytes: [97, 0, 255, 98])
        var long = JournalEntry(realtime: Self.start + 1, message: nil)
        long.add("MESSAGE", String(repeating: "long ", count: 40_000))
        var several = JournalEntry(realtime: Self.start + 2, message: "first")
        several.add("MESSAGE", "second")
        several.add("SYSLOG_PID", "7")
        let none = JournalEntry(realtime: Self.start + 3, message: nil)
        let lines = JournalEntry(realtime: Self.start + 4, message: "one\ntwo \"__CURSOR\":\"x\"")
        try await JournalFiles.append([binary, long, several, none, lines], to: folder + "/system.journal")
        let sink = try read(&cursor)
        #expect(sink.lines.count == 5)
        #expect(sink.lines[0].contains("\"MESSAGE\":[97,0,255,98]"))
        #expect(sink.lines[1].utf8.count > 200_000)
        #expect(sink.lines[2].contains("\"MESSAGE\":[\"first\",\"second\"]"))
        #expect(!sink.lines[3].contains("\"MESSAGE\""))
        #expect(sink.lines[4].contains("one\\ntwo"))
        #expect(try read(&cursor).lines.isEmpty)
    }

    @Test func `a folder that is not there is named`() throws {
        var configuration = JournalSource.Configuration()
        configuration.path = folder + "/none"
        #expect {
            try JournalSource(configuration).run(into: JournalSink(), until: StopSignal())
        } throws: { error in
            let text = "\(error)"
            return text.contains(folder + "/none") && text.contains("hint:")
        }
    }

    // MARK: Following

    /// Runs a source in a thread, until the test stops it.
    private func follow(_ body: (JournalSink) async throws -> Void) async throws {
        var configuration = JournalSource.Configuration()
        configuration.path = folder
        configuration.firstPause = 20
        let source = JournalSource(configuration)
        let sink = JournalSink()
        let stop = StopSignal()
        let running = FollowingJournal(source, sink, stop)
        defer { stop.raise() }
        try await body(sink)
        stop.raise()
        #expect(try await eventually { running.hasEnded })
        #expect(journalctls() == [])
    }

    /// The process ids of journalctl programs that read this test's folder.
    private func journalctls() -> [Int32] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.compactMap { Int32($0) }.filter { process in
            guard let data = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else { return false }
            let words = data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            return words.first == "journalctl" && words.contains("--directory=" + folder)
        }
    }

    @Test func `what is written while it is followed comes, in the same file and in new ones`() async throws {
        try await append(0..<3)
        try await follow { sink in
            #expect(try await eventually { sink.numbers == [0, 1, 2] })
            try await append(3..<5)
            #expect(try await eventually { sink.numbers == Array(0..<5) })
            try await append(5..<8, "new.journal")
            #expect(try await eventually { sink.numbers == Array(0..<8) })
            #expect(sink.notices == [])
        }
    }

    @Test func `a journalctl that is killed is started again, and nothing comes twice`() async throws {
        try await append(0..<3)
        try await follow { sink in
            #expect(try await eventually { sink.numbers == [0, 1, 2] })
            for round in 1...3 {
                let child = try #require(journalctls().first)
                kill(child, SIGKILL)
                #expect(try await eventually { sink.notices.count >= round })
                try await append(round * 10..<round * 10 + 2, "\(round).journal")
                #expect(try await eventually { sink.numbers.count == 3 + 2 * round })
            }
            #expect(sink.numbers == [0, 1, 2, 10, 11, 20, 21, 30, 31])
            #expect(sink.notices.first?.contains("signal 9") == true)
        }
    }
}

/// A source that runs in a thread.
private final class FollowingJournal: Sendable {
    private let ended = Guarded(false)

    init(_ source: JournalSource, _ sink: JournalSink, _ stop: StopSignal) {
        Thread.detachNewThread { [self] in
            try? source.run(into: sink, until: stop)
            ended.withLock { $0 = true }
        }
    }

    var hasEnded: Bool { ended.withLock { $0 } }
}

/// Takes what a journal has to tell.
final class JournalSink: LineSink {
    private struct Taken {
        var lines: [String] = []
        var notices: [String] = []
        var cursor: SourceCursor?
    }

    private let taken = Guarded(Taken())

    func send(_ batch: LineBatch) -> Bool {
        taken.withLock { taken in
            taken.lines += batch.lines.map { batch.bytes.text($0.range) }
            taken.cursor = batch.cursor ?? taken.cursor
        }
        return true
    }

    func report(_ notice: SourceNotice) {
        taken.withLock { $0.notices.append(notice.text) }
    }

    var lines: [String] { taken.withLock { $0.lines } }
    var notices: [String] { taken.withLock { $0.notices } }
    var cursor: SourceCursor? { taken.withLock { $0.cursor } }

    /// Those of `number 7`, in the order they came.
    var numbers: [Int] {
        lines.compactMap { line in
            line.firstRange(of: "\"number ").flatMap { Int(line[$0.upperBound...].prefix { $0.isNumber }) }
        }
    }
}
