import FootfallModel
import FootfallTesting
import Foundation
import GRDB
import Testing

@testable import FootfallStore

/// What the store keeps of sources beside their events.
@Suite(.temporaryDirectory) struct SourceStateTests {
    private let path = TemporaryDirectory.current("footfall.db")
    /// A Tuesday, 12:00 UTC.
    private static let noon: Int64 = 1_795_521_600

    private func batch(at seconds: Int64, isLive: Bool = true, source: String = "/log/1") -> EventBatch {
        var batch = EventBatch()
        var hearing = SourceHearing(source: source, arrival: Instant(seconds: Self.noon + seconds), isLive: isLive)
        hearing.lastTime = hearing.lastArrival
        batch.hearings = [hearing]
        return batch
    }

    private func source(_ name: String = "/log/1") throws -> StoredSource {
        try #require(try EventStore(path: path).sources(now: Instant(seconds: Self.noon)).first { $0.name == name })
    }

    @Test func `the longest silence of each hour is kept`() throws {
        let writer = try StoreWriter(path: path) { _ in .utc }
        for second: Int64 in [0, 60, 70, 71, 400, 3500, 3700, 7300, 7310] { try writer.write(batch(at: second)) }
        // 24 + 12 hours behind Monday's first.
        #expect(try source().silences == [36: 3100, 37: 3600, 38: 3600])
        #expect(try source().firstLive == Instant(seconds: Self.noon))
        #expect(try source().lastArrival == Instant(seconds: Self.noon + 7310))
    }

    @Test func `what comes from before, and what nobody listened to, is no silence`() throws {
        do {
            let writer = try StoreWriter(path: path) { _ in .utc }
            for second: Int64 in [0, 5000] { try writer.write(batch(at: second, isLive: false)) }
            for second: Int64 in [5001, 5002] { try writer.write(batch(at: second)) }
            try writer.close()
        }
        let writer = try StoreWriter(path: path) { _ in .utc }
        for second: Int64 in [90_000, 90_004] { try writer.write(batch(at: second)) }
        #expect(try source().silences.values.max() == 4)
        #expect(try source().firstLive == Instant(seconds: Self.noon + 5001))
    }

    @Test func `a clock that is set back does no harm`() throws {
        let writer = try StoreWriter(path: path) { _ in .utc }
        for second: Int64 in [0, 10, -500_000, -499_990, 20] { try writer.write(batch(at: second)) }
        #expect(try source().lastArrival == Instant(seconds: Self.noon + 20))
    }

    @Test func `weeks that are long past are forgotten`() throws {
        let writer = try StoreWriter(path: path) { _ in .utc }
        let week: Int64 = 7 * 86_400
        for number: Int64 in 0..<9 {
            for second: Int64 in [0, 300 - number * 30] { try writer.write(batch(at: number * week + second)) }
        }
        let silence = try #require(try source().silences[36])
        #expect(silence >= week - 300)
        let rows = try writer.access { _, database in
            try Int.fetchOne(database, sql: "SELECT count(DISTINCT week) FROM silence WHERE hour = 36")
        }
        #expect(try #require(rows) <= 6)
    }

    @Test func `troubles are replaced, and begin with the next start`() throws {
        let writer = try StoreWriter(path: path) { _ in .utc }
        try writer.add(sources: ["udp://127.0.0.1:514"])
        let trouble = SourceTrouble(
            source: "/log/1",
            key: "unreadable",
            text: "/log/1: permission denied",
            since: Instant(seconds: 5),
            isWaiting: false
        )
        try writer.setTroubles([trouble])
        #expect(try source().troubles == [trouble])
        #expect(try source("udp://127.0.0.1:514").lastArrival == nil)
        try writer.setTroubles([])
        #expect(try EventStore(path: path).sources(now: Instant(seconds: 0)).map(\.name) == ["udp://127.0.0.1:514"])
    }

    // MARK: Who writes

    @Test func `who writes to a store is seen from outside, without disturbing them`() throws {
        #expect(RunningCollector.at(store: path) == nil)
        let writer = try StoreWriter(path: path) { _ in .utc }
        let running = try #require(RunningCollector.at(store: path))
        #expect(running.process == getpid())
        #expect(running.obstacle == nil)
        writer.setObstacle("no room left on the disk")
        let waiting = try #require(RunningCollector.at(store: path))
        #expect(waiting.obstacle == "no room left on the disk")
        #expect(waiting.obstacleSince != nil)
        writer.setObstacle(nil)
        #expect(RunningCollector.at(store: path)?.obstacle == nil)
        try writer.close()
        #expect(RunningCollector.at(store: path) == nil)
    }

    @Test func `a note beside the store says the same when it is read again`() {
        var note = LockNote(process: 12, started: 34)
        note.obstacle = "no room left"
        note.obstacleSince = 56
        note.losses = ["udp://127.0.0.1:514": 7, "unix:/dev/a log": 8]
        note.lossNumber = 90
        #expect(note.bytes.count == LockNote.size)
        #expect(LockNote(note.bytes) == note)
        for number in 0..<1000 { note.losses["udp://192.0.2.1:\(number)"] = 1 }
        let read = LockNote(note.bytes)
        #expect(read.losses.values.reduce(0, +) == 1015)
        #expect(LockNote([0xff, 0x0a, 0x20, 0x0a]).process == nil)
    }

    @Test func `a source's name adds no line to the note, and is read as it is`() {
        var note = LockNote(process: 12)
        note.obstacle = "/a\r\nlost 9 b: no room left"
        note.losses = ["/c\r\nlost 9 d": 1, "\u{301}e": 2, "/f\nlost 9 g": 4]
        let read = LockNote(note.bytes)
        #expect(read.losses == ["?": 5, "\u{301}e": 2])
        #expect(read.obstacle == "/a\\r\\nlost 9 b: no room left")
    }

    @Test func `a store that was removed or replaced is written no more`() throws {
        let writer = try StoreWriter(path: path) { _ in .utc }
        try writer.write(batch(at: 0))
        try FileManager.default.moveItem(atPath: path, toPath: path + ".old")
        let gone = #expect(throws: StoreError.self) { try writer.write(batch(at: 1)) }
        #expect(gone?.reason == .replaced)
        try Data("something else".utf8).write(to: URL(filePath: path))
        let other = #expect(throws: StoreError.self) { try writer.write(batch(at: 1)) }
        #expect(other?.reason == .replaced)
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: path + ".old", toPath: path)
        try writer.write(batch(at: 2))
    }
}
