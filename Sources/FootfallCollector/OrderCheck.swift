package import FootfallModel
internal import Foundation

/// What watches and reports would do, and what is in their way: the part of `collect --check` about them.
package struct OrderCheck: Sendable {
    /// A sentence each.
    package private(set) var plans: [String] = []
    package private(set) var troubles: [String] = []

    /// - Parameter zone: the store's.
    package init(_ watches: [SavedSearch], _ reports: [ScheduledReport], now: Instant, zone: ZoneOffsets) {
        for search in watches {
            guard let watch = search.watch else { continue }
            let told = [watch.command.first.map { "told to \($0)" }, watch.file.map { "a line in \($0)" }]
            plans.append("watch \(search.name): \(watch.rule), \(told.compactMap { $0 }.joined(separator: ", "))")
            check(watch.command, of: "watch \(search.name)")
        }
        for report in reports {
            let about = report.span.next(after: report.span.latestDue(now: now, minute: report.minute, zone))
            let due = report.span.due(about, minute: report.minute, zone)
            let clock = due.clockText(offset: zone.offset(atUTC: due.seconds)).prefix(16)
            let formats = report.formats.map(\.rawValue).joined(separator: " and ")
            plans.append(
                "report \(report.name): next at \(clock) about \(report.span.longLabel(about)), \(formats), "
                    + report.destinations
            )
            check(report.command, of: "report \(report.name)")
            if !report.recipients.isEmpty {
                if let program = report.sendmail {
                    check([program], of: "report \(report.name)")
                } else if Sendmail.path == nil {
                    troubles.append(
                        "report \(report.name): no program takes mail here (sendmail)\n"
                            + "  hint: install one, or name it with 'sendmail'"
                    )
                }
            }
            if let folder = report.folder, unsafe access(folder, F_OK) == 0, unsafe access(folder, W_OK) != 0 {
                troubles.append("report \(report.name): \(folder) may not be written by this user")
            }
        }
    }

    /// Looks for a program as it is looked for when it is run.
    private mutating func check(_ command: [String], of what: String) {
        guard let program = command.first else { return }
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let places = program.contains("/") ? [program] : path.split(separator: ":").map { "\($0)/\(program)" }
        if places.contains(where: { unsafe access($0, X_OK) == 0 }) { return }
        troubles.append(
            "\(what): there is no program \(program) that this user may run\n  hint: check its path and mode"
        )
    }
}
