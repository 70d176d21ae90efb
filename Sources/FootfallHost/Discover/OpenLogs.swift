internal import Glibc

/// What runs on this machine, and which files its processes write to: an application's log, wherever it stands.
///
/// Only the superuser sees the files of all processes; others see those of their own.
struct OpenLogs {
    /// The names of the processes there are.
    private(set) var running: Set<String> = []
    /// Files that a process appends to, with its name.
    private(set) var written: [(path: String, process: String)] = []

    /// Looks through `/proc`.
    init(_ machine: HostRoot, _ budget: Budget) {
        var known: Set<String> = []
        for process in machine.names(in: "/proc") ?? [] where process.allSatisfy(\.isNumber) {
            if budget.isSpent { return }
            guard let line = machine.text("/proc/\(process)/comm", limit: 64) else { continue }
            let name = line.trimmingNewline
            running.insert(name)
            for number in machine.names(in: "/proc/\(process)/fd") ?? [] {
                guard let path = OpenLogs.appended(machine, process, number), known.insert(path).inserted else {
                    continue
                }
                written.append((path, name))
            }
        }
    }

    /// The file that a descriptor appends to; `nil` where it is none, or one that this process sees otherwise.
    private static func appended(_ machine: HostRoot, _ process: String, _ number: String) -> String? {
        let link = "/proc/\(process)/fd/\(number)"
        guard let path = HostRoot.target(of: link), path.hasPrefix("/"),
            !["/dev/", "/proc/", "/sys/", "/run/", "/tmp/", "/memfd:"].contains(where: { path.hasPrefix($0) }),
            !path.hasSuffix(" (deleted)"), !LogPlaces.isPassedOver(HostRoot.split(path).name),
            machine.mounts?.avoids(path) != true
        else { return nil }
        var theirs = stat()
        var ours = stat()
        // In a container the path is another file's.
        guard unsafe stat(link, &theirs) == 0, unsafe stat(path, &ours) == 0, theirs.st_mode & S_IFMT == S_IFREG,
            theirs.st_ino == ours.st_ino, theirs.st_dev == ours.st_dev,
            let info = machine.text("/proc/\(process)/fdinfo/\(number)", limit: 512),
            let flags = info.firstMatch(of: /flags:\s*([0-7]+)/).flatMap({ Int32($0.1, radix: 8) })
        else { return nil }
        // Databases and the like read what they write; a log is only written to.
        return flags & O_ACCMODE == O_WRONLY ? path : nil
    }
}

extension String {
    /// Without the newline at its end.
    var trimmingNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
