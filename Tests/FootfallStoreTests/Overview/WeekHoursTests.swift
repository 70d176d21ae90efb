import FootfallModel
import FootfallQuery
import FootfallStore
import FootfallTesting
import Testing

/// Counts by weekday and hour, compared with a look at every event's clock.
@Suite struct WeekHoursTests {
    private static let vienna = ZoneOffsets(identifier: "Europe/Vienna") ?? .utc

    private func expected(_ events: [ActivityEvent], _ zone: ZoneOffsets) -> [Int64] {
        var counts = [Int64](repeating: 0, count: 168)
        for event in events {
            let local = event.time.seconds + Int64(zone.offset(atUTC: event.time.seconds))
            // Monday, 5 January 1970, is the fifth day.
            let hour = (local / 3600 - 4 * 24) % 168
            counts[Int((hour + 168) % 168)] += event.count
        }
        return counts
    }

    @Test(arguments: 0..<12)
    func `hours of the week are those of the zone's clock, late events and repeated ones included`(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) + 900)
        let store = try TemporaryStore()
        var options = StoreOptions()
        options.segmentBits = Int.random(in: 3...10, using: &random)
        options.postingThreshold = Int.random(in: 1...80, using: &random)
        let writer = try store.writer(options)
        var maker = BatchMaker()
        // Around the end of summer time, where one hour is there twice.
        var clock: Int64 = 1_792_800_000
        for _ in 0..<8 {
            var batch: [ActivityEvent] = []
            for _ in 0..<Int.random(in: 1...90, using: &random) {
                clock += Int64.random(in: 0...7200, using: &random)
                let late =
                    Int.random(in: 0..<10, using: &random) == 0 ? Int64.random(in: 0...90_000, using: &random) : 0
                batch.append(RandomQuery.event(at: clock - late, &random))
            }
            try writer.write(maker.batch(batch))
        }
        let reader = try EventStore(path: store.path)
        let all = try reader.search(EventQuery(evidence: .included), limit: .max)
        for _ in 0..<12 {
            var query = RandomQuery.query(&random)
            query.since = Bool.random(using: &random) ? Instant(seconds: clock - 400_000) : nil
            query.until = Bool.random(using: &random) ? Instant(seconds: clock - 90_000) : nil
            for zone in [ZoneOffsets.utc, WeekHoursTests.vienna] {
                let week = try reader.weekHours(query, zone: zone)
                #expect(week.counts == expected(all.filter { query.matches($0) }, zone), "\(query)")
                #expect(week.isComplete)
            }
        }
    }

    @Test func `what is not counted in time is the oldest, and it is said`() throws {
        let store = try TemporaryStore()
        var options = StoreOptions()
        options.segmentBits = 4
        let writer = try store.writer(options)
        var maker = BatchMaker()
        try writer.write(maker.batch((0..<64).map { ActivityEvent.signIn($0 * 3600) }))
        let reader = try EventStore(path: store.path)
        let week = try reader.weekHours(EventQuery(), zone: .utc, deadline: .now - .seconds(1))
        #expect(!week.isComplete && week.total > 0 && week.total < 64)
    }

    @Test func `whoever gives up gets no answer, and others do`() throws {
        let store = try TemporaryStore()
        let writer = try store.writer()
        var maker = BatchMaker()
        try writer.write(maker.batch([.signIn(1)]))
        let reader = try EventStore(path: store.path)
        let stop = ReadStop()
        let stopping = reader.stopping(at: stop)
        #expect(try stopping.count(EventQuery()) == 1)
        stop.raise()
        #expect(throws: StoreError(path: store.path, reason: .stopped)) { try stopping.count(EventQuery()) }
        #expect(try reader.count(EventQuery()) == 1)
        let late = reader.stopping(at: ReadStop(deadline: .now - .seconds(1)))
        #expect(throws: StoreError.self) { try late.outlines(EventQuery()) }
    }
}
