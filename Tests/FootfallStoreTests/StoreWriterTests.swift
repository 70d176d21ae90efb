import FootfallModel
import FootfallQuery
import FootfallStore
import FootfallTesting
import Foundation
import GRDB
import Testing

@Suite struct StoreWriterTests {
    @Test func `every field comes back as it went in`() throws {
        let store = try TemporaryStore()
        var maker = BatchMaker()
        let full = ActivityEvent(
            time: Instant(microseconds: 1_795_305_623_000_001),
            type: "create_user",
            category: .administration,
            outcome: .failure,
            userID: "root",
            targetID: "bob",
            appID: "useradd",
            ip: "2001:db8::7",
            host: "web1",
            source: "udp://192.0.2.1:514",
            pattern: "shadow/new-user",
            count: 3,
            message: "new user: name=bob",
            details: #"{"uid":"1001","claimed":true}"#
        )
        let bare = ActivityEvent(
            time: Instant(microseconds: -1),
            type: "odd",
            category: .other,
            outcome: .unknown,
            source: "stdin",
            pattern: "generic/json",
            message: ""
        )
        let writer = try store.writer()
        try writer.write(maker.batch([full, bare]))
        let found = try EventStore(path: store.path).search(EventQuery(), limit: 10)
        var expected = [full, bare]
        // The batch is sorted by time before it gets ids.
        expected[0].id = 2
        expected[1].id = 1
        #expect(found == expected)
        #expect(try store.number("SELECT count(*) FROM event WHERE message = '' OR details = ''") == 0)
        #expect(try store.number("SELECT length(address) FROM string WHERE text = '2001:db8::7'") == 16)
    }

    @Test func `NUL bytes and malformed UTF-8 are stored byte for byte`() throws {
        let store = try TemporaryStore()
        var maker = BatchMaker()
        let message: [UInt8] = [0x61, 0x00, 0x62, 0x20, 0xff, 0xc3, 0x28, 0x00]
        let user: [UInt8] = [0x00, 0x78, 0xfe]
        var batch = EventBatch()
        maker.add(.signIn(0), to: &batch)
        batch.rows[0].message = maker.append(message, to: &batch)
        batch.rows[0].user = maker.number(.account, bytes: user)
        let writer = try store.writer()
        try writer.write(maker.finish(&batch))
        let row = try #require(
            try store.sql(
                """
                SELECT hex(CAST(message AS BLOB)), hex(CAST(string.text AS BLOB)), typeof(message)
                FROM event JOIN string ON string.id = user
                """
            ).first
        )
        #expect(row[0] == "61006220FFC32800")
        #expect(row[1] == "0078FE")
        #expect(row[2] == "text")
        let event = try #require(try EventStore(path: store.path).search(EventQuery(), limit: 1).first)
        #expect(event.message == "a\u{0}b \u{fffd}\u{fffd}(\u{0}")
        #expect(try EventStore(path: store.path).count(EventQuery(condition: .words("b"))) == 1)
    }

    @Test func `a store opened again goes on with its ids, strings and pending postings`() throws {
        let store = try TemporaryStore()
        var options = StoreOptions()
        options.segmentBits = 6
        options.postingThreshold = 1000
        for round in 0..<7 {
            var maker = BatchMaker()
            let writer = try store.writer(options)
            try writer.write(maker.batch((0..<9).map { .signIn(Int64(round * 9 + $0), user: "user\($0 % 2)") }))
            // Every other time as after a crash: nobody has written the postings that wait.
            if round % 2 == 0 { try writer.close() }
        }
        let reader = try EventStore(path: store.path)
        let found = try reader.search(EventQuery(), limit: 100, order: .oldestFirst)
        #expect(found.map(\.id) == Array(1...63))
        #expect(try store.number("SELECT count(*) FROM string WHERE text LIKE 'user_'") == 2)
        #expect(try reader.statistics().unposted == 0)
        #expect(try reader.count(EventQuery(condition: .field(.user, [.exact("user1")]))) == 28)
    }

    @Test func `a new generation of the interner keeps the store's strings`() throws {
        let store = try TemporaryStore()
        var maker = BatchMaker(limit: 10)
        let writer = try store.writer()
        for round in 0..<5 {
            try writer.write(maker.batch((0..<4).map { .signIn(0, user: "user\(round)-\($0)") } + [.signIn(1)]))
        }
        #expect(try store.number("SELECT count(*) FROM string WHERE text = 'alice'") == 1)
        let reader = try EventStore(path: store.path)
        #expect(try reader.count(EventQuery(condition: .field(.user, [.exact("alice")]))) == 5)
        #expect(try reader.count(EventQuery(condition: .field(.user, [.exact("user3-2")]))) == 1)
    }

    @Test func `strings of which some are known already keep their numbers`() throws {
        let store = try TemporaryStore()
        for users in [0..<40, 20..<60, 0..<61] {
            var maker = BatchMaker()
            try store.writer().write(maker.batch(users.map { .signIn(0, user: "user\($0)", ip: "192.0.2.\($0 / 2)") }))
        }
        #expect(try store.number("SELECT count(*) FROM string WHERE text LIKE 'user%' AND kind = 1") == 61)
        #expect(try store.number("SELECT count(*) FROM string WHERE length(address) = 16") == 31)
        let reader = try EventStore(path: store.path)
        for (user, count) in [(0, 2), (19, 2), (20, 3), (39, 3), (40, 2), (60, 1)] {
            #expect(try reader.count(EventQuery(condition: .field(.user, [.exact("user\(user)")]))) == count)
        }
    }

    @Test func `strings that no batch has brought are refused`() throws {
        let store = try TemporaryStore()
        var maker = BatchMaker()
        let writer = try store.writer()
        _ = maker.batch([.signIn(0)])
        let second = maker.batch([.signIn(1, user: "bob")])
        let error = #expect(throws: StoreError.self) { try writer.write(second) }
        #expect(
            error?.description
                == "\(store.path): a batch brings strings from number 8, where number 1 is the next"
        )
        #expect(try store.number("SELECT count(*) FROM event") == 0)
    }

    @Test func `a full disk stores nothing of the batch, and the writer goes on when there is room`() throws {
        let store = try TemporaryStore()
        var options = StoreOptions()
        options.maximumPages = 60
        options.segmentBits = 8
        var maker = BatchMaker()
        let writer = try store.writer(options)
        var stored: Int64 = 0
        var refused: EventBatch?
        while refused == nil, stored < 100_000 {
            let batch = maker.batch((0..<500).map { .signIn(Int64($0), user: "user\(stored + Int64($0))") })
            do {
                try writer.write(batch)
                stored += 500
            } catch {
                #expect(error.reason == .full)
                #expect(
                    error.description
                        == "\(store.path): no room left on the disk\n  hint: make room; what was stored so far is safe"
                )
                refused = batch
            }
        }
        #expect(throws: StoreError(path: store.path, reason: .full)) { try writer.write(try #require(refused)) }
        #expect(try store.number("SELECT count(*) FROM event") == stored)
        try writer.setMaximumPages(100_000)
        try writer.write(try #require(refused))
        try writer.write(maker.batch([.signIn(0, user: "user0")]))
        try writer.close()
        let reader = try EventStore(path: store.path)
        #expect(try reader.count(EventQuery()) == stored + 501)
        #expect(try reader.count(EventQuery(condition: .field(.user, [.exact("user\(stored + 7)")]))) == 1)
        #expect(try reader.count(EventQuery(condition: .field(.user, [.exact("user0")]))) == 2)
        #expect(try store.sql("PRAGMA integrity_check").first?[0] == "ok")
    }

    @Test func `copies taken while it is written hold whole batches only`() throws {
        let store = try TemporaryStore()
        var options = StoreOptions()
        options.segmentBits = 8
        options.checkpointPages = 1_000_000
        var maker = BatchMaker()
        let writer = try store.writer(options)
        for round in 0..<20 {
            var batch = maker.batch((0..<50).map { .signIn(Int64(round * 50 + $0)) })
            batch.checkpoints = [Checkpoint(id: 1, source: "s", path: "p", device: 0, inode: 0, offset: Int64(round))]
            try writer.write(batch)
        }
        // The log is cut wherever a crash may have cut it: the last frames are not all there.
        let log = try Data(contentsOf: URL(fileURLWithPath: store.path + "-wal"))
        for share in stride(from: 0, through: 100, by: 7) {
            let copy = try TemporaryStore()
            try FileManager.default.copyItem(atPath: store.path, toPath: copy.path)
            try log.prefix(log.count * share / 100).write(to: URL(fileURLWithPath: copy.path + "-wal"))
            let again = try copy.writer(options)
            let events = try copy.number("SELECT count(*) FROM event")
            #expect(events % 50 == 0)
            #expect(try again.checkpoints().map(\.offset) == (events == 0 ? [] : [events / 50 - 1]))
            let users = try EventStore(path: copy.path).topUsers(days: .min..<(.max), types: nil, limit: 10)
            #expect(users.reduce(0) { $0 + $1.count } == events)
            #expect(try copy.number("SELECT coalesce(sum(count), 0) FROM segment") == events)
            if share == 100 { #expect(events == 1000) }
        }
    }

    @Test func `readers see whole batches while they are written`() async throws {
        let store = try TemporaryStore()
        let writer = try store.writer()
        let reader = try EventStore(path: store.path)
        let writing = Task.detached {
            var maker = BatchMaker()
            for round in 0..<60 {
                try writer.write(maker.batch((0..<100).map { .signIn(Int64(round * 100 + $0)) }))
            }
        }
        var last: Int64 = 0
        while last < 6000 {
            let count = try reader.count(EventQuery())
            #expect(count % 100 == 0)
            #expect(count >= last)
            last = count
            if last < 6000 { try await Task.sleep(for: .milliseconds(1)) }
        }
        try await writing.value
    }

    @Test func `checkpoints come back whole, and only new block hashes are written`() throws {
        let store = try TemporaryStore()
        let writer = try store.writer()
        var checkpoint = Checkpoint(
            id: 7,
            source: "/var/log/auth.log",
            path: "/var/log/auth.log.1",
            device: .max,
            inode: .max - 1,
            offset: 5 << 20,
            lines: 99,
            year: 2026,
            headLength: 256,
            headHash: .max - 2,
            blockHashes: [1, 2, .max],
            offsetHash: .max - 3
        )
        checkpoint.lineMarks = [.init(low: 1, hash: .max), .init(low: .max - 1, hash: 2)]
        checkpoint.rest = Checkpoint.Rest(size: 6 << 20, modified: Instant(microseconds: 1_794_700_000_000_001))
        checkpoint.leftOutBefore = Instant(microseconds: -1)
        func write() throws {
            var batch = EventBatch()
            batch.checkpoints = [checkpoint]
            try writer.write(batch)
        }
        try write()
        #expect(try writer.checkpoints() == [checkpoint])
        try store.sql("UPDATE content_block SET hash = 77 WHERE block = 0")
        checkpoint.blockHashes.append(4)
        try write()
        #expect(try writer.checkpoints().first?.blockHashes == [77, 2, .max, 4])
        // Another content under the same number: all of it is new.
        checkpoint.blockHashes = [9, 8]
        checkpoint.year = nil
        try write()
        #expect(try EventStore(path: store.path).checkpoints() == [checkpoint])
        checkpoint.blockHashes = []
        try write()
        #expect(try writer.checkpoints() == [checkpoint])
    }

    @Test func `accounts of a source and day are added up`() throws {
        let store = try TemporaryStore()
        let writer = try store.writer()
        var maker = BatchMaker()
        for round in 0..<3 {
            var batch = EventBatch()
            let source = maker.number(.source, "stdin")
            for day in [Int32(20_000), Int32(20_001)] {
                var account = Account(source: source, day: day)
                account[.records] = 10
                account[.matched] = Int64(round)
                batch.accounts.append(account)
            }
            try writer.write(maker.finish(&batch))
        }
        let reader = try EventStore(path: store.path)
        #expect(try reader.accounting(days: 20_000..<20_001) == ["stdin": ["records": 30, "matched": 3]])
        #expect(try reader.accounting() == ["stdin": ["records": 60, "matched": 6]])
        #expect(try store.number("SELECT count(*) FROM accounting") == 4)
    }
}
