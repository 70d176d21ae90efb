internal import FootfallModel

/// A rule for JSON records like one, proposed from the names of its fields.
struct DraftRecord {
    /// Roles and the paths that fill them.
    private(set) var fields: [(role: FieldRole, path: String)] = []
    /// The field that tells what happened, and its value here.
    private(set) var action: (path: String, value: String)?

    /// `nil` where the text is no JSON object.
    init?(_ text: [UInt8]) {
        var scanner = JSONScanner()
        var table = RecordFields()
        guard scanner.scan(text.span, ByteRange(from: 0, to: text.count), into: &table) else { return nil }
        var found: [(path: String, value: String)] = []
        for field in table.fields { found.append((table.paths.text(field.path), table.values.text(field.value))) }
        for (role, names) in DraftRecord.names {
            // The names' order counts, not the fields'.
            for name in names where !fields.contains(where: { $0.role == role }) {
                if let field = found.first(where: { DraftRecord.lastName($0.path) == name }) {
                    fields.append((role, field.path))
                }
            }
        }
        let short = found.filter { !$0.value.isEmpty && $0.value.utf8.count <= 60 }
        for name in DraftRecord.actions where action == nil {
            action = short.first { DraftRecord.lastName($0.path) == name }
        }
    }

    /// The last part of a path, case and separators put aside.
    private static func lastName(_ path: String) -> String {
        normalizedName((path.split(separator: ".").last ?? "").utf8)
    }

    private static let names: [(FieldRole, [String])] = [
        (
            .user,
            [
                "user", "username", "userid", "uname", "login", "account", "accountname", "actor", "actorid",
                "principal",
                "email", "subject", "sub",
            ]
        ),
        (.target, ["target", "targetuser", "targetusername", "targetid"]),
        (
            .ip,
            [
                "ip", "remoteaddr", "remoteip", "clientip", "ipaddress", "srcip", "sourceip", "sourceipaddress",
                "address",
                "remotehost", "clientaddress", "addr", "client",
            ]
        ),
        (.time, ["time", "timestamp", "@timestamp", "ts", "date", "datetime", "eventtime", "createdat"]),
        (.app, ["app", "appid", "application", "clientid", "service"]),
        (.host, ["host", "hostname", "server"]),
    ]
    private static let actions = [
        "event", "action", "activity", "eventtype", "eventname", "operation", "type", "msg", "message",
    ]
}
