import FootfallModel
import FootfallQuery
import FootfallStore
import FootfallTesting
import Testing

@Suite struct RollupTests {
    @Test func `hours and days are those of the store's zone, and a day of 25 hours is whole`() throws {
        let store = try TemporaryStore()
        let zone = ZoneOffsets.berlin
        let day = CivilDate(year: 2026, month: 10, day: 25).dayNumber
        let start = zone.startOfDay(day)
        let end = zone.startOfDay(day + 1)
        #expect(end - start == 25 * 3600)
        var maker = BatchMaker()
        let writer = try store.writer(zone: zone)
        // One event every half hour, from the day before to the day behind.
        let events = stride(from: start - 7200, to: end + 7200, by: 1800).map { second -> ActivityEvent in
            var event = ActivityEvent.signIn(0)
            event.time = Instant(seconds: second)
            return event
        }
        try writer.write(maker.batch(events))
        let reader = try EventStore(path: store.path)
        let hours = try reader.period(since: Instant(seconds: start), until: Instant(seconds: end)).hours
        #expect(hours.count == 25)
        #expect(hours.allSatisfy { $0.count == 2 })
        #expect(hours.map(\.start.seconds) == Array(stride(from: start, to: end, by: 3600)))
        #expect(try reader.totals(since: Instant(seconds: start), until: Instant(seconds: end)).map(\.count) == [50])
        let users = try reader.topUsers(days: day..<(day + 1), types: nil, limit: 5)
        #expect(users.map(\.name) == ["alice"])
        #expect(users.map(\.count) == [50])
    }

    @Test func `a change within an hour begins a new one`() throws {
        // Lord Howe goes from +11 to +10:30 at 2:00, so the second half of one o'clock comes twice.
        let change = 1_775_314_800 as Int64
        let zone = ZoneOffsets(name: "Australia/Lord_Howe", starts: [.min, change], offsets: [39_600, 37_800])
        let store = try TemporaryStore()
        var maker = BatchMaker()
        let writer = try store.writer(zone: zone)
        let events = [Int64(-1800), -1, 0, 1799, 1800].map { offset -> ActivityEvent in
            var event = ActivityEvent.signIn(0)
            event.time = Instant(seconds: change + offset)
            return event
        }
        try writer.write(maker.batch(events))
        let found = try EventStore(path: store.path).period(
            since: Instant(seconds: change - 36_000),
            until: Instant(seconds: change + 36_000)
        ).hours
        #expect(found.map { $0.start.seconds - change } == [-3600, 0, 1800])
        #expect(found.map(\.count) == [2, 2, 1])
    }

    @Test(arguments: 0..<5)
    func `rollups agree with the events, however these were cut into batches`(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed) + 100)
        let store = try TemporaryStore()
        var maker = BatchMaker()
        let writer = try store.writer()
        var all: [ActivityEvent] = []
        for _ in 0..<6 {
            let batch = (0..<Int.random(in: 1...120, using: &random)).map { _ in
                RandomQuery.event(at: Int64.random(in: 0..<400_000, using: &random), &random)
            }
            try writer.write(maker.batch(batch))
            all += batch
        }
        let reader = try EventStore(path: store.path)
        let since = Instant(seconds: 3 * 3600)
        let until = Instant(seconds: 90 * 3600)
        let totals = try reader.totals(since: since, until: until)
        var expected: [TypeTotal: Int64] = [:]
        for event in all where event.time >= since && event.time < until {
            expected[total(of: event), default: 0] += event.count
        }
        #expect(Dictionary(uniqueKeysWithValues: totals.map { (key($0), $0.count) }) == expected)
        #expect(zip(totals, totals.dropFirst()).allSatisfy { $0.count >= $1.count })

        let days = Int64(1)..<3
        let within = all.filter { days.contains($0.time.seconds / 86_400) }
        let byUser = Dictionary(grouping: within.filter { $0.userID != nil && $0.type == "create_user" }, by: \.userID)
            .mapValues { $0.reduce(0) { $0 + $1.count } }
        let users = try reader.topUsers(days: days, types: ["create_user"], limit: 100)
        #expect(Dictionary(uniqueKeysWithValues: users.map { ($0.name, $0.count) }) == byUser)
        #expect(users.allSatisfy { user in user.parts.reduce(0) { $0 + $1.count } == user.count })
        let byAddress = Dictionary(grouping: within.filter { $0.ip != nil }, by: \.ip)
            .mapValues { $0.reduce(0) { $0 + $1.count } }
        let addresses = try reader.topAddresses(days: days, types: nil, limit: 3)
        #expect(addresses.map(\.count) == Array(byAddress.values.sorted(by: >).prefix(3)))
        #expect(try reader.nameCounts(.addresses, days: days, classes: []).count == byAddress.count)
        try checkNames(reader, days, within)
        try checkPeriod(reader.period(since: since, until: until), all.filter { $0.time >= since && $0.time < until })
    }

    /// Users with how often events of two classes of types happened to each.
    private func checkNames(_ reader: EventStore, _ days: Range<Int64>, _ events: [ActivityEvent]) throws {
        let classes = [["create_user"], ["user_login", "user_failed_login"]]
        let counts = try reader.nameCounts(.users, days: days, classes: classes)
        let names = try reader.names(of: counts.map(\.number))
        #expect(Set(names.values) == Set(events.compactMap(\.userID)) && names.count == counts.count)
        for entry in counts {
            let own = events.filter { $0.userID == names[entry.number] }
            for (place, types) in classes.enumerated() {
                let expected = own.reduce(0) { $0 + (types.contains($1.type) ? $1.count : 0) }
                #expect(entry.counts[place] == expected)
            }
            #expect(entry.hasDone == own.contains { $0.outcome != .failure })
        }
    }

    /// All that the rollup by hours says.
    private func checkPeriod(_ period: PeriodTotals, _ events: [ActivityEvent]) throws {
        func sums<Key: Hashable>(_ key: (ActivityEvent) -> Key?) -> [Key: Int64] {
            events.reduce(into: [:]) { sums, event in
                if let key = key(event) { sums[key, default: 0] += event.count }
            }
        }
        #expect(period.count == events.reduce(0) { $0 + $1.count })
        #expect(Dictionary(uniqueKeysWithValues: period.types.map { (key($0), $0.count) }) == sums(total))
        #expect(Dictionary(uniqueKeysWithValues: period.hosts.map { ($0.name, $0.count) }) == sums(\.host))
        for host in period.hosts {
            let hours = Set(events.filter { $0.host == host.name }.map { $0.time.seconds / 3600 * 3600 })
            #expect(host.hours.map(\.seconds) == hours.sorted())
        }
        let hours = sums { "\($0.time.seconds / 3600) \($0.outcome)" }
        #expect(
            Dictionary(
                uniqueKeysWithValues: period.hours.map { ("\($0.start.seconds / 3600) \($0.outcome)", $0.count) }
            )
                == hours
        )
        let apps = sums { "\($0.appID ?? "-") \($0.category) \($0.outcome)" }
        #expect(
            Dictionary(
                uniqueKeysWithValues: period.apps.map { ("\($0.app ?? "-") \($0.category) \($0.outcome)", $0.count) }
            ) == apps
        )
    }

    /// The total without its count, to compare by.
    private func key(_ total: TypeTotal) -> TypeTotal {
        TypeTotal(type: total.type, category: total.category, outcome: total.outcome, count: 0)
    }

    private func total(of event: ActivityEvent) -> TypeTotal {
        TypeTotal(type: event.type, category: event.category, outcome: event.outcome, count: 0)
    }
}
