import FootfallModel
import FootfallReports
import FootfallStore
import Foundation

/// A store of a test's own with events in it, and the report of a day of them.
final class ReportFixture {
    private let folder: URL
    private var events: [ActivityEvent] = []

    init() {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("footfall-report-\(UUID().uuidString)")
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// An event so many days before the report's, at a time of the clock in Berlin.
    func add(
        _ type: String,
        daysBefore: Int64 = 0,
        _ hour: Int64,
        _ minute: Int64 = 0,
        user: String? = nil,
        target: String? = nil,
        ip: String? = nil,
        host: String? = "web1",
        outcome: Outcome? = nil,
        details: String? = nil
    ) {
        let failures = ["user_failed_login", "authentication_failed", "locked_account"]
        let day = sunday.dayNumber - daysBefore
        let outcome = outcome ?? (failures.contains(type) ? .failure : .success)
        events.append(
            ActivityEvent(
                time: Instant(seconds: berlin.startOfDay(day) + hour * 3600 + minute * 60),
                type: type,
                category: .hostActivity,
                outcome: outcome,
                userID: user,
                targetID: target,
                appID: "sshd",
                ip: ip,
                host: host,
                source: "/var/log/auth.log",
                pattern: "test/event",
                message: "",
                details: details ?? (outcome == .failure ? #"{"claimed":true}"# : nil)
            )
        )
    }

    /// The report of the day, of which some sections are wanted.
    func report(_ sections: String..., now: Instant? = nil) throws -> Report {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appendingPathComponent("footfall.db").path
        if !events.isEmpty {
            let writer = try StoreWriter(path: path) { _ in berlin }
            try writer.write(batch())
            try writer.close()
            events = []
        }
        return try Report.days(
            of: EventStore(path: path),
            ReportPeriod(zone: berlin, firstDay: sunday),
            kind: "daily",
            sections: sections,
            now: now ?? berlinTime(48, 0, 0)
        )
    }

    /// What needs a look, as the text says it, without the searches.
    func findings() throws -> [String] {
        let report = try report("needs-a-look")
        let section = report.sections.compactMap { $0 as? NeedsALookSection }.first
        return section?.findings.map { "\($0.severity) \($0.text)" } ?? []
    }

    private func batch() -> EventBatch {
        var interner = Interner(limit: 100_000)
        var batch = EventBatch()
        for event in events {
            func number(_ kind: StringKind, _ text: String?) -> Int32 { text.map { interner.intern(kind, $0) } ?? 0 }
            let type = interner.intern(.eventType(event.category), event.type)
            var row = EventRow(time: event.time, type: type, outcome: event.outcome)
            row.user = number(.account, event.userID)
            row.target = number(.account, event.targetID)
            row.app = number(.app, event.appID)
            row.address = number(.address, event.ip)
            row.host = number(.host, event.host)
            row.source = number(.source, event.source)
            row.pattern = number(.pattern, event.pattern)
            let start = batch.text.count
            batch.text += Array((event.details ?? "").utf8)
            row.details = ByteRange(from: start, to: batch.text.count)
            batch.rows.append(row)
        }
        batch.generation = interner.generation
        batch.firstString = 1
        batch.strings = Array(interner.entries[1...])
        batch.stringText = interner.text
        return batch
    }
}
