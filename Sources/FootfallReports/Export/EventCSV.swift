package import FootfallModel

/// Events as the lines of a csv file (RFC 4180).
package enum EventCSV {
    package static let header = [
        "time", "type", "category", "outcome", "user_id", "target_id", "app_id", "ip", "host", "source", "pattern",
        "count", "message", "details",
    ].joined(separator: ",")

    /// In the order of the header.
    package static func values(of event: ActivityEvent) -> [String] {
        [
            event.time.rfc3339, event.type, event.category.name, event.outcome.name, event.userID ?? "",
            event.targetID ?? "", event.appID ?? "", event.ip ?? "", event.host ?? "", event.source, event.pattern,
            String(event.count), event.message, event.details ?? "",
        ]
    }

    package static func line(_ event: ActivityEvent) -> String {
        values(of: event).map(CSVCell.written).joined(separator: ",")
    }
}
