internal import Foundation

/// What a systemd unit says of how Footfall runs.
struct ServiceUnit: Sendable, Equatable {
    /// As `footfall.service`.
    var name: String
    var path: String
    /// The command line that it starts.
    var command = ""
    var user: String?
    var group: String?
    var supplementaryGroups: [String] = []
    /// `LimitNOFILE`; the largest number there is for `infinity`.
    var openFiles: Int64?

    /// Where units stand; one in an earlier folder hides one of the same name in a later.
    private static let folders = [
        "/etc/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system",
    ]

    /// Footfall's units, by name.
    static func all(under root: HostRoot) -> [ServiceUnit] {
        var found: [String: ServiceUnit] = [:]
        for folder in folders {
            let names = (root.names(in: folder) ?? []).filter { $0.hasPrefix("footfall") && $0.hasSuffix(".service") }
            for name in names where found[name] == nil {
                found[name] = ServiceUnit(name: name, path: folder + "/" + name, under: root)
            }
        }
        return found.values.sorted { $0.name < $1.name }
    }

    private init(name: String, path: String, under root: HostRoot) {
        self.name = name
        self.path = path
        read(path, root)
        for folder in ServiceUnit.folders.reversed() {
            let dropIns = "\(folder)/\(name).d"
            for dropIn in root.names(in: dropIns) ?? [] where dropIn.hasSuffix(".conf") {
                read(dropIns + "/" + dropIn, root)
            }
        }
    }

    private mutating func read(_ path: String, _ root: HostRoot) {
        for line in (root.text(path) ?? "").split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            guard parts.count == 2 else { continue }
            // An empty value takes back what stood before.
            let value = parts[1].isEmpty ? nil : parts[1]
            switch parts[0] {
            case "ExecStart": command = value ?? ""
            case "User": user = value
            case "Group": group = value
            case "SupplementaryGroups":
                if value == nil { supplementaryGroups = [] }
                supplementaryGroups += parts[1].split(separator: " ").map(String.init)
            case "LimitNOFILE": openFiles = ServiceUnit.limit(parts[1])
            default: break
            }
        }
    }

    /// A limit, or the harder one of two (`soft:hard`): the collector raises its own as far as that.
    private static func limit(_ text: String) -> Int64? {
        let last = text.split(separator: ":").last
        return last == "infinity" ? .max : last.flatMap { Int64($0) }
    }
}
