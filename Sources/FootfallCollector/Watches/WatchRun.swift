internal import FootfallModel
internal import FootfallQuery
internal import FootfallSources
internal import FootfallStore

/// One watch at work: it follows what comes, and has told who is to be told.
struct WatchRun {
    let watch: Watch
    private(set) var memory: WatchMemory
    private var judge: WatchJudge
    private var follower: EventFollower
    /// The memory as the store has it.
    private var kept: WatchMemory?
    private var keptAt = ContinuousClock.now

    /// Events of earlier that are read at the start, and those that a command is given.
    private static let mostRemembered = 200_000
    private static let mostGiven = 1000
    /// How often the position alone is kept: what was judged since is judged again, and gives no other alarm.
    private static let pause = Duration.seconds(10)

    /// - Parameter text: the memory of the run before; without it the watch begins with what comes now.
    init(_ watch: Watch, memory text: String?, _ store: EventStore, now: Instant) throws(StoreError) {
        self.watch = watch
        let last = try store.lastID()
        var memory = text.flatMap { WatchMemory($0) } ?? WatchMemory(position: last)
        // A way that is no longer there waits for nobody.
        for index in memory.waiting.indices {
            memory.waiting[index].open.removeAll {
                $0 == .file ? watch.settings.file == nil : watch.settings.command.isEmpty
            }
        }
        memory.waiting.removeAll { $0.open.isEmpty }
        memory.position = min(memory.position, last)
        self.memory = memory
        follower = try EventFollower(store, watch.question, after: memory.position)
        var since = WatchJudge.horizon(watch, now: now)
        var question = watch.question
        question.since = Instant(microseconds: since)
        let earlier = try WatchRun.entries(of: question, watch.settings.field, in: store, upTo: memory.position)
        if earlier.count >= WatchRun.mostRemembered, let oldest = earlier.last { since = oldest.entry.time + 1 }
        judge = WatchJudge(watch, since: since)
        for (value, entry) in earlier.reversed() { judge.remember(entry, value) }
    }

    /// What counts of the newest events up to an id, page by page: an event itself is many times as large.
    private static func entries(
        of question: EventQuery,
        _ field: Field?,
        in store: EventStore,
        upTo id: Int64
    ) throws(StoreError) -> [(value: String, entry: WatchWindow.Entry)] {
        var found: [(value: String, entry: WatchWindow.Entry)] = []
        var cursor: PageCursor?
        while found.count < mostRemembered {
            let page = try store.search(question, limit: WatchPast.pageSize, after: cursor)
            for event in page where event.id <= id {
                if let value = WatchJudge.value(of: event, field) { found.append((value, WatchWindow.Entry(event))) }
            }
            guard page.count == WatchPast.pageSize, let last = page.last else { break }
            cursor = PageCursor(last)
        }
        return found
    }

    /// Judges a piece of what has come; the alarms, and whether there is more.
    mutating func look(_ store: EventStore, now: Instant) throws(StoreError) -> (
        alarms: [WatchMemory.Alarm], hasMore: Bool
    ) {
        // An error in its midst must not pass over events. (What is judged twice counts once.)
        var (follower, memory) = (follower, memory)
        follower.query.since = now.advanced(bySeconds: -watch.settings.latest)
        let events = try follower.next()
        let question = watch.question
        let alarms = try judge.judge(events, &memory, now: now) { since, cursor throws(StoreError) in
            var question = question
            question.since = Instant(microseconds: since)
            return try store.search(question, limit: WatchPast.pageSize, order: .oldestFirst, after: cursor)
        }
        memory.position = follower.lastID
        memory.waiting += alarms
        (self.follower, self.memory) = (follower, memory)
        return (alarms, follower.hasMore)
    }

    /// The events of a value in a stretch of time.
    private func question(of value: String, _ times: ClosedRange<Int64>) -> EventQuery {
        var more = EventQuery(
            since: Instant(microseconds: times.lowerBound),
            until: Instant(microseconds: times.upperBound + 1),
            evidence: watch.question.evidence
        )
        if let field = watch.settings.field { more.condition = .field(field, [.exact(value)]) }
        return watch.question.narrowed(by: more)
    }

    // MARK: What is kept

    /// How it stands, where the store is to be told.
    ///
    /// - Parameter isUrgent: also where only the position has changed.
    func changed(isUrgent: Bool) -> StandingOrder? {
        guard memory != kept else { return nil }
        var same = memory
        same.position = kept?.position ?? -1
        if !isUrgent, same == kept, .now - keptAt < WatchRun.pause { return nil }
        let failing = memory.waiting.filter { $0.retry.failures > 0 }
        var order = StandingOrder(kind: .watch, name: watch.name, memory: memory.text)
        if let worst = failing.max(by: { $0.retry.failures < $1.retry.failures }) {
            let count = memory.waiting.count
            order.trouble =
                "\(worst.retry.reason); failed \(worst.retry.failures) time\(worst.retry.failures == 1 ? "" : "s"), "
                + "\(count) alarm\(count == 1 ? " waits" : "s wait")"
            order.since = failing.map { Instant(microseconds: $0.retry.since) }.min()
            order.next = failing.map { Instant(microseconds: $0.retry.next) }.min()
        }
        return order
    }

    mutating func wasKept() {
        kept = memory
        keptAt = .now
    }

    /// It has counted too few, as more came within its span than are counted at once.
    var wasOverLimit: Bool { judge.wasOverLimit }

    mutating func dropOverflow() -> Int { memory.dropOverflow() }

    // MARK: Telling

    /// The alarm whose turn it is.
    func due(now: Instant) -> Int? { memory.waiting.firstIndex { $0.retry.isDue(now: now) } }

    /// Tells of an alarm in all ways that are open; what went wrong.
    mutating func tell(_ index: Int, _ store: EventStore, until stop: StopSignal) -> String? {
        let alarm = memory.waiting[index]
        var failures: [String] = []
        for way in alarm.open {
            let failure: String?
            switch way {
            case .file: failure = watch.settings.file.flatMap { AlarmText(watch, alarm).append(to: $0) }
            case .command: failure = run(alarm, store, until: stop)
            }
            if stop.isRaised, failure != nil { return nil }
            if let failure {
                failures.append(failure)
            } else {
                memory.waiting[index].open.removeAll { $0 == way }
            }
        }
        guard !failures.isEmpty else {
            memory.waiting.remove(at: index)
            return nil
        }
        let reason = failures.joined(separator: "; ")
        memory.waiting[index].retry.failed(reason, now: .now)
        return reason
    }

    private func run(_ alarm: WatchMemory.Alarm, _ store: EventStore, until stop: StopSignal) -> String? {
        let found: [ActivityEvent]
        do throws(StoreError) {
            let question = question(of: alarm.value, alarm.first...alarm.last)
            found = try store.search(question, limit: WatchRun.mostGiven, order: .oldestFirst)
        } catch {
            return "\(error)"
        }
        let command = CommandRun(
            arguments: watch.settings.command,
            environment: AlarmText(watch, alarm).environment(store: store.path),
            input: Array(found.map { $0.json() + "\n" }.joined().utf8),
            timeout: Int(watch.settings.timeout)
        )
        return command.run(until: stop).failure
    }
}
