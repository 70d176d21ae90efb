internal import FootfallModel
internal import FootfallQuery
internal import FootfallStore

/// Finds the alarms among the events that come.
///
/// The events of late are kept in memory, by value, so that most are judged without a look into the store. One that
/// comes late is judged by its own time; where memory does not reach as far back, the store is asked for what was then.
struct WatchJudge {
    let watch: Watch
    private var windows: [ExactText: WatchWindow] = [:]
    private var entryCount = 0
    /// From this time on memory has every event that was judged.
    private var completeSince: Int64
    /// That is later than it should be, as there are more events than memory has room for.
    private var isCut = false
    private(set) var past: WatchPast
    /// There were more events within the span of the watch than are counted at once: the rest went uncounted.
    private(set) var wasOverLimit = false

    /// Entries in memory, 24 bytes each.
    static let room = 500_000
    private let room: Int

    private var within: Int64 { watch.settings.within * 1_000_000 }
    private var cooldown: Int64 { watch.settings.cooldown * 1_000_000 }

    /// - Parameter since: from which time on `remember` will be told of every event that was judged before.
    init(_ watch: Watch, since: Int64, room: Int = WatchJudge.room) {
        self.watch = watch
        self.room = room
        completeSince = since
        past = WatchPast(room: room)
    }

    /// How far back a watch should remember: room for events that are late by as long as the window is.
    static func horizon(_ watch: Watch, now: Instant) -> Int64 {
        now.advanced(bySeconds: -2 * watch.settings.within - 60).microseconds
    }

    /// What counts for an event: its value, or all together.
    static func value(of event: ActivityEvent, _ field: Field?) -> String? {
        guard let field else { return "" }
        return field.value(of: event)
    }

    /// Takes in an event that was judged before.
    mutating func remember(_ entry: WatchWindow.Entry, _ value: String) { add(entry, value) }

    private mutating func add(_ entry: WatchWindow.Entry, _ value: String) {
        past.add(entry, value)
        guard entry.time >= completeSince else { return }
        if windows[ExactText(value), default: WatchWindow()].add(entry) { entryCount += 1 }
    }

    /// The alarms that new events give, which the memory then has.
    mutating func judge(
        _ events: [ActivityEvent],
        _ memory: inout WatchMemory,
        now: Instant,
        _ page: WatchPast.Page
    ) throws(StoreError) -> [WatchMemory.Alarm] {
        forget(now: now, &memory)
        let field = watch.settings.field
        var alarms: [WatchMemory.Alarm] = []
        var late: [(value: String, entry: WatchWindow.Entry)] = []
        for event in events {
            guard let value = WatchJudge.value(of: event, field) else { continue }
            let entry = WatchWindow.Entry(event)
            add(entry, value)
            // Where the whole span has no room, its newest part decides: it may count too few, and never too many.
            if entry.time - (isCut ? 0 : within) < completeSince {
                late.append((value, entry))
            } else if let window = windows[ExactText(value)] {
                judge(value, entry.time, window, &memory, &alarms)
            }
        }
        // In the order of their times, so that the store is read on and not to and fro.
        for (value, entry) in late.sorted(by: { ($0.entry.time, $0.entry.id) < ($1.entry.time, $1.entry.id) })
        where !memory.hasAlarm(value, near: entry.time, within: cooldown) {
            let window = try past.window(
                of: value,
                around: entry.time,
                within,
                { WatchJudge.value(of: $0, field) },
                page
            )
            judge(value, entry.time, window, &memory, &alarms)
            wasOverLimit = wasOverLimit || past.isCut
        }
        // While nothing is late, what comes would be kept there for nobody.
        if late.isEmpty, !events.isEmpty { past = WatchPast(room: room) }
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
        let isFull = entryCount > room
        guard isFull || horizon - completeSince > max(within / 4, 10_000_000) else { return }
        completeSince = max(completeSince, horizon)
        isCut = false
        if isFull {
            // So many at once that the next thousands need no such look; of the span itself only if there is no other way.
            let enough = now.microseconds - within - 10_000_000
            let time = time(ofEntry: 1, in: 4)
            isCut = time > enough
            wasOverLimit = wasOverLimit || isCut
            completeSince = max(completeSince, isCut ? self.time(ofEntry: 2, in: 4) : enough)
        }
        for value in windows.keys {
            entryCount -= windows[value]?.forget(before: completeSince) ?? 0
            if windows[value]?.isEmpty == true { windows[value] = nil }
        }
        let oldest = now.advanced(bySeconds: -watch.settings.latest - watch.settings.within).microseconds
        memory.forget(before: oldest - cooldown)
    }

    /// A time before which about so large a part of the entries lie.
    private func time(ofEntry part: Int, in parts: Int) -> Int64 {
        var times = windows.values.flatMap { $0.entries.map(\.time) }
        times.sort()
        return times[times.count * part / parts]
    }
}

extension WatchWindow.Entry {
    init(_ event: ActivityEvent) {
        self.init(time: event.time.microseconds, count: event.count, id: event.id)
    }
}
