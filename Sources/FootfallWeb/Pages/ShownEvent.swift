import FootfallModel
import FootfallQuery
import FootfallStore

/// An event as tables show it.
struct ShownEvent {
    let event: ActivityEvent
    let zone: ZoneOffsets

    /// What is logged may be anything: control characters are shown.
    var values: [String: Any] {
        let offset = zone.offset(atUTC: event.time.seconds)
        var values: [String: Any] = [
            "id": event.id,
            "time": event.time.rfc3339,
            "clock": event.time.clockText(offset: offset),
            "type": printable(event.type),
            "outcome": event.outcome.name,
            "category": event.category.name,
            "source": printable(event.source),
            "pattern": printable(event.pattern),
            "message": printable(event.message),
        ]
        values["user"] = link(event.userID, "user")
        values["target"] = link(event.targetID, "target")
        values["app"] = link(event.appID, "app")
        values["ip"] = link(event.ip, "ip")
        values["host"] = link(event.host, "host")
        if event.count > 1 { values["count"] = event.count }
        return values
    }

    private func link(_ value: String?, _ field: String) -> [String: Any]? {
        value.map { ["text": printable($0), "address": Pages.address(of: field + ":" + QueryText.quoted($0))] }
    }
}
