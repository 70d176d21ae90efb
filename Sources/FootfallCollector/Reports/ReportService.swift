internal import FootfallModel
internal import FootfallSources
internal import FootfallStore
internal import Foundation

/// Has reports made when they are due, and brings them to where they should go until they are there.
///
/// One thread; reports are made by processes of their own, which read the store as `footfall report` does.
final class ReportService: Sendable {
    /// What is to be done from now on.
    struct Plan: Sendable {
        var reports: [ScheduledReport]
        var maker: ReportMaker
    }

    private static let pause: Int32 = 1000

    private let writer: StoreWriter
    private let notify: @Sendable (SourceNotice) -> Void
    private let wanted: Guarded<Plan?>
    private let changed = WakeSignal()
    private let ending = StopSignal()
    private let ended = StopSignal()
    private let isStarted = Guarded(false)

    init(_ writer: StoreWriter, _ plan: Plan, notify: @escaping @Sendable (SourceNotice) -> Void) {
        self.writer = writer
        self.notify = notify
        wanted = Guarded(plan)
    }

    /// Other reports hold from now on; each goes on under its name.
    func set(_ plan: Plan) {
        wanted.withLock { $0 = plan }
        changed.call()
    }

    /// Works in a thread of its own until `end`; again called, it does nothing.
    func start() {
        let wasStarted = isStarted.withLock { isStarted in
            defer { isStarted = true }
            return isStarted
        }
        if wasStarted { return }
        Thread.start(named: "reports") { [self] in
            var keeper = ReportKeeper(writer, notify)
            while !ending.isRaised {
                if let plan = wanted.withLock({ wanted in wanted.take() }), !keeper.set(plan) {
                    // Tried again, unless there is something newer.
                    wanted.withLock { if $0 == nil { $0 = plan } }
                }
                // The clock is looked at, as it may be set: a sleep until seven may end at any time.
                let hasMore = keeper.work(until: ending)
                ending.wait(or: [changed.descriptor], milliseconds: hasMore ? 0 : ReportService.pause)
                _ = changed.take()
            }
            keeper.keepAll()
            ended.raise()
        }
    }

    /// Has the thread end soon, with what is being made or delivered.
    func beginEnd() { ending.raise() }

    /// Ends the thread; to be called while the store is still this process's.
    func end() {
        ending.raise()
        if isStarted.withLock({ $0 }) { _ = ended.wait(milliseconds: 2000) }
    }
}

extension Collector.Configuration {
    /// What reports are to be made, and with what.
    var reportPlan: ReportService.Plan {
        ReportService.Plan(reports: reports, maker: ReportMaker(store: store, configuration: path))
    }
}

/// All reports, in their thread.
private struct ReportKeeper {
    private struct Run {
        var report: ScheduledReport
        var memory: ReportMemory
        /// As the store has it.
        var kept: StandingOrder?
    }

    private let writer: StoreWriter
    private let notify: @Sendable (SourceNotice) -> Void
    private var maker: ReportMaker
    private var runs: [Run] = []
    private var obstacle: String?

    init(_ writer: StoreWriter, _ notify: @escaping @Sendable (SourceNotice) -> Void) {
        self.writer = writer
        self.notify = notify
        maker = ReportMaker(store: writer.path)
    }

    /// Goes on with these reports; false where the store could not be asked.
    mutating func set(_ plan: ReportService.Plan) -> Bool {
        keepAll()
        do throws(StoreError) {
            // What is not kept yet must not be forgotten: then everything stays, and this is tried again.
            let orders = try EventStore(path: writer.path).standingOrders().filter { $0.kind == .report }
            let now = Instant.now
            runs = plan.reports.map { report in
                let known =
                    runs.first { $0.report.name == report.name }?.memory.text
                    ?? orders.first { $0.name == report.name }?.memory
                let memory = known.flatMap { ReportMemory($0, of: report) }
                return Run(report: report, memory: memory ?? ReportMemory(report, now: now, writer.zone))
            }
            maker = plan.maker
            try writer.keep(.report, named: plan.reports.map(\.name))
            keepAll()
            return true
        } catch {
            tell(error)
            return false
        }
    }

    /// Schedules what is due, and delivers one period of each report; true where more is due now.
    mutating func work(until stop: StopSignal) -> Bool {
        var hasMore = false
        for index in runs.indices {
            let report = runs[index].report
            let left = runs[index].memory.schedule(report, now: .now, writer.zone)
            if left > 0 {
                tell("\(left) older report\(left == 1 ? " was" : "s were") missed and left out", report, .warning)
            }
        }
        keepAll()
        for index in runs.indices {
            guard !stop.isRaised, let period = runs[index].memory.duePeriod(now: .now) else { continue }
            deliver(period, of: index, until: stop)
            keepAll()
            hasMore = hasMore || runs[index].memory.duePeriod(now: .now) != nil
        }
        return hasMore
    }

    private mutating func deliver(_ period: Int64, of index: Int, until stop: StopSignal) {
        let report = runs[index].report
        var delivery = ReportDelivery(report, period, maker, writer.zone)
        let label = report.span.label(period)
        for way in report.ways {
            guard !stop.isRaised,
                let place = runs[index].memory.waiting.firstIndex(where: {
                    $0.period == period && $0.way == way && $0.retry.isDue(now: .now)
                })
            else { continue }
            let failure = delivery.deliver(way, until: stop)
            // What the end of everything cut short is no failure: it is done again.
            if failure != nil, stop.isRaised { return }
            guard let failure else {
                runs[index].memory.waiting.remove(at: place)
                // Before anything else, telling of it included: a kill then must not have it delivered twice.
                keepAll()
                tell("\(label) \(ReportKeeper.done(way))", report, .info)
                continue
            }
            runs[index].memory.waiting[place].retry.failed(failure, now: .now)
            let pause = SpanText.of(Retry.pause(after: runs[index].memory.waiting[place].retry.failures))
            // Who reads of it finds it in `status`.
            keepAll()
            tell("\(label) \(ReportKeeper.undone(way)): \(failure); tried again in \(pause)", report, .warning)
        }
    }

    private static func done(_ way: ReportMemory.Way) -> String {
        switch way {
        case .folder: "is in its folder"
        case .mail: "was mailed"
        case .command: "was handed to its command"
        }
    }

    private static func undone(_ way: ReportMemory.Way) -> String {
        switch way {
        case .folder: "could not be put into its folder"
        case .mail: "could not be mailed"
        case .command: "could not be handed to its command"
        }
    }

    /// Keeps what has changed; where that cannot be, it is tried again the next time.
    mutating func keepAll() {
        for index in runs.indices {
            let order = ReportKeeper.order(runs[index].report, runs[index].memory, writer.zone)
            guard order != runs[index].kept else { continue }
            do throws(StoreError) {
                try writer.set(order)
                runs[index].kept = order
                obstacle = nil
            } catch {
                tell(error)
            }
        }
    }

    private static func order(_ report: ScheduledReport, _ memory: ReportMemory, _ zone: ZoneOffsets) -> StandingOrder {
        var order = StandingOrder(kind: .report, name: report.name, memory: memory.text)
        let next = report.span.due(report.span.next(after: memory.last), minute: report.minute, zone)
        order.next = next
        let failing = memory.waiting.filter { $0.retry.failures > 0 }
        if let worst = failing.min(by: { $0.retry.since < $1.retry.since }) {
            let times = worst.retry.failures == 1 ? "once" : "\(worst.retry.failures) times"
            let others = Set(failing.map(\.period)).count - 1
            order.trouble =
                "\(memory.span.label(worst.period)) \(undone(worst.way)): \(worst.retry.reason); failed \(times)"
                + (others > 0 ? ", and \(others) later one\(others == 1 ? "" : "s") did too" : "")
            order.since = Instant(microseconds: worst.retry.since)
            order.next = failing.map { Instant(microseconds: $0.retry.next) }.min()
        }
        return order
    }

    private func tell(_ text: String, _ report: ScheduledReport, _ level: SourceNotice.Level) {
        notify(SourceNotice(level, source: "report \(report.name)", text))
    }

    private mutating func tell(_ error: StoreError) {
        let text = "what became of reports cannot be kept, and is when it can: \(error)"
        guard obstacle != text else { return }
        obstacle = text
        notify(SourceNotice(.warning, source: writer.path, text))
    }
}
