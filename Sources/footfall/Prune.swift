import ArgumentParser
import FootfallCollector
import FootfallModel
import FootfallQuery
import FootfallReports
import FootfallSources
import FootfallStore
import Foundation

/// `footfall prune`: drops what is too old or too much, now.
struct Prune: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Drop the oldest events from the store, and give their space back.",
        discussion: """
            Events go in whole segments of 16,384, with their evidence and what reports
            count of them; the segment that is being written stays. A collector that is
            running does it itself and goes on collecting. Without --max-age and
            --max-size the limits of the configuration hold (retention); with them only
            these.

            Examples:
              # What would go if a year and a month were kept?
              footfall prune --max-age 400d --dry-run
              # The oldest go until the file is no larger than this
              footfall prune --max-size 20GB
              # Both bounds, of a store that is not the service's
              footfall prune --max-age 2y --max-size 5GB --store footfall.db
            """
    )

    @Option(help: ArgumentHelp("Drop what is older: 36h, 400d, 52w, 2y.", valueName: "age"))
    var maxAge: String?

    @Option(help: ArgumentHelp("Drop the oldest until the file is no larger: 500MB, 20GB.", valueName: "size"))
    var maxSize: String?

    @Flag(help: "Say what would be dropped, and drop nothing.")
    var dryRun = false

    @OptionGroup var store: StoreOption

    func run() throws {
        let (path, limits) = try plan()
        // Says what is wrong with the store before anybody opens it for writing, and makes none.
        let store = try EventStore(path: path)
        let summary = try prune(path, limits)
        if Console.isErrorTerminal { Console.status("\r\u{1b}[K") }
        report(summary, limits, store.zone).forEach { Console.out($0) }
        FirstSteps.note(store)
        if summary.isCutShort { throw ExitCode.failure }
    }

    /// Which store, and what may stay in it.
    private func plan() throws -> (path: String, limits: RetentionLimits) {
        let limits = RetentionLimits(
            maximumAge: try Prune.limit("--max-age", maxAge, RetentionLimits.age),
            maximumBytes: try Prune.limit("--max-size", maxSize, RetentionLimits.bytes)
        )
        if !limits.isUnlimited { return (try store.path(), limits) }
        let file = try store.configuration.readLeniently()
        let path = store.path(configured: file?.store)
        let example = "name them: footfall prune --max-age 400d"
        guard let file, !file.retention.isUnlimited else {
            throw Failure(
                usage: "nothing says what may go: no --max-age, no --max-size, and no retention configured",
                hint: example
            )
        }
        guard store.isConfigured(path, file.store) else {
            let text = "the limits in \(file.path) are not meant for \(path), but for the store named there"
            throw Failure(usage: text, hint: example)
        }
        return (path, file.retention)
    }

    private static func limit(
        _ name: String,
        _ text: String?,
        _ read: (String) throws(RetentionLimits.Mistake) -> Int64
    ) throws -> Int64? {
        guard let text else { return nil }
        do throws(RetentionLimits.Mistake) {
            return try read(text)
        } catch {
            throw Failure(usage: name + ": " + error.reason, hint: error.hint)
        }
    }

    /// By the collector where one is running, else here.
    private func prune(_ path: String, _ limits: RetentionLimits) throws -> PruneSummary {
        let stop = StopSignal()
        let signals = ServiceSignals(stop)
        defer { withExtendedLifetime(signals) {} }
        func goesOn(_ summary: PruneSummary) -> Bool {
            show(summary)
            return !stop.isRaised
        }
        // A collector may come or go between the look and the deed.
        for isLast in [false, true] {
            if let collector = RunningCollector.at(store: path) {
                do throws(PruneRefusal) {
                    let request = PruneRequest(limits: limits, isDryRun: dryRun)
                    return try request.ask(collectorOf: path, progress: goesOn)
                } catch {
                    if !isLast, RunningCollector.at(store: path)?.process != collector.process { continue }
                    throw Prune.failure(error, collector, path)
                }
            }
            do throws(StoreError) {
                let writer = try StoreWriter(path: path) { name in
                    // Its days are counted in it: another zone's would take them from the wrong ones.
                    guard let zone = ZoneOffsets(identifier: name ?? "UTC") else {
                        let reason =
                            "its days are counted in \(name ?? ""), a time zone that this machine does not know"
                        throw StoreError(path: path, reason: .failed(reason))
                    }
                    return zone
                }
                let summary = try writer.prune(limits, now: Clock.now, isDryRun: dryRun, goesOn: goesOn)
                try writer.close()
                return summary
            } catch {
                if !isLast, case .locked = error.reason { continue }
                throw error
            }
        }
        throw Failure("\(path): its collector comes and goes", hint: "try again")
    }

    private static func failure(_ refusal: PruneRefusal, _ collector: RunningCollector, _ path: String) -> Failure {
        let process = collector.process.map { " (process \($0))" } ?? ""
        switch refusal {
        case .nobody(let socket, let why):
            return Failure(
                "\(path): another Footfall is writing to this store\(process) and takes no requests at \(socket) (\(why))",
                hint: "'collect --once' and a prune under way take none: wait for their end; else restart the collector"
            )
        case .forbidden(let socket):
            return Failure(
                "\(path): the collector\(process) takes requests from its own user and from root only (\(socket))",
                hint: "run this as the user who collects"
            )
        case .ended:
            return Failure(
                "\(path): the collector\(process) ended before it was done",
                hint: "what was dropped until then is dropped; ask again"
            )
        case .failed(let text):
            return Failure(text)
        }
    }

    /// On a terminal, how far it is.
    private func show(_ summary: PruneSummary) {
        guard Console.isErrorTerminal else { return }
        let count = "\(summary.segments.grouped) segments dropped, file \(Size.text(summary.bytesAfter))"
        Console.status("\r\u{1b}[K" + count)
    }

    private func report(_ summary: PruneSummary, _ limits: RetentionLimits, _ zone: ZoneOffsets) -> [String] {
        func day(_ time: Instant) -> String {
            String(time.clockText(offset: zone.offset(atUTC: time.seconds)).prefix(16))
        }
        func count(_ number: Int64, _ what: String) -> String { "\(number.grouped) \(what)\(number == 1 ? "" : "s")" }
        var lines: [String] = []
        if let times = summary.times {
            var text = "\(count(summary.events, "event")) in \(count(Int64(summary.segments), "segment"))"
            if summary.evidence > 0 { text += ", with \(count(summary.evidence, "record")) of evidence" }
            lines.append((dryRun ? "would drop  " : "dropped     ") + text)
            lines.append("from        \(day(times.lowerBound)) to \(day(times.upperBound)) (\(zone.name))")
        } else {
            lines.append(dryRun ? "no event would be dropped" : "no event was dropped")
        }
        if summary.shapes > 0 {
            let examples = count(summary.shapes, "example") + " of what was not recognised"
            lines.append((dryRun ? "would drop  " : "dropped     ") + examples)
        }
        let before = Size.text(summary.bytesBefore)
        if dryRun {
            if summary.segments > 0 {
                lines.append("file        \(before), then about \(Size.text(summary.bytesAfter))")
            }
        } else {
            let given = Size.text(summary.bytesGivenBack)
            lines.append("file        \(before), now \(Size.text(summary.bytesAfter)): \(given) given back")
            let pause = Int((summary.longestPause * 1000).rounded(.up))
            lines.append("pause       \(pause) ms at the most, in which nothing could be stored")
        }
        if summary.isCutShort { Console.note("ended before all was done; the next prune goes on", .warning) }
        if summary.isStillTooLarge, let limit = limits.maximumBytes {
            let text =
                "warning: the store stays above \(Size.text(limit)): the segment that is being written, names and "
                + "accounts are kept"
            Console.note(text, .warning)
        }
        return lines
    }
}
