import FootfallModel
import FootfallQuery
import FootfallStore
import FootfallTesting
import Testing

@testable import FootfallCollector

struct WatchJudgeTests {
    private static let now = Instant(seconds: 1_795_000_000)

    private func watch(_ threshold: Int64 = 2, _ field: Field? = .ip, cooldown: Int64 = 600) -> Watch {
        var settings = WatchSettings()
        settings.threshold = threshold
        settings.field = field
        settings.within = 60
        settings.cooldown = cooldown
        settings.file = "/dev/null"
        return Watch(name: "w", query: "q", question: EventQuery(), settings: settings)
    }

    /// Events at so many seconds before now.
    private func events(_ ages: [Int64], ip: String? = "192.0.2.7", first id: Int64 = 1) -> [ActivityEvent] {
        ages.enumerated().map { index, age in
            ActivityEvent(
                id: id + Int64(index),
                time: WatchJudgeTests.now.advanced(bySeconds: -age),
                type: "user_failed_login",
                category: .identityManagement,
                outcome: .failure,
                ip: ip,
                source: "s",
                pattern: "p/q",
                message: "m"
            )
        }
    }

    /// A judge that was there before, and has nothing in the store to look up.
    private func judge(
        _ watch: Watch,
        _ batches: [ActivityEvent]...,
        memory: inout WatchMemory,
        stored: [ActivityEvent] = []
    ) throws -> [[Int64]] {
        var judge = WatchJudge(watch, since: WatchJudge.horizon(watch, now: WatchJudgeTests.now))
        var found: [[Int64]] = []
        for batch in batches {
            let alarms = try judge.judge(batch, &memory, now: WatchJudgeTests.now) { since, cursor throws(StoreError) in
                let behind = stored.sorted { $0.time < $1.time }.filter { event in
                    guard let cursor else { return event.time.microseconds >= since }
                    return (event.time.microseconds, event.id) > (cursor.time.microseconds, cursor.id)
                }
                return Array(behind.prefix(WatchPast.pageSize))
            }
            found += alarms.map { alarm in
                [alarm.count, alarm.first, alarm.last].enumerated().map { index, number in
                    index == 0 ? number : WatchJudgeTests.now.seconds - number / 1_000_000
                }
            }
        }
        return found
    }

    @Test func `one address crosses, two that do half of it each do not`() throws {
        var memory = WatchMemory(position: 0)
        #expect(try judge(watch(), events([40, 30, 20]), memory: &memory) == [[3, 40, 20]])
        memory = WatchMemory(position: 0)
        let others = events([40, 30]) + events([20, 10], ip: "192.0.2.8", first: 9)
        #expect(try judge(watch(), others, memory: &memory) == [])
        #expect(try judge(watch(2, nil), others, memory: &memory) == [[3, 40, 20]], "all together")
    }

    @Test func `values that only look alike count by themselves`() throws {
        var memory = WatchMemory(position: 0)
        let others = events([40, 30], ip: "\u{e9}ve") + events([20, 10], ip: "e\u{301}ve", first: 9)
        #expect(try judge(watch(), others, memory: &memory) == [])
        let late = others.map { event in
            var event = event
            event.time = event.time.advanced(bySeconds: -3600)
            return event
        }
        #expect(try judge(watch(), late, memory: &memory, stored: late) == [], "those that come late, too")
    }

    @Test func `events without the field count for nobody`() throws {
        var memory = WatchMemory(position: 0)
        #expect(try judge(watch(), events([40, 30, 20], ip: nil), memory: &memory) == [])
    }

    @Test func `after an alarm a value is quiet for the cool-down, by the events' time, and no other value is`() throws
    {
        var memory = WatchMemory(position: 0)
        let watch = watch(0, cooldown: 20)
        let first = try judge(watch, events([100, 90, 81]), events([80], first: 7), memory: &memory)
        #expect(first == [[1, 100, 100], [4, 100, 80]])
        let more = events([79, 50], first: 20) + events([79], ip: "192.0.2.8", first: 30)
        #expect(try judge(watch, more, memory: &memory).count == 2)
        #expect(memory.alarms["192.0.2.8"]?.count == 1)
    }

    @Test func `over batches and restarts the same events give the same alarm once`() throws {
        let all = events([50, 40, 30, 20])
        for cut in 0...4 {
            var memory = WatchMemory(position: 0)
            var alarms = try judge(watch(), Array(all[..<cut]), memory: &memory)
            // A kill: what was judged since the memory was kept is judged again, by a judge who remembers nothing.
            memory = try #require(WatchMemory(memory.text))
            alarms += try judge(watch(), all, memory: &memory)
            #expect(alarms.count == 1, "\(cut): \(alarms)")
        }
    }

    @Test func `what comes hours late is judged by its own time, with what the store has of then`() throws {
        var memory = WatchMemory(position: 0)
        let stored = events([7250, 7240, 7230])
        #expect(try judge(watch(), [stored[2]], memory: &memory, stored: stored) == [[3, 7250, 7230]])
        memory = WatchMemory(position: 0)
        let apart = events([7300, 7240, 7170])
        #expect(try judge(watch(), apart, memory: &memory, stored: apart) == [])
    }

    @Test(arguments: [0, 1, 2])
    func `a backlog is judged as if all of it had been there at once, in whatever order it comes`(order: Int) throws {
        var random = SeededGenerator(seed: UInt64(order))
        // Two stretches of long ago and one of now, of some addresses that cross and many that do not.
        var events: [ActivityEvent] = []
        for stretch in [400_000, 90_000, 0] as [Int64] {
            for number in 0..<4500 {
                let age = stretch + Int64(4500 - number) * 2
                let address = Int.random(in: 0..<120, using: &random)
                events += self.events([age], ip: "192.0.2.\(address)", first: Int64(events.count + 1))
            }
        }
        if order == 1 { events.shuffle(using: &random) }
        // Stretches in turn, as of two files that are read at once.
        if order == 2 { events.sort { ($0.id % 4500, $0.id) < ($1.id % 4500, $1.id) } }
        let watch = watch(3, cooldown: 1_000_000)
        var windows: [String: WatchWindow] = [:]
        for event in events { windows[event.ip ?? "", default: WatchWindow()].add(.init(event)) }
        let expected = Set(
            windows.filter { _, window in
                window.entries.contains { window.crossing(around: $0.time, within: 60_000_000, moreThan: 3) != nil }
            }.keys
        )
        #expect(expected.count > 10 && expected.count < 110, "\(expected.count)")
        var memory = WatchMemory(position: 0)
        var judge = WatchJudge(watch, since: WatchJudge.horizon(watch, now: WatchJudgeTests.now))
        let stored = events.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
        var alarms: [String] = []
        var pages = 0
        for start in stride(from: 0, to: events.count, by: 700) {
            let batch = Array(events[start..<min(start + 700, events.count)])
            alarms += try judge.judge(batch, &memory, now: WatchJudgeTests.now) { since, cursor throws(StoreError) in
                pages += 1
                let behind = stored.lazy.filter { event in
                    guard let cursor else { return event.time.microseconds >= since }
                    return (event.time, event.id) > (cursor.time, cursor.id)
                }
                return Array(behind.prefix(WatchPast.pageSize))
            }.map(\.value)
        }
        #expect(Set(alarms) == expected)
        #expect(alarms.count == expected.count, "each value once")
        #expect(order != 0 || pages < 10, "\(pages)")
    }

    /// Pages of what is stored, in the order of their times.
    private func page(_ stored: [ActivityEvent], _ since: Int64, _ cursor: PageCursor?) -> [ActivityEvent] {
        let behind = stored.lazy.filter { event in
            guard let cursor else { return event.time.microseconds >= since }
            return (event.time, event.id) > (cursor.time, cursor.id)
        }
        return Array(behind.prefix(WatchPast.pageSize))
    }

    @Test func `after one late event what comes in time is not kept twice`() throws {
        var memory = WatchMemory(position: 0)
        var judge = WatchJudge(watch(), since: WatchJudge.horizon(watch(), now: WatchJudgeTests.now))
        let late = events([7230])
        for batch in [late] + (0..<20).map({ events([10, 9, 8], first: 10 + 3 * $0) }) {
            _ = try judge.judge(batch, &memory, now: WatchJudgeTests.now) { since, cursor throws(StoreError) in
                page(late, since, cursor)
            }
        }
        #expect(judge.past.entryCount == 0)
    }

    @Test(arguments: [0, 7200] as [Int64])
    func `where more comes within the span than has room, it still tells, keeps within its room, and says so`(
        age: Int64
    ) throws {
        // 20,000 events within 50 seconds, each of an address of its own but the last hundred.
        let watch = watch(3, cooldown: 1)
        let begin: Int64 = WatchJudgeTests.now.microseconds - (age + 50) * 1_000_000
        let events = (0..<20_000).map { (number: Int) -> ActivityEvent in
            let address = number < 19_900 ? "192.0.2.\(number)" : "203.0.113.7"
            var event = self.events([0], ip: address, first: Int64(number + 1))[0]
            event.time = Instant(microseconds: begin + Int64(number) * 2500)
            return event
        }
        var memory = WatchMemory(position: 0)
        var judge = WatchJudge(watch, since: WatchJudge.horizon(watch, now: WatchJudgeTests.now), room: 6000)
        var alarms: [String] = []
        var pages = 0
        for start in stride(from: 0, to: events.count, by: 500) {
            let batch = Array(events[start..<start + 500])
            alarms += try judge.judge(batch, &memory, now: WatchJudgeTests.now) { since, cursor throws(StoreError) in
                pages += 1
                return page(events, since, cursor)
            }.map(\.value)
            #expect(judge.past.entryCount <= 6000 + WatchPast.pageSize)
        }
        #expect(alarms == ["203.0.113.7"])
        #expect(judge.wasOverLimit)
        #expect(age == 0 ? pages == 0 : pages < 20, "\(pages)")
    }

    @Test func `too many values are forgotten from the one that was quiet longest`() {
        var memory = WatchMemory(position: 0)
        for number in 0..<6000 { memory.note("v\(number)", at: Int64(number)) }
        memory.forget(before: 10)
        #expect(memory.alarms.count == 5000)
        #expect(memory.alarms["v999"] == nil && memory.alarms["v1000"] != nil)
        #expect(memory.hasAlarm("v5999", near: 5990, within: 10) && !memory.hasAlarm("v5999", near: 5989, within: 10))
    }
}
