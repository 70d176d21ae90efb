internal import FootfallModel
internal import Foundation

/// What a scheduled report keeps over restarts.
struct ReportMemory: Codable, Hashable {
    /// How a report gets to where it should.
    enum Way: String, Codable, Sendable {
        case folder, mail, command
    }

    /// A report that has not got there yet.
    struct Delivery: Codable, Hashable {
        /// The first day of what it is about.
        var period: Int64
        var way: Way
        var retry = Retry()
    }

    var span: ReportCycle
    /// The last period that was due.
    var last: Int64
    var waiting: [Delivery] = []

    /// More than so many are not kept waiting.
    private static let mostWaiting = 90

    /// A report that begins with what is due next.
    init(_ report: ScheduledReport, now: Instant, _ zone: ZoneOffsets) {
        span = report.span
        last = report.span.latestDue(now: now, minute: report.minute, zone)
    }

    /// As it was kept; `nil` where that cannot be read, or was about another span of time.
    init?(_ text: String, of report: ScheduledReport) {
        guard let found = try? JSONDecoder().decode(ReportMemory.self, from: Data(text.utf8)),
            found.span == report.span
        else { return nil }
        self = found
        waiting.removeAll { !report.ways.contains($0.way) }
    }

    /// As it is kept.
    var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// Has what is due by now wait for its delivery; how many were missed for too long, and are left out.
    mutating func schedule(_ report: ScheduledReport, now: Instant, _ zone: ZoneOffsets) -> Int {
        let latest = span.latestDue(now: now, minute: report.minute, zone)
        // A clock that was years ahead, and was set right, must not silence the report for years.
        if last > span.next(after: latest) { last = latest }
        var due: [Int64] = []
        var period = span.next(after: last)
        while period <= latest {
            due.append(period)
            period = span.next(after: period)
        }
        guard let newest = due.last else { return 0 }
        last = newest
        for period in due.suffix(span.mostMissed) {
            for way in report.ways { waiting.append(Delivery(period: period, way: way)) }
        }
        let excess = max(0, waiting.count - ReportMemory.mostWaiting)
        waiting.removeFirst(excess)
        return max(0, due.count - span.mostMissed) + excess
    }

    /// The period whose turn it is: the oldest of which something may be tried now.
    func duePeriod(now: Instant) -> Int64? {
        waiting.filter { $0.retry.isDue(now: now) }.map(\.period).min()
    }
}
