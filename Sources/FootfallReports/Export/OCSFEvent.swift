package import FootfallModel

/// An event in the Open Cybersecurity Schema Framework.
package struct OCSFEvent {
    /// One JSON object on one line.
    package let json: String

    /// What stands where the schema demands a name and the log has none.
    private static let unknown = "unknown"

    /// - Parameters:
    ///   - classification: where its type stands; `nil` where the catalogue does not say.
    ///   - version: of Footfall.
    package init(_ event: ActivityEvent, _ classification: OCSFClassification?, version: String) {
        let place = classification ?? .standard
        let fields = ExportedFields(event)
        let eventClass = place.eventClass
        var object = JSONObject()
        object.set("activity_id", place.activityID)
        object.set("activity_name", place.activityName)
        object.set("category_uid", eventClass.categoryUID)
        object.set("category_name", eventClass.categoryName)
        object.set("class_uid", eventClass.uid)
        object.set("class_name", eventClass.caption)
        object.set("type_uid", eventClass.uid * 100 + place.activityID)
        object.set("type_name", eventClass.caption + ": " + place.activityName)
        // Milliseconds, rounded towards the past.
        object.set("time", Int(event.time.seconds * 1000 + event.time.fraction / 1000))
        object.set("severity_id", event.outcome == .failure ? 2 : 1)
        object.set("severity", event.outcome == .failure ? "Low" : "Informational")
        switch event.outcome {
        case .success: object.set("status_id", 1)
        case .failure: object.set("status_id", 2)
        case .unknown: object.set("status_id", 0)
        }
        object.set("status", event.outcome == .success ? "Success" : event.outcome == .failure ? "Failure" : "Unknown")
        if event.count > 1 { object.set("count", Int(event.count)) }
        object.set("message", event.message)
        object.set("metadata", OCSFEvent.metadata(event, version))
        OCSFEvent.addPeople(to: &object, event, place, fields)
        var unmapped = [("footfall_pattern", event.pattern)] + fields.details.map { ($0.key, $0.value) }
        if eventClass.uid == 0 {
            // The class for what is no other has no place for them.
            if let target = event.targetID { unmapped.append(("target", target)) }
            if let address = event.ip { unmapped.append(("ip", address)) }
        }
        var rest = JSONObject()
        rest.set(texts: unmapped)
        object.set("unmapped", rest)
        json = object.json
    }

    private static func metadata(_ event: ActivityEvent, _ version: String) -> JSONObject {
        var object = JSONObject(["version": OCSFClassification.version])
        object.set("product", JSONObject(["name": "Footfall", "vendor_name": "Footfall", "version": version]))
        object.set("profiles", list: ["host"])
        if event.id != 0 { object.set("uid", String(event.id)) }
        object.set("event_code", event.type)
        object.set("log_name", event.source)
        object.set("log_provider", event.appID)
        return object
    }

    /// Adds who did it to whom, from where and on what; each class has what it demands.
    private static func addPeople(
        to object: inout JSONObject,
        _ event: ActivityEvent,
        _ place: OCSFClassification,
        _ fields: ExportedFields
    ) {
        var actor = JSONObject()
        if let user = event.userID { actor.set("user", OCSFEvent.user(user)) }
        let here = JSONObject(["hostname": event.host])
        switch place.eventClass.name {
        case "authentication":
            object.set("user", user(event.userID ?? event.targetID))
            let service = event.host == nil && event.appID == nil ? unknown : event.appID
            object.set("service", JSONObject(["name": service]))
            object.set("dst_endpoint", here)
        case "account_change":
            // The account; who changed it is the actor, unless nobody else is named.
            object.set("user", user(event.targetID ?? event.userID))
            if event.targetID != nil { object.set("actor", actor) }
        case "authorize_session":
            object.set("user", user(event.userID))
            object.set("privileges", list: [event.targetID ?? event.appID ?? unknown])
            object.set("dst_endpoint", here)
        case "group_management":
            object.set("group", JSONObject(["name": fields.detail("group") ?? unknown]))
            if let member = event.targetID { object.set("user", user(member)) }
            object.set("actor", actor)
        case "entity_management":
            object.set("entity", JSONObject(["name": event.targetID ?? event.appID ?? unknown, "type": event.type]))
            object.set("actor", actor)
        case "event_log_activity":
            object.set("log_name", fields.detail("log") ?? event.source)
            object.set("log_provider", event.appID)
            object.set("actor", actor)
        default:
            object.set("actor", actor)
        }
        if place.eventClass.uid != 0 {
            var source = JSONObject(["ip": fields.ip, "hostname": fields.ip == nil ? event.ip : nil])
            source.set("port", fields.port)
            object.set("src_endpoint", source)
        }
        if event.host != nil || place.eventClass.name == "event_log_activity" {
            object.set("device", typed(event.host ?? unknown, "hostname"))
        }
    }

    private static func user(_ name: String?) -> JSONObject { typed(name ?? unknown, "name") }

    /// Of no log is it known what kind of user or device it tells of.
    private static func typed(_ name: String, _ what: String) -> JSONObject {
        var object = JSONObject([what: name])
        object.set("type_id", 0)
        object.set("type", "Unknown")
        return object
    }
}
