import FootfallModel
import FootfallQuery
import FootfallTesting
import GRDB
import Testing

@testable import FootfallStore

/// With what users were seen, against a look at every event.
@Suite struct SeenReaderTests {
    private static let zone = ZoneOffsets.berlin

    /// What the store says; texts for numbers, so that they can be compared.
    private static func seen(
        in store: TemporaryStore,
        since: Int64,
        until: Int64,
        only user: String? = nil
    ) throws -> Set<String> {
        let queue = try DatabaseQueue(path: store.path)
        defer { try? queue.close() }
        return try queue.read { database in
            let bits = try StoreSettings.segmentBits(database)
            let strings = StringReader(database)
            let reader = try SeenReader(database, bits: bits, calendar: LocalCalendar(zone: zone))
            var keys: Set<SeenKey> = []
            let number = try user.map { try strings.numbers(.user, [.exact($0)]).first ?? -1 }
            let wants = { (user: Int64) in number == nil || user == number }
            try reader.forEach(since: since, until: until, wants, wantsRows: wants) { keys.insert($0) }
            return Set(
                try keys.map { key in
                    let user = try strings.string(key.user)?.text ?? "?"
                    if let hour = key.hour { return "\(user) at \(hour)" }
                    if let day = key.day { return "\(user) on \(day)" }
                    return try "\(user) \(key.kind) \(strings.string(key.value)?.text ?? "?")"
                }
            )
        }
    }

    /// The same by the plain meaning.
    private static func expected(_ events: [ActivityEvent], since: Int64, until: Int64) -> Set<String> {
        var found: Set<String> = []
        for event in events where (since..<until).contains(event.time.microseconds) && event.outcome == .success {
            guard let user = event.userID, !event.isClaimed else { continue }
            if let ip = event.ip { found.insert("\(user) address \(ip)") }
            if let host = event.host { found.insert("\(user) host \(host)") }
            if let app = event.appID { found.insert("\(user) app \(app)") }
            let local = event.time.seconds + Int64(zone.offset(atUTC: event.time.seconds))
            let day = zone.day(atUTC: event.time.seconds)
            found.insert("\(user) on \(day)")
            found.insert("\(user) at \((local - day * 86_400) / 3600)")
        }
        return found
    }

    private static func event(_ random: inout SeededGenerator, around second: Int64) -> ActivityEvent {
        var event = RandomQuery.event(at: second + Int64.random(in: -40_000...40_000, using: &random), &random)
        if Bool.random(using: &random) { event.outcome = .success }
        if Int.random(in: 0..<3, using: &random) == 0 { event.userID = "u\(Int.random(in: 0..<60, using: &random))" }
        if Int.random(in: 0..<3, using: &random) == 0 { event.ip = "10.0.0.\(Int.random(in: 0..<200, using: &random))" }
        switch Int.random(in: 0..<8, using: &random) {
        case 0: event.details = #"{"claimed":true,"method":"password"}"#
        case 1: event.details = #"{"method":"\"claimed\":true"}"#
        default: break
        }
        return event
    }

    @Test(arguments: 0..<6)
    func `what is seen before any time, and within any, is what the events say`(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) + 4000)
        let store = try TemporaryStore()
        var options = StoreOptions()
        options.segmentBits = [1, 2, 3, 4, 6, 8][seed]
        options.postingThreshold = [1, 3, 5, 9, 20, 100][seed]
        var maker = BatchMaker()
        var writer: StoreWriter? = try store.writer(options, zone: SeenReaderTests.zone)
        var events: [ActivityEvent] = []
        // The clocks change within it.
        let start: Int64 = 1_792_700_000
        for round in 0..<30 {
            let second = start + Int64(round) * 15_000
            let batch = (0..<Int.random(in: 1...60, using: &random)).map { _ in
                SeenReaderTests.event(&random, around: second)
            }
            try writer?.write(maker.batch(batch))
            events += batch
            if round % 7 == 3 {
                // A writer that comes later goes on where this one ended, whether it was closed or killed.
                if round % 2 == 0 { try writer?.close() }
                writer = nil
                maker = BatchMaker()
                writer = try store.writer(options, zone: SeenReaderTests.zone)
            }
            let border = start + Int64.random(in: -50_000...500_000, using: &random)
            for (since, until) in [(Int64.min, border), (second - 30_000, border), (Int64.min, Int64.max / 1_000_000)] {
                let bounds = (since == .min ? since : since * 1_000_000, until * 1_000_000)
                let found = try SeenReaderTests.seen(in: store, since: bounds.0, until: bounds.1)
                let expected = since > until ? [] : SeenReaderTests.expected(events, since: bounds.0, until: bounds.1)
                #expect(found == expected)
            }
        }
        let only = try SeenReaderTests.seen(in: store, since: .min, until: .max, only: "alice")
        let all = SeenReaderTests.expected(events, since: .min, until: .max)
        #expect(only == all.filter { $0.hasPrefix("alice ") })
        #expect(!only.isEmpty)
        if options.segmentBits <= 3 { #expect(try store.number("SELECT count(*) FROM seen_group") > 0) }
    }

    @Test func `retention takes what was seen with its segment, and the rest stays right`() throws {
        let store = try TemporaryStore()
        var options = StoreOptions()
        options.segmentBits = 2
        var maker = BatchMaker()
        let writer = try store.writer(options, zone: SeenReaderTests.zone)
        let events = (0..<600).map { ActivityEvent.signIn(Int64($0), user: "u\($0 / 50)", ip: "10.0.0.\($0 / 30)") }
        try writer.write(maker.batch(events))
        #expect(try store.number("SELECT count(DISTINCT segments) FROM seen_group") == 2)
        var limits = RetentionLimits()
        limits.maximumAge = 500
        _ = try writer.prune(limits, now: events[599].time)
        let least = try store.number("SELECT min(id) FROM event")
        #expect(least > 4 && least < 200)
        #expect(try store.number("SELECT min(segment) FROM seen") == least / 4)
        #expect(try store.number("SELECT count(*) FROM seen_group WHERE segments = 0") == 0)
        #expect(try store.number("SELECT count(*) FROM seen_group WHERE segments = 1") == 1)
        let left = Array(events[Int(least - 1)...])
        let found = try SeenReaderTests.seen(in: store, since: .min, until: .max)
        #expect(found == SeenReaderTests.expected(left, since: .min, until: .max))
    }

    @Test func `a blob that is damaged is refused or read, and ends nothing`() throws {
        var keys: [UInt64] = []
        for user: Int32 in 1...40 {
            for address in 0..<user % 6 { keys.append(SeenKey(user: user, .address, user * 7 + address).raw) }
            keys.append(SeenKey(user: user, .time, SeenKey.value(ofDay: 20_000 - Int64(user))).raw)
        }
        let blob = SeenBlob.encoded(keys[...])
        var read: [UInt64] = []
        try SeenBlob.forEach(blob.span, { _ in true }) { read.append($0.raw) }
        #expect(read == keys)
        var random = SeededGenerator(seed: 7)
        var refused = 0
        for _ in 0..<3000 {
            var bad = blob
            bad[Int.random(in: 0..<bad.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            if Bool.random(using: &random) { bad.removeLast(Int.random(in: 0..<bad.count, using: &random)) }
            do {
                try SeenBlob.forEach(bad.span, { _ in true }) { _ in }
            } catch {
                #expect(error is StoreDamage)
                refused += 1
            }
        }
        #expect(refused > 100)
    }
}
