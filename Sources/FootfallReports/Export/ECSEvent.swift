package import FootfallModel

/// An event in the Elastic Common Schema.
package struct ECSEvent {
    /// One JSON object on one line.
    package let json: String

    /// - Parameters:
    ///   - classification: where its type stands; `nil` where the catalogue does not say.
    ///   - version: of Footfall.
    package init(_ event: ActivityEvent, _ classification: ECSClassification?, version: String) {
        let fields = ExportedFields(event)
        var object = JSONObject()
        object.set("@timestamp", event.time.rfc3339)
        object.set("ecs", JSONObject(["version": ECSClassification.version]))
        object.set("event", ECSEvent.event(event, classification ?? .standard(of: event.category)))
        object.set("message", event.message)
        var user = JSONObject(["name": event.userID])
        user.set("target", JSONObject(["name": event.targetID]))
        object.set("user", user)
        object.set("group", JSONObject(["name": fields.detail("group")]))
        var source = JSONObject(["address": event.ip, "ip": fields.ip])
        source.set("port", fields.port)
        object.set("source", source)
        object.set("host", JSONObject(["name": event.host, "hostname": event.host]))
        object.set("service", JSONObject(["name": event.appID]))
        object.set("process", JSONObject(["command_line": fields.detail("command")]))
        if event.source.hasPrefix("/") {
            var log = JSONObject()
            log.set("file", JSONObject(["path": event.source]))
            object.set("log", log)
        }
        object.set("related", ECSEvent.related(event, fields))
        object.set("agent", JSONObject(["type": "footfall", "version": version]))
        object.set("labels", ECSEvent.labels(event, fields))
        json = object.json
    }

    private static func event(_ event: ActivityEvent, _ place: ECSClassification) -> JSONObject {
        var object = JSONObject(["kind": "event"])
        object.set("category", list: place.categories)
        object.set("type", list: place.types)
        object.set("outcome", event.outcome.name)
        object.set("action", event.type)
        object.set("provider", event.appID)
        object.set("module", "footfall")
        object.set("dataset", "footfall.activity")
        if event.id != 0 { object.set("id", String(event.id)) }
        return object
    }

    private static func related(_ event: ActivityEvent, _ fields: ExportedFields) -> JSONObject {
        var object = JSONObject()
        let target = event.targetID == event.userID ? nil : event.targetID
        object.set("user", list: [event.userID, target].compactMap { $0 })
        object.set("ip", list: [fields.ip].compactMap { $0 })
        object.set("hosts", list: [event.host].compactMap { $0 })
        return object
    }

    /// What the schema has no field for.
    private static func labels(_ event: ActivityEvent, _ fields: ExportedFields) -> JSONObject {
        var labels = [("footfall_source", event.source), ("footfall_pattern", event.pattern)]
        if event.count > 1 { labels.append(("footfall_count", String(event.count))) }
        if event.evidenceOf != nil { labels.append(("footfall_evidence", "true")) }
        // A dot would make an object of a label.
        labels += fields.details.map { detail in
            let key = detail.key.unicodeScalars.map { $0 == "." ? "_" : $0 }
            return (String(String.UnicodeScalarView(key)), detail.value)
        }
        var object = JSONObject()
        object.set(texts: labels)
        return object
    }
}
