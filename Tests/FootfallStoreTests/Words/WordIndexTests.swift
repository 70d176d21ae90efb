import FootfallModel
import FootfallQuery
import FootfallStore
import FootfallTesting
import Foundation
import GRDB
import Testing

@Suite struct WordIndexTests {
    /// A store with segments of 256 events, each message of them in four.
    private struct Filled {
        let store = try? TemporaryStore()
        let writer: StoreWriter
        let events: [ActivityEvent]

        init(_ count: Int = 1000, segmentBits: Int = 8) throws {
            var options = StoreOptions()
            options.segmentBits = segmentBits
            writer = try #require(store).writer(options)
            var maker = BatchMaker()
            var events = (0..<count).map { place in
                let group = place % 7 == 0 ? "group-x" : "groups"
                return ActivityEvent.signIn(Int64(place), message: "Accepted key k\(place / 4) of \(group)")
            }
            try writer.write(maker.batch(events))
            for place in events.indices { events[place].id = Int64(place + 1) }
            self.events = events
        }

        func check(_ words: WordSearch...) throws {
            let reader = try EventStore(path: try #require(store).path)
            for search in words {
                let query = EventQuery(condition: .words(search))
                let expected = events.filter(query.matches)
                #expect(try reader.search(query, limit: .max, order: .oldestFirst) == expected, "\(search)")
                #expect(try reader.count(query) == Int64(expected.count), "\(search)")
            }
        }
    }

    private static let words: [WordSearch] = [
        "accepted", "k17", "k*", "k1*", "group", "of group", "x", "*ccept*", "absent",
    ]

    @Test func `at every moment, between any two steps, searches are right`() throws {
        let filled = try Filled()
        func check() throws { for search in Self.words { try filled.check(search) } }
        try check()
        var steps = 0
        while try filled.writer.indexWords() {
            steps += 1
            try check()
        }
        // Of 1000 events and id 0, which is none's, 3 segments are full.
        #expect(steps >= 3)
        #expect(try #require(filled.store).number("SELECT max(through) FROM words") == 3 * 256 - 1)
        #expect(try filled.writer.unindexed() == 0)
        #expect(try !filled.writer.indexWords())
    }

    @Test func `what comes later is indexed once its segment is full`() throws {
        let filled = try Filled(300)
        let store = try #require(filled.store)
        while try filled.writer.indexWords() {}
        var maker = BatchMaker()
        var more = maker.batch((0..<600).map { .signIn(Int64($0), message: "later") })
        more.generation = 1
        try filled.writer.write(more)
        #expect(try filled.writer.unindexed() == 512)
        while try filled.writer.indexWords() {}
        #expect(try store.number("SELECT max(through) FROM words") == 3 * 256 - 1)
        #expect(try EventStore(path: store.path).count(EventQuery(condition: .words("later"))) == 600)
        try filled.check("k17")
    }

    @Test func `a store from before there was an index gets it from its next writer`() throws {
        var filled: Filled? = try Filled()
        let store = try #require(filled?.store)
        let events = filled?.events ?? []
        filled = nil
        try store.sql("DROP TABLE words")
        let reader = try EventStore(path: store.path)
        let query = EventQuery(condition: .words("k17"))
        #expect(try reader.search(query, limit: 9, order: .oldestFirst) == events.filter(query.matches))
        #expect(try reader.explain(query).contains { $0.contains("1000 events that are not indexed yet") })
        let writer = try store.writer()
        while try writer.indexWords() {}
        #expect(try store.number("SELECT max(through) FROM words") == 3 * 256 - 1)
        #expect(try reader.search(query, limit: 9, order: .oldestFirst) == events.filter(query.matches))
    }

    @Test func `a step that fails leaves nothing behind, and is taken again`() throws {
        let filled = try Filled(20_000, segmentBits: 12)
        let store = try #require(filled.store)
        #expect(try filled.writer.indexWords())
        let before = try store.sql("SELECT through FROM words").map { $0[0] as Int64 }
        try filled.writer.setMaximumPages(1)
        var reason: StoreError.Reason?
        do {
            while try filled.writer.indexWords() {}
        } catch {
            reason = error.reason
        }
        #expect(reason == .full)
        #expect(try store.sql("SELECT through FROM words").map { $0[0] as Int64 } == before)
        for search in Self.words { try filled.check(search) }
        try filled.writer.setMaximumPages(1 << 30)
        while try filled.writer.indexWords() {}
        #expect(try store.number("SELECT max(through) FROM words") == 4 * 4096 - 1)
        for search in Self.words { try filled.check(search) }
        // Batches go on as if nothing had been.
        var maker = BatchMaker()
        var more = maker.batch([.signIn(0, message: "after")])
        more.generation = 1
        try filled.writer.write(more)
        #expect(try EventStore(path: store.path).count(EventQuery(condition: .words("after"))) == 1)
    }

    @Test func `16 segments share a table, which retention drops with the last of them`() throws {
        // Segments of 4 events: a table has 64.
        let filled = try Filled(900, segmentBits: 2)
        let store = try #require(filled.store)
        func tables() throws -> Set<String> {
            Set(try store.sql("SELECT name FROM sqlite_master WHERE sql LIKE '%USING fts5%'").map { $0[0] as String })
        }
        while try filled.writer.indexWords() {}
        #expect(try tables() == Set((0...14).map { "words_\($0)" }))
        let oldest = Int64(600)
        let end = Instant(seconds: filled.events[0].time.seconds + 10_000)
        let limits = RetentionLimits(maximumAge: 10_000 - oldest)
        _ = try filled.writer.prune(limits, now: end) { _ in
            // In the middle of it too.
            _ = try? filled.writer.indexWords()
            return true
        }
        #expect(try tables() == Set((9...14).map { "words_\($0)" }))
        #expect(try store.sql("SELECT segments FROM words").map { $0[0] as Int64 } == Array(9...14))
        let left = filled.events.filter { $0.id >= 600 }
        let reader = try EventStore(path: store.path)
        for search in Self.words {
            let query = EventQuery(condition: .words(search))
            #expect(try reader.search(query, limit: .max, order: .oldestFirst) == left.filter(query.matches))
        }
        #expect(try !filled.writer.indexWords())
        #expect(try store.sql("PRAGMA integrity_check").map { $0[0] as String } == ["ok"])
    }

    @Test func `two words that Swift calls equal are two`() throws {
        // Composed and decomposed, as macOS writes names beside Linux.
        let composed = "caf\u{e9}"
        let decomposed = "cafe\u{301}"
        let store = try TemporaryStore()
        var options = StoreOptions()
        options.segmentBits = 6
        let writer = try store.writer(options)
        var maker = BatchMaker()
        try writer.write(
            maker.batch((0..<1000).map { .signIn(Int64($0), message: $0 % 2 == 0 ? composed : decomposed) })
        )
        while try writer.indexWords() {}
        let reader = try EventStore(path: store.path)
        let either = Condition.or([composed, decomposed].map { .words(WordSearch($0)) })
        #expect(try reader.count(EventQuery(condition: either)) == 1000)
        #expect(try reader.count(EventQuery(condition: .words(WordSearch(composed)))) == 500)
    }

    @Test(arguments: [Int64.max, -1, 5120, Int64.min] as [Int64])
    func `a reach that cannot be is damage, and no crash`(through: Int64) throws {
        let filled = try Filled(6000)
        let store = try #require(filled.store)
        while try filled.writer.indexWords() {}
        try filled.writer.close()
        _ = try store.sql("UPDATE words SET through = \(through) WHERE segments = 0")
        let reader = try EventStore(path: store.path)
        #expect(throws: StoreError.self) { try reader.count(EventQuery(condition: .words("k17"))) }
        let writer = try StoreWriter(path: store.path) { _ in .utc }
        #expect(throws: StoreError.self) { try writer.indexWords() }
    }

    @Test func `where a table is damaged, messages are read`() throws {
        let filled = try Filled()
        let store = try #require(filled.store)
        while try filled.writer.indexWords() {}
        _ = try store.sql("DELETE FROM words_0_data WHERE id > 10")
        for search in Self.words { try filled.check(search) }
    }

    @Test func `a copy has it too`() throws {
        let filled = try Filled()
        let store = try #require(filled.store)
        while try filled.writer.indexWords() {}
        let copy = store.folder + "/copy.db"
        _ = try StoreBackup(of: EventStore(path: store.path), at: copy, isReplacing: false).run { _ in true }
        let reader = try EventStore(path: copy)
        let query = EventQuery(condition: .words("k17"))
        #expect(try reader.search(query, limit: 9, order: .oldestFirst) == filled.events.filter(query.matches))
        let explained = #""k17": the word index, and a scan of 233 events that are not indexed yet"#
        #expect(try reader.explain(query).contains(explained))
    }

    @Test func `the explanation tells what the index serves and what is scanned`() throws {
        let filled = try Filled(767)
        let reader = try EventStore(path: try #require(filled.store).path)
        func explained(_ search: WordSearch) throws -> String? {
            try reader.explain(EventQuery(condition: .words(search))).first { $0.hasPrefix(search.description) }
        }
        #expect(try explained("k1*") == #""k1"*: the word index, and a scan of 767 events that are not indexed yet"#)
        while try filled.writer.indexWords() {}
        #expect(try explained("k1*") == #""k1"*: the word index"#)
        #expect(try explained("*ccep*") == #"*"ccep"*: a scan of the messages within what the other filters leave"#)
    }

    /// A word that the index cut elsewhere than `WordSearch` does would not be found.
    @Test(arguments: 0..<4)
    func `the index cuts words exactly where a search does`(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) + 90)
        let store = try TemporaryStore()
        var options = StoreOptions()
        options.segmentBits = 8
        let writer = try store.writer(options)
        var maker = BatchMaker()
        var batch = EventBatch()
        var expected: Set<[UInt8]> = []
        for place in 0..<255 {
            // Every byte there is: NUL, invalid UTF-8; a few of them often, so that words become long.
            var message = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                Bool.random(using: &random) ? UInt8.random(in: 0...255, using: &random) : UInt8(ascii: "Q")
            }
            if place == 100 { message += [UInt8](repeating: UInt8(ascii: "z"), count: 20_000) }
            maker.add(.signIn(Int64(place), message: ""), to: &batch)
            batch.rows[place].message = maker.append(message, to: &batch)
            for word in message.split(whereSeparator: { $0 < 0x80 && !Self.alphanumerics.contains($0) }) {
                expected.insert(word.map { (0x41...0x5a).contains($0) ? $0 + 32 : $0 })
            }
        }
        try writer.write(maker.finish(&batch))
        while try writer.indexWords() {}
        let found: Set<[UInt8]> = try DatabaseQueue(path: store.path).writeWithoutTransaction { database in
            try database.execute(sql: "CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, words_0, row)")
            let terms = try Row.fetchAll(database, sql: "SELECT CAST(term AS BLOB) AS term FROM temp.terms")
            return Set(terms.map { Array($0["term"] as Data) })
        }
        #expect(found == expected)
        #expect(found.count > 500, "the case shows something")
    }

    private static let alphanumerics = Set("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)

    @Test func `messages of any length make steps of a bounded size`() throws {
        let store = try TemporaryStore()
        var options = StoreOptions()
        options.segmentBits = 12
        let writer = try store.writer(options)
        var maker = BatchMaker()
        let long = String(repeating: "word and ", count: 1000)
        let events = (0..<4095).map { ActivityEvent.signIn(Int64($0), message: $0 < 1000 ? long + "n\($0)" : "n\($0)") }
        try writer.write(maker.batch(events))
        var reaches: [Int64] = []
        while try writer.indexWords() { reaches.append(try store.number("SELECT max(through) FROM words")) }
        #expect(reaches.last == 4095)
        #expect(Set(reaches).count >= 8)
        let reader = try EventStore(path: store.path)
        for number in [0, 120, 128, 999, 1000, 4000] {
            #expect(try reader.count(EventQuery(condition: .words(WordSearch("n\(number)")))) == 1)
        }
    }

    @Test func `hits are told of as soon as no other can come before them`() throws {
        let store = try TemporaryStore()
        var options = StoreOptions()
        options.segmentBits = 6
        let writer = try store.writer(options)
        var maker = BatchMaker()
        // The second half is older than the first.
        let events = (0..<640).map { ActivityEvent.signIn(Int64($0 < 320 ? 1000 + $0 : $0), message: "hit") }
        try writer.write(maker.batch(events))
        var pieces: [[ActivityEvent]] = []
        let reader = try EventStore(path: store.path)
        let query = EventQuery(condition: .words("hit"))
        try reader.search(query, limit: 500) { pieces.append($0) }
        #expect(pieces.count > 5)
        #expect(try Array(pieces.joined()) == reader.search(query, limit: 500))
        #expect(pieces.joined().map(\.time) == events.map(\.time).sorted(by: >).prefix(500).map { $0 })
    }

    @Test func `a search that reads many segments finds the same with a second connection`() throws {
        let filled = try Filled(80_000, segmentBits: 8)
        let reader = try EventStore(path: try #require(filled.store).path)
        for search in ["*k19*", "*up-*", "*bsent*"] as [WordSearch] {
            let query = EventQuery(condition: .words(search))
            let expected = filled.events.filter(query.matches)
            #expect(try reader.count(query) == Int64(expected.count))
            #expect(try reader.search(query, limit: 100) == Array(expected.reversed().prefix(100)))
        }
        // Dropped between two rounds, segments are still the first connection's.
        let query = EventQuery(condition: .words("*k1*"))
        let expected = filled.events.filter(query.matches)
        var found: [ActivityEvent] = []
        try reader.search(query, limit: .max) { events in
            if found.isEmpty { _ = try filled.writer.prune(RetentionLimits(maximumBytes: 1), now: Instant(seconds: 0)) }
            found += events
        }
        #expect(found == expected.reversed())
    }
}
