internal import FootfallModel
internal import FootfallSources
internal import FootfallStore
internal import Foundation

/// Looks behind ingest at what was stored, and tells of what crosses a watch's threshold.
///
/// One thread that reads with a connection of its own: a slow command or a long search makes alarms late, and never lines
/// wait. Where each watch stands is kept in the store before anybody is told, so that after a kill nothing is passed over,
/// and at most the alarm that was just being told is told again.
final class WatchService: Sendable {
    private static let pause: Int32 = 1000

    private let writer: StoreWriter
    private let notify: @Sendable (SourceNotice) -> Void
    private let wanted: Guarded<[Watch]?>
    private let changed = WakeSignal()
    private let ending = StopSignal()
    private let ended = StopSignal()
    private let isStarted = Guarded(false)

    init(_ writer: StoreWriter, _ watches: [Watch], notify: @escaping @Sendable (SourceNotice) -> Void) {
        self.writer = writer
        self.notify = notify
        wanted = Guarded(watches)
    }

    /// Other watches hold from now on; what is the same goes on.
    func set(_ watches: [Watch]) {
        wanted.withLock { $0 = watches }
        changed.call()
    }

    /// Works in a thread of its own until `end`; again called, it does nothing.
    func start() {
        let wasStarted = isStarted.withLock { isStarted in
            defer { isStarted = true }
            return isStarted
        }
        if wasStarted { return }
        Thread.start(named: "watches") { [self] in
            // On Linux this is the thread alone: where there is not enough for all, lines go first.
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
            var keeper = WatchKeeper(writer, notify)
            while !ending.isRaised {
                if let watches = wanted.withLock({ wanted in wanted.take() }) {
                    // What could not be begun is tried again, unless there is something newer.
                    if !keeper.set(watches) { wanted.withLock { if $0 == nil { $0 = watches } } }
                }
                let hasMore = keeper.look(until: ending)
                ending.wait(or: [changed.descriptor], milliseconds: hasMore ? 0 : WatchService.pause)
                _ = changed.take()
            }
            keeper.keepAll(isUrgent: true)
            ended.raise()
        }
    }

    /// Has the thread end soon, with the command that is running.
    func beginEnd() { ending.raise() }

    /// Ends the thread; to be called while the store is still this process's.
    func end() {
        ending.raise()
        if isStarted.withLock({ $0 }) { _ = ended.wait(milliseconds: 2000) }
    }
}

/// All watches, in their thread.
private struct WatchKeeper {
    private static let limit =
        "more than \(WatchJudge.room / 2) events come within its time, and not all are counted: have it look for less, or "
        + "within a shorter time"

    private let writer: StoreWriter
    private let notify: @Sendable (SourceNotice) -> Void
    private var store: EventStore?
    private var runs: [WatchRun] = []
    /// What was last told to be in the way, so that it is told once.
    private var obstacle: String?

    init(_ writer: StoreWriter, _ notify: @escaping @Sendable (SourceNotice) -> Void) {
        self.writer = writer
        self.notify = notify
    }

    /// Goes on with these watches; false where the store could not be asked.
    mutating func set(_ watches: [Watch]) -> Bool {
        keepAll(isUrgent: true)
        do throws(StoreError) {
            let store = try opened()
            let orders = try store.standingOrders().filter { $0.kind == .watch }
            var runs: [WatchRun] = []
            for watch in watches {
                if let same = self.runs.first(where: { $0.watch == watch }) {
                    runs.append(same)
                } else {
                    let memory =
                        self.runs.first { $0.watch.name == watch.name }?.memory.text
                        ?? orders.first { $0.name == watch.name }?.memory
                    runs.append(try WatchRun(watch, memory: memory, store, now: .now))
                }
            }
            self.runs = runs
            try writer.keep(.watch, named: watches.map(\.name))
            keepAll(isUrgent: true)
            return true
        } catch {
            tell(error)
            return false
        }
    }

    private mutating func opened() throws(StoreError) -> EventStore {
        if let store { return store }
        let opened = try EventStore(path: writer.path)
        store = opened
        return opened
    }

    /// Judges what has come and tells who is to be told; true where more is there.
    mutating func look(until stop: StopSignal) -> Bool {
        guard !runs.isEmpty else { return false }
        do throws(StoreError) {
            let store = try opened()
            let hasMore = try judge(store, until: stop)
            keepAll(isUrgent: false)
            let hasDue = tellOfDue(store, until: stop)
            obstacle = nil
            return hasMore || hasDue
        } catch {
            tell(error)
            return false
        }
    }

    private mutating func judge(_ store: EventStore, until stop: StopSignal) throws(StoreError) -> Bool {
        let last = try store.lastID()
        var hasMore = false
        var failure: StoreError?
        for index in runs.indices where runs[index].memory.position < last && !stop.isRaised {
            do throws(StoreError) {
                let wasOverLimit = runs[index].wasOverLimit
                let found = try runs[index].look(store, now: .now)
                if !wasOverLimit, runs[index].wasOverLimit {
                    tell(WatchKeeper.limit, runs[index].watch)
                }
                for alarm in found.alarms { tell(AlarmText(runs[index].watch, alarm).sentence, runs[index].watch) }
                hasMore = hasMore || found.hasMore
            } catch {
                // One watch's trouble is not the others'.
                failure = error
            }
            let dropped = runs[index].dropOverflow()
            if dropped > 0 { tell("\(dropped) alarms were dropped, as too many wait to be told of", runs[index].watch) }
        }
        if let failure { throw failure }
        return hasMore
    }

    /// Tells of one alarm of each watch; true where more are due.
    ///
    /// One each, so that a command that hangs holds up the others for as long as it may and no longer.
    private mutating func tellOfDue(_ store: EventStore, until stop: StopSignal) -> Bool {
        var hasDue = false
        for index in runs.indices {
            guard !stop.isRaised, let due = runs[index].due(now: .now) else { continue }
            let hadFailed = runs[index].memory.waiting[due].retry.failures > 0
            if let failure = runs[index].tell(due, store, until: stop) {
                tell("\(failure); tried again", runs[index].watch)
            } else if hadFailed, !stop.isRaised {
                tell("an alarm that could not be told of is told of now", runs[index].watch, .info)
            }
            keepAll(isUrgent: false)
            hasDue = hasDue || runs[index].due(now: .now) != nil
        }
        return hasDue
    }

    /// Keeps what has changed; where that cannot be, it is tried again the next time.
    mutating func keepAll(isUrgent: Bool) {
        for index in runs.indices {
            guard let order = runs[index].changed(isUrgent: isUrgent) else { continue }
            do throws(StoreError) {
                try writer.set(order)
                runs[index].wasKept()
            } catch {
                tell(error)
            }
        }
    }

    private func tell(_ text: String, _ watch: Watch, _ level: SourceNotice.Level = .warning) {
        notify(SourceNotice(level, source: "watch \(watch.name)", text))
    }

    private mutating func tell(_ error: StoreError) {
        let text = "watches cannot see or keep what they should, and go on when they can: \(error)"
        guard obstacle != text else { return }
        obstacle = text
        notify(SourceNotice(.warning, source: writer.path, text))
    }
}
