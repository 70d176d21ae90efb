/// Where a type of event stands in the Open Cybersecurity Schema Framework: its class, and the activity within it.
package struct OCSFClassification: Sendable, Hashable {
    /// The version of the schema whose attributes and values are written.
    package static let version = "1.6.0"

    package var eventClass: EventClass
    package var activityID: Int
    package var activityName: String

    /// One of the schema's classes.
    package struct EventClass: Sendable, Hashable {
        /// As the catalogue names it, which is as the schema names it.
        package var name: String
        package var uid: Int
        package var caption: String
        package var categoryUID: Int
        package var categoryName: String
        /// Captions by id, from 1.
        package var activities: [String]

        fileprivate init(_ name: String, _ uid: Int, _ caption: String, _ category: String, _ activities: [String]) {
            self.name = name
            self.uid = uid
            self.caption = caption
            categoryUID = uid / 1000
            categoryName = category
            self.activities = activities
        }
    }

    /// The classes that events of people's activity fall into.
    package static let classes: [EventClass] = [
        EventClass("base_event", 0, "Base Event", "Uncategorized", []),
        EventClass(
            "event_log_activity",
            1008,
            "Event Log Activity",
            "System Activity",
            ["Clear", "Delete", "Export", "Archive", "Rotate", "Start", "Stop", "Restart", "Enable", "Disable"]
        ),
        EventClass(
            "account_change",
            3001,
            "Account Change",
            "Identity & Access Management",
            [
                "Create", "Enable", "Password Change", "Password Reset", "Disable", "Delete", "Attach Policy",
                "Detach Policy", "Lock", "MFA Factor Enable", "MFA Factor Disable", "Unlock",
            ]
        ),
        EventClass(
            "authentication",
            3002,
            "Authentication",
            "Identity & Access Management",
            [
                "Logon", "Logoff", "Authentication Ticket", "Service Ticket Request", "Service Ticket Renew", "Preauth",
                "Account Switch",
            ]
        ),
        EventClass(
            "authorize_session",
            3003,
            "Authorize Session",
            "Identity & Access Management",
            ["Assign Privileges", "Assign Groups"]
        ),
        EventClass(
            "entity_management",
            3004,
            "Entity Management",
            "Identity & Access Management",
            ["Create", "Read", "Update", "Delete", "Move", "Enroll", "Unenroll", "Enable", "Disable"]
        ),
        EventClass(
            "group_management",
            3006,
            "Group Management",
            "Identity & Access Management",
            ["Assign Privileges", "Revoke Privileges", "Add User", "Remove User", "Delete", "Create"]
        ),
    ]

    /// What holds for a type of which the catalogue says nothing.
    package static let standard = OCSFClassification(eventClass: classes[0], activityID: 99, activityName: "Other")
}

extension OCSFClassification {
    /// Reads `account_change/lock`: a class, a slash, one of its activities.
    package init(_ text: String) throws(ClassificationMistake) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { String($0).trimmed }
        guard parts.count == 2 else {
            throw ClassificationMistake(
                reason: "'\(text)' is not of the form class/activity",
                hint: "write it as in authentication/logon or account_change/lock"
            )
        }
        guard let found = OCSFClassification.classes.first(where: { $0.name == parts[0] }) else {
            throw ClassificationMistake("class", parts[0], among: OCSFClassification.classes.map(\.name))
        }
        func word(_ caption: String) -> String { caption.lowercased().replacing(" ", with: "_") }
        if parts[1] == "other" {
            self.init(eventClass: found, activityID: 99, activityName: "Other")
        } else if let index = found.activities.firstIndex(where: { word($0) == parts[1] }) {
            self.init(eventClass: found, activityID: index + 1, activityName: found.activities[index])
        } else {
            let known = found.activities.map(word) + ["other"]
            throw ClassificationMistake("activity of \(found.name)", parts[1], among: known)
        }
    }
}
