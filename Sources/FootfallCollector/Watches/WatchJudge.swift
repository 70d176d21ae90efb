internal import FootfallModel
internal import FootfallQuery
internal import FootfallStore

/// Finds the alarms among the events that come.
///
/// The events of late are kept in memory, by value, so that most are judged without a look into the store. One that
/// comes late is judged by its own time; where memory does not reach as far back, the store is asked for what was then.
struct WatchJudge {
    /// Asks the store for the events of a value in a stretch of time.
    typealias LookUp = (_ value: String, _ times: ClosedRange<Int64>) throws(StoreError) -> [WatchWindow.Entry]

    let watch: Watch
    private var windows: [String: WatchWindow] = [:]
    private var entryCount = 0
    /// From this time on memory has every event that was judged.
    private var completeSince: Int64

    /// Entries in memory, 24 bytes each.
    private static let mostEntries = 500_000

    private var within: Int64 { watch.settings.within * 1_000_000 }
    private var cooldown: Int64 { watch.settings.cooldown * 1_000_000 }

    /// - Parameter since: from which time on `remember` will be told of every event that was judged before.
    init(_ watch: Watch, since: Int64) {
        self.watch = watch
        completeSince = since
    }

    /// How far back a watch should remember: room for events that are late by as long as the window is.
    static func horizon(_ watch: Watch, now: Instant) -> Int64 {
        now.advanced(bySeconds: -2 * watch.settings.within - 60).microseconds
    }

    /// What counts for an event: its value, or all together.
    func value(of event: ActivityEvent) -> String? {
        guard let field = watch.settings.field else { return "" }
        return field.value(of: event)
    }

    /// Takes in an event that was judged before.
    mutating func remember(_ event: ActivityEvent) {
        guard let value = value(of: event) else { return }
        add(WatchWindow.Entry(event), value)
    }

    private mutating func add(_ entry: WatchWindow.Entry, _ value: String) {
        guard entry.time >= completeSince else { return }
        let before = windows[value]?.entries.count ?? 0
        windows[value, default: WatchWindow()].add(entry)
        entryCount += (windows[value]?.entries.count ?? 0) - before
    }

    /// The alarms that new events give, which the memory then has.
    mutating func judge(
        _ events: [ActivityEvent],
        _ memory: inout WatchMemory,
        now: Instant,
        _ lookUp: LookUp
    ) throws(StoreError) -> [WatchMemory.Alarm] {
        forget(now: now, &memory)
        var alarms: [WatchMemory.Alarm] = []
        var late: [String: [Int64]] = [:]
        for event in events {
            guard let value = value(of: event) else { continue }
            let entry = WatchWindow.Entry(event)
            add(entry, value)
            if entry.time - within < completeSince {
                late[value, default: []].append(entry.time)
            } else if let window = windows[value] {
                judge(value, entry.time, window, &memory, &alarms)
            }
        }
        for (value, times) in late {
            guard let first = times.min(), let last = times.max(),
                times.contains(where: { !memory.hasAlarm(value, near: $0, within: cooldown) })
            else { continue }
            var window = WatchWindow()
            for entry in try lookUp(value, first - within...last + within) { window.add(entry) }
            for time in times.sorted() { judge(value, time, window, &memory, &alarms) }
        }
        return alarms
    }

    private func judge(
        _ value: String,
        _ time: Int64,
        _ window: WatchWindow,
        _ memory: inout WatchMemory,
        _ alarms: inout [WatchMemory.Alarm]
    ) {
        guard !memory.hasAlarm(value, near: time, within: cooldown),
            let crossing = window.crossing(around: time, within: within, moreThan: watch.settings.threshold)
        else { return }
        memory.note(value, at: time)
        var open: [WatchMemory.Way] = []
        if watch.settings.file != nil { open.append(.file) }
        if !watch.settings.command.isEmpty { open.append(.command) }
        alarms.append(
            WatchMemory.Alarm(
                value: value,
                count: crossing.count,
                first: crossing.first,
                last: crossing.last,
                open: open
            )
        )
    }

    /// Lets go of what can matter no more.
    private mutating func forget(now: Instant, _ memory: inout WatchMemory) {
        let horizon = WatchJudge.horizon(watch, now: now)
        let isFull = entryCount > WatchJudge.mostEntries
        guard isFull || horizon - completeSince > max(within / 4, 10_000_000) else { return }
        completeSince = max(completeSince, horizon)
        // So many at once that the next thousands need no such look.
        if isFull { completeSince = max(completeSince, median()) }
        for value in windows.keys {
            entryCount -= windows[value]?.forget(before: completeSince) ?? 0
            if windows[value]?.isEmpty == true { windows[value] = nil }
        }
        let oldest = now.advanced(bySeconds: -watch.settings.latest - watch.settings.within).microseconds
        memory.forget(before: oldest - cooldown)
    }

    /// A time before which about half of the entries lie.
    private func median() -> Int64 {
        var times = windows.values.flatMap { $0.entries.map(\.time) }
        times.sort()
        return times[times.count / 2]
    }
}

extension WatchWindow.Entry {
    init(_ event: ActivityEvent) {
        self.init(time: event.time.microseconds, count: event.count, id: event.id)
    }
}
