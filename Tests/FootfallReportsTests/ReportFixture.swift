import FootfallModel
import FootfallPatterns
import FootfallReports
import FootfallStore
import FootfallTesting
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
    func report(
        _ sections: String...,
        period: ReportPeriod? = nil,
        searches: [NamedSearch] = [],
        now: Instant? = nil
    ) throws -> Report {
        try Report.days(
            of: store(),
            period ?? ReportPeriod(zone: berlin, firstDay: sunday),
            kind: "daily",
            sections: sections,
            searches: searches,
            types: Catalogue.shipped.types.map(\.slug),
            now: now ?? berlinTime(48, 0, 0)
        )
    }

    /// The store with what was added so far.
    func store() throws -> EventStore {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appendingPathComponent("footfall.db").path
        if !events.isEmpty {
            let writer = try StoreWriter(path: path) { _ in berlin }
            var maker = BatchMaker()
            try writer.write(maker.batch(events))
            try writer.close()
            events = []
        }
        return try EventStore(path: path)
    }

    /// What needs a look.
    func found(_ period: ReportPeriod? = nil) throws -> [Finding] {
        let report = try report("needs-a-look", period: period)
        return report.sections.compactMap { $0 as? NeedsALookSection }.first?.findings ?? []
    }

    /// The same, as the text says it, without the searches.
    func findings(_ period: ReportPeriod? = nil) throws -> [String] {
        try found(period).map { "\($0.severity) \($0.text)" }
    }
}
