import FootfallModel
import FootfallQuery
import FootfallStore
import FootfallTesting
import GRDB
import Testing

/// What is left when segments are dropped.
@Suite struct RetentionTests {
    /// Seconds from one event to the next, so that a store goes over some days.
    private static let pace: Int64 = 600
    private static let end = Instant(seconds: 900 * pace)

    /// A store with segments of 64 events, an evidence among five, late events among them.
    private struct Filled {
        let store: TemporaryStore
        let writer: StoreWriter
        var random: SeededGenerator

        init(seed: Int) throws {
            random = SeededGenerator(seed: UInt64(seed) + 500)
            store = try TemporaryStore()
            var options = StoreOptions()
            options.segmentBits = 6
            options.postingThreshold = 16
            writer = try store.writer(options, zone: .berlin)
            var maker = BatchMaker()
            var rows: Int64 = 0
            for start in stride(from: 0, to: 900, by: 30) {
                let events = (0..<60).map { _ in
                    RandomQuery.event(at: (Int64(start) + Int64.random(in: -60..<30, using: &random)) * pace, &random)
                }
                var batch = maker.batch(events)
                batch.firstRow = rows
                for place in stride(from: 5, to: batch.rows.count, by: 5) {
                    batch.rows[place].evidenceOf = rows + Int64(place)
                }
                rows += Int64(batch.rows.count)
                try writer.write(batch)
                // Some of the store is indexed, some is not.
                if start < 600 { _ = try writer.indexWords() }
            }
        }

        func events() throws -> [ActivityEvent] {
            try EventStore(path: store.path).search(
                EventQuery(evidence: .included),
                limit: .max,
                order: .oldestFirst
            )
        }

        func segments() throws -> [Int64] {
            try store.sql("SELECT id FROM segment ORDER BY id").map { $0[0] }
        }

        mutating func query() -> EventQuery {
            var query = RandomQuery.query(&random)
            query.since = query.since.map { Instant(seconds: $0.seconds * pace) }
            query.until = query.until.map { Instant(seconds: $0.seconds * pace) }
            return query
        }
    }

    @Test(arguments: 0..<6)
    func `by age whole segments go, and what is left is found and counted as if nothing else had been`(
        seed: Int
    ) throws {
        var filled = try Filled(seed: seed)
        let before = try filled.events()
        let segments = try filled.segments()
        let age = Int64.random(in: 100...600, using: &filled.random) * Self.pace
        let oldest = Self.end.microseconds - age * 1_000_000
        let summary = try filled.writer.prune(RetentionLimits(maximumAge: age), now: Self.end)

        let lasts = Dictionary(grouping: before) { $0.id >> 6 }.mapValues { $0.map(\.time.microseconds).max() ?? 0 }
        let gone = Set(segments.dropLast().filter { lasts[$0, default: 0] < oldest })
        #expect(!gone.isEmpty && gone.count + 1 < segments.count, "the case shows something")
        let left = before.filter { !gone.contains($0.id >> 6) }
        let dropped = before.filter { gone.contains($0.id >> 6) }
        #expect(summary.segments == gone.count)
        #expect(summary.events == Int64(dropped.count { $0.evidenceOf == nil }))
        #expect(summary.evidence == Int64(dropped.count { $0.evidenceOf != nil }))
        #expect(summary.times?.lowerBound == dropped.first?.time)
        #expect(summary.times?.upperBound == dropped.last?.time)
        #expect(try filled.events() == left)
        #expect(try filled.segments() == segments.filter { !gone.contains($0) })
        let postings = try filled.store.sql("SELECT id >> 8 FROM posting UNION SELECT id >> 8 FROM rollup_day").map {
            $0[0] as Int64
        }
        #expect(Set(postings).isDisjoint(with: gone))
        let reader = try EventStore(path: filled.store.path)
        for _ in 0..<40 {
            let query = filled.query()
            let expected = left.filter(query.matches)
            #expect(try reader.search(query, limit: .max, order: .oldestFirst) == expected, "\(query)")
            #expect(try reader.count(query) == expected.reduce(0) { $0 + $1.count }, "\(query)")
        }
        try checkRollups(filled.store, hold: left.filter { $0.evidenceOf == nil })

        // More comes, and is what it would have been.
        var maker = BatchMaker()
        var more = maker.batch([.signIn(0, user: "late")])
        more.generation = 1
        try filled.writer.write(more)
        #expect(try filled.events().last?.id == (before.map(\.id).max() ?? 0) + 1)
        #expect(try filled.writer.prune(RetentionLimits(maximumAge: age), now: Self.end).segments == 0)
    }

    /// Totals are those of a store that was only given these events.
    private func checkRollups(_ store: TemporaryStore, hold left: [ActivityEvent]) throws {
        #expect(try store.number("SELECT count(*) FROM rollup_hour WHERE count <= 0") == 0)
        let other = try TemporaryStore()
        let writer = try other.writer(zone: .berlin)
        var maker = BatchMaker()
        try writer.write(maker.batch(left))
        let (found, expected) = (try EventStore(path: store.path), try EventStore(path: other.path))
        let (first, last) = (Instant(seconds: -1_000_000), Instant(seconds: 2_000_000))
        #expect(try found.period(since: first, until: last) == expected.period(since: first, until: last))
        for day in Int64(-2)...8 {
            let days = day..<day + 1
            func sorted(_ totals: [NameTotal]) -> [NameTotal] {
                totals.map { total in
                    var total = total
                    total.parts.sort { "\($0)" < "\($1)" }
                    return total
                }.sorted { $0.name < $1.name }
            }
            let users = try found.topUsers(days: days, types: nil, limit: 1000)
            #expect(try sorted(users) == sorted(expected.topUsers(days: days, types: nil, limit: 1000)))
            let addresses = try found.topAddresses(days: days, types: nil, limit: 1000)
            #expect(try sorted(addresses) == sorted(expected.topAddresses(days: days, types: nil, limit: 1000)))
            for column in [NameColumn.users, .addresses] {
                let count = try found.nameCounts(column, days: days, classes: []).count
                #expect(try count == expected.nameCounts(column, days: days, classes: []).count)
            }
        }
    }

    @Test func `by size the oldest go until it fits, and the file shrinks`() throws {
        let filled = try Filled(seed: 0)
        let segments = try filled.segments()
        let before = try filled.events()
        let bytes = try filled.store.number("PRAGMA page_count") * 8192
        let limits = RetentionLimits(maximumBytes: bytes * 2 / 3)
        let summary = try filled.writer.prune(limits, now: Self.end)
        #expect(summary.segments > 0 && summary.segments < segments.count - 1)
        #expect(!summary.isStillTooLarge)
        #expect(summary.bytesBefore == bytes)
        #expect(summary.bytesAfter <= bytes * 2 / 3)
        #expect(summary.bytesGivenBack == summary.bytesBefore - summary.bytesAfter)
        #expect(summary.longestPause > 0)
        #expect(try filled.store.number("PRAGMA freelist_count") == 0)
        #expect(try filled.store.number("PRAGMA page_count") * 8192 == summary.bytesAfter)
        // One less would not have been enough: the oldest were taken.
        let left = try filled.events()
        let newestGone = before.filter { event in !left.contains { $0.id == event.id } }.map(\.time).max()
        let lasts = Dictionary(grouping: left) { $0.id >> 6 }.values.compactMap { $0.map(\.time).max() }
        #expect(try lasts.allSatisfy { $0 >= (try #require(newestGone)) })
        try filled.writer.close()
        // Closing writes the postings that waited, a page or two.
        let after = StoreFileSize.of(filled.store.path)
        #expect(try filled.store.number("PRAGMA page_count") * 8192 == after)
        #expect(after <= summary.bytesAfter + 2 * 8192)
        #expect(try filled.store.sql("PRAGMA integrity_check").map { $0[0] as String } == ["ok"])
    }

    @Test func `the segment that is written stays, whatever the limits, and it is said`() throws {
        let filled = try Filled(seed: 1)
        let last = try #require(try filled.segments().last)
        let limits = RetentionLimits(maximumAge: 1, maximumBytes: 1)
        let summary = try filled.writer.prune(limits, now: Instant(seconds: 900 * Self.pace * 10))
        #expect(try filled.segments() == [last])
        #expect(summary.isStillTooLarge)
        let statistics = try EventStore(path: filled.store.path).statistics()
        #expect(statistics.events + statistics.evidence == Int64(try filled.events().count))
    }

    @Test func `a dry run says what would go and drops nothing`() throws {
        let filled = try Filled(seed: 2)
        let before = try filled.events()
        let limits = RetentionLimits(maximumAge: 400 * Self.pace)
        let foreseen = try filled.writer.prune(limits, now: Self.end, isDryRun: true)
        #expect(try filled.events() == before)
        #expect(foreseen.bytesAfter < foreseen.bytesBefore)
        let done = try filled.writer.prune(limits, now: Self.end)
        #expect(foreseen.segments > 0)
        #expect(foreseen.segments == done.segments)
        #expect(foreseen.events == done.events)
        #expect(foreseen.evidence == done.evidence)
        #expect(foreseen.times == done.times)
    }

    @Test func `batches are written between its steps, and what is given back is told beside what they take`() throws {
        let filled = try Filled(seed: 4)
        var maker = BatchMaker()
        var more = maker.batch((0..<20).map { .signIn(Int64($0)) })
        more.generation = 1
        let events = try filled.events().count
        var written = 0
        let summary = try filled.writer.prune(RetentionLimits(maximumAge: 300 * Self.pace), now: Self.end) { _ in
            if written < 5, (try? filled.writer.write(more)) != nil { written += 1 }
            more.generation += 1
            return true
        }
        #expect(written == 5)
        #expect(summary.segments > 5)
        #expect(summary.bytesGivenBack > 0)
        #expect(summary.bytesGivenBack >= summary.bytesBefore - summary.bytesAfter)
        let dropped = Int(summary.events + summary.evidence)
        #expect(try filled.events().count == events - dropped + 100)
    }

    @Test func `it can be ended after any step, and the next goes on`() throws {
        let filled = try Filled(seed: 3)
        let limits = RetentionLimits(maximumAge: 300 * Self.pace)
        let whole = try filled.writer.prune(limits, now: Self.end, isDryRun: true).segments
        var dropped = 0
        for _ in 0..<whole {
            let summary = try filled.writer.prune(limits, now: Self.end) { _ in false }
            #expect(summary.isCutShort)
            #expect(summary.segments == 1)
            dropped += summary.segments
            try filled.store.sql("PRAGMA quick_check").forEach { #expect($0[0] == "ok") }
        }
        #expect(dropped == whole)
        let last = try filled.writer.prune(limits, now: Self.end)
        #expect(last.segments == 0)
        #expect(try filled.store.number("PRAGMA freelist_count") == 0)
    }

    @Test func `accounts and checkpoints stay, and evidence that is gone is not counted as there`() throws {
        let store = try TemporaryStore()
        var options = StoreOptions()
        options.segmentBits = 4
        let writer = try store.writer(options)
        var maker = BatchMaker()
        for start in stride(from: 0, to: 100, by: 10) {
            var batch = maker.batch((0..<10).map { .signIn(Int64(start + $0)) })
            batch.firstRow = Int64(start)
            batch.rows[3].evidenceOf = Int64(start) + 1
            var account = Account(source: batch.rows[0].source, day: 20_779)
            account[.records] = 10
            account[.matched] = 9
            account[.evidence] = 1
            account[.events] = 9
            batch.accounts = [account]
            try writer.write(batch)
        }
        let reader = try EventStore(path: store.path)
        let accounts = try reader.accounting()
        _ = try writer.prune(RetentionLimits(maximumBytes: 1), now: Self.end)
        #expect(try reader.accounting() == accounts)
        let rows = try store.number("SELECT count(*) FROM event WHERE evidence_of IS NOT NULL")
        let statistics = try reader.statistics()
        #expect(statistics.evidence == rows)
        #expect(statistics.events == (try store.number("SELECT count(*) FROM event")) - rows)
    }

    @Test func `examples of what was not recognised go by age, and there is room for new ones`() throws {
        let store = try TemporaryStore()
        let writer = try store.writer()
        func write(_ names: Range<Int>, at second: Int64) throws {
            var batch = EventBatch()
            for name in names {
                let bytes = Array("s\(name)".utf8)
                let start = batch.unrecognisedText.count
                batch.unrecognisedText += bytes
                let range = ByteRange(from: start, to: start + bytes.count)
                batch.unrecognised.append(
                    UnrecognisedCount(
                        app: .none,
                        shape: range,
                        example: range,
                        count: 1,
                        lastTime: Instant(seconds: second)
                    )
                )
            }
            try writer.write(batch)
        }
        let limit = UnrecognisedShape.shapeLimit
        try write(0..<limit - 1, at: 1000)
        try write(limit..<limit + 1, at: 9000)
        let summary = try writer.prune(RetentionLimits(maximumAge: 3600), now: Instant(seconds: 10_000))
        #expect(summary.shapes == Int64(limit - 1))
        #expect(summary.segments == 0)
        try write(10_000..<10_005, at: 9500)
        let found = try EventStore(path: store.path).unrecognised().map(\.shape)
        #expect(Set(found) == Set(["s\(limit)"] + (10_000..<10_005).map { "s\($0)" }))
    }
}
