import FootfallModel
import FootfallStore
import FootfallTesting
import Testing

/// What is new of a user on a day.
@Suite struct NoveltiesTests {
    /// A Sunday, at midnight in UTC.
    private static let day: Int64 = 20_780

    private static func event(
        _ daysAgo: Int64,
        _ hour: Int64,
        user: String,
        ip: String?,
        host: String = "web1",
        outcome: Outcome = .success,
        details: String? = nil
    ) -> ActivityEvent {
        var event = ActivityEvent.signIn(0, user: user, ip: ip, outcome: outcome)
        event.time = Instant(seconds: (day - daysAgo) * 86_400 + hour * 3600 + 60)
        event.host = host
        event.details = details
        return event
    }

    private static func novelties(
        _ events: [ActivityEvent],
        bits: Int = 4,
        inOneBatch: Bool = true
    ) throws -> [UserNovelty] {
        let store = try TemporaryStore()
        var options = StoreOptions()
        options.segmentBits = bits
        var maker = BatchMaker()
        let writer = try store.writer(options)
        if inOneBatch {
            try writer.write(maker.batch(events))
        } else {
            for event in events { try writer.write(maker.batch([event])) }
        }
        let reader = try EventStore(path: store.path)
        return try reader.novelties(days: day..<day + 1, quiet: 90, leastDays: 3) { max(2, $0 / 5) }
    }

    /// Alice's ordinary week, and Bob's of whom little is known.
    private static let ordinary =
        (0..<8).flatMap { ago -> [ActivityEvent] in
            [
                event(Int64(ago), 9, user: "alice", ip: "192.0.2.\(ago)"),
                event(Int64(ago), 16, user: "alice", ip: "2001:db8:7::\(ago + 1)", host: "db1"),
            ]
        } + [event(1, 9, user: "bob", ip: "192.0.2.9"), event(0, 3, user: "bob", ip: "10.0.0.1", host: "db2")]

    @Test(arguments: [1, 3, 8], [true, false])
    func `an ordinary day has nothing new, also from other addresses of the same networks`(
        bits: Int,
        inOneBatch: Bool
    ) throws {
        #expect(try NoveltiesTests.novelties(NoveltiesTests.ordinary, bits: bits, inOneBatch: inOneBatch) == [])
    }

    @Test(arguments: [1, 3, 8], [true, false])
    func `a network, a host and an hour that are new are told, and nothing of the day behind`(
        bits: Int,
        inOneBatch: Bool
    ) throws {
        let events =
            NoveltiesTests.ordinary + [
                NoveltiesTests.event(0, 3, user: "alice", ip: "198.51.100.7", host: "db9"),
                NoveltiesTests.event(0, 10, user: "alice", ip: "2001:db8:7:ff::1"),
                NoveltiesTests.event(0, 12, user: "alice", ip: "203.0.113.1", outcome: .failure),
                NoveltiesTests.event(0, 12, user: "alice", ip: "203.0.113.2", details: #"{"claimed":true}"#),
                NoveltiesTests.event(-1, 21, user: "alice", ip: "203.0.113.3", host: "db8"),
            ]
        let found = try NoveltiesTests.novelties(events, bits: bits, inOneBatch: inOneBatch)
        #expect(found.map(\.user) == ["alice"])
        let alice = try #require(found.first)
        #expect(alice.addresses == ["198.51.100.7"] && alice.hosts == ["db9"] && alice.hours == [3])
        #expect(alice.daysBefore == 7)
        #expect(alice.firstDay == NoveltiesTests.day - 7 && alice.lastDay == NoveltiesTests.day - 1)
    }

    @Test func `who is somewhere else all the time is nowhere new`() throws {
        let events = (0..<8).map { ago in
            NoveltiesTests.event(Int64(ago), 9, user: "dave", ip: "10.0.\(ago).1", host: "web\(ago)")
        }
        #expect(try NoveltiesTests.novelties(events) == [])
    }

    @Test(arguments: [(90 as Int64, false), (91, true), (400, true)])
    func `who comes back after more than ninety days is told of`(ago: Int64, isTold: Bool) throws {
        var events = (0..<3).map { NoveltiesTests.event(ago + $0, 9, user: "carol", ip: "192.0.2.1") }
        events.append(NoveltiesTests.event(0, 9, user: "carol", ip: "192.0.2.1"))
        let found = try NoveltiesTests.novelties(events)
        #expect(found.map(\.user) == (isTold ? ["carol"] : []))
        if isTold { #expect(found[0].lastDay == NoveltiesTests.day - ago && found[0].hosts == []) }
    }
}
