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
    /// `LimitNOFILE`.
    var openFiles: Int64?

    /// Where units stand; one in an earlier folder hides one of the same name in a later.
    private static let folders = [
        "/etc/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system",
    ]

    /// Footfall's units, by name.
    static func all(under root: HostRoot) -> [ServiceUnit] {
        var found: [String: ServiceUnit] = [:]
        for folder in folders {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path(folder))) ?? []
            for name in names where name.hasPrefix("footfall") && name.hasSuffix(".service") && found[name] == nil {
                found[name] = ServiceUnit(name: name, path: folder + "/" + name, under: root)
            }
        }
        return found.values.sorted { $0.name < $1.name }
    }

    private init(name: String, path: String, under root: HostRoot) {
        self.name = name
        self.path = path
        read(root.path(path))
        for folder in ServiceUnit.folders.reversed() {
            let dropIns = root.path("\(folder)/\(name).d")
            let names = (try? FileManager.default.contentsOfDirectory(atPath: dropIns)) ?? []
            for dropIn in names.sorted() where dropIn.hasSuffix(".conf") { read(dropIns + "/" + dropIn) }
        }
    }

    private mutating func read(_ path: String) {
        guard let data = FileManager.default.contents(atPath: path) else { return }
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.count == 2 else { continue }
            switch parts[0] {
            case "ExecStart": command = parts[1]
            case "User": user = parts[1]
            case "Group": group = parts[1]
            // An empty value takes back what stood before.
            case "SupplementaryGroups":
                if parts[1].isEmpty { supplementaryGroups = [] }
                supplementaryGroups += parts[1].split(separator: " ").map(String.init)
            case "LimitNOFILE": openFiles = parts[1].split(separator: ":").first.flatMap { Int64($0) }
            default: break
            }
        }
    }
}
