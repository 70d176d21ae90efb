/// Where logs usually stand on a Linux server, whoever writes them.
enum LogPlaces {
    /// The tree that is searched with its sub-folders.
    static let tree = "/var/log"
    /// How many folders deep.
    static let depth = 4

    /// Folders of applications, without their sub-folders.
    static let folders = [
        "/opt/*/log", "/opt/*/logs", "/opt/*/*/log", "/opt/*/*/logs",
        "/srv/*/log", "/srv/*/logs", "/srv/*/*/log", "/srv/*/*/logs",
        "/var/opt/*/log", "/var/opt/*/logs", "/var/www/*/log", "/var/www/*/logs", "/var/www/*/storage/logs",
        "/var/lib/*/log", "/var/lib/*/logs", "/var/snap/*/common/log", "/var/snap/*/common/logs",
        "/usr/local/*/log", "/usr/local/*/logs", "/home/*/log", "/home/*/logs", "/home/*/.pm2/logs", "/root/.pm2/logs",
    ]

    /// What containers print, by the programs that keep it: one file for each container, so that a glob names them all.
    static let containers = [
        "/var/lib/docker/containers/*/*-json.log",
        "/var/lib/containers/storage/overlay-containers/*/userdata/ctr.log",
        "/var/log/pods/*/*/*.log",
    ]

    /// Folders in the tree that hold no lines, or what another place names already.
    static let passedOver: Set<String> = ["/var/log/journal", "/var/log/pods", "/var/log/containers"]

    /// Names that are no logs: pid files, locks, what editors leave, and records of sign-ins that are no text (`last` and
    /// `lastb` show those; the same stands in auth.log).
    static func isPassedOver(_ name: String) -> Bool {
        name.hasPrefix(".") || name.hasSuffix("~")
            || ["README", "wtmp", "btmp", "lastlog", "faillog", "tallylog"].contains(where: { name.hasPrefix($0) })
            || [".pid", ".lock", ".swp", ".journal", ".db", ".sqlite", ".tar", ".zip", ".html", ".pdf"]
                .contains { name.hasSuffix($0) }
    }
}
