internal import FootfallCollector
internal import FootfallSources
internal import Foundation

/// What of Footfall there is on a host already: questions only, nothing is changed.
package struct InstallHost: Sendable {
    package let root: HostRoot

    package init(_ root: HostRoot) {
        self.root = root
    }

    /// Whether systemd runs here, so that services can be started.
    package var runsSystemd: Bool { root.isThisMachine && exists("/run/systemd/system") }

    /// Whether the Debian package is installed, whose files are dpkg's.
    package var hasPackage: Bool {
        exists(InstalledPaths.packagedProgram)
            && InstalledPaths.packagedUnits.contains { exists("\($0)/\(ServiceFiles.collector)") }
    }

    package func exists(_ path: String) -> Bool {
        var status = stat()
        guard let place = root.ownPlace(path) else { return false }
        return unsafe lstat(place, &status) == 0
    }

    func text(_ path: String) -> String? { root.text(path) }

    func names(in folder: String) -> [String] { root.names(in: folder) ?? [] }

    /// Whether a file is one that a group, or everybody, may read.
    func isReadable(_ path: String, byGroup name: String) -> Bool {
        var status = stat()
        guard unsafe stat(root.path(path), &status) == 0 else { return false }
        if status.st_mode & S_IROTH != 0 { return true }
        guard let entry = unsafe getgrnam(name) else { return false }
        return unsafe status.st_mode & S_IRGRP != 0 && status.st_gid == entry.pointee.gr_gid
    }

    /// The configuration that was kept last by `--uninstall`.
    var keptConfiguration: String? {
        var last: String?
        for number in 1...1000 {
            let path = InstalledPaths.keptConfiguration + (number == 1 ? "" : "-\(number)")
            guard exists(path) else { break }
            last = path
        }
        return last.flatMap { exists($0 + "/footfall.yaml") ? $0 : nil }
    }

    /// Whether a file that the host has is the same as one of this machine.
    func isCopy(_ path: String, of program: String) -> Bool {
        root.resolved(path).map { FileManager.default.contentsEqual(atPath: root.path($0), andPath: program) } ?? false
    }

    /// Whether a folder is there and belongs to a user.
    func belongs(_ path: String, to user: String) -> Bool {
        var status = stat()
        guard unsafe lstat(root.path(path), &status) == 0, let account = unsafe getpwnam(user) else { return false }
        return unsafe status.st_uid == account.pointee.pw_uid
    }

    /// Which of these groups there are and the user is not in; `nil` where there is no such user.
    func groupsMissing(to user: String, of groups: [String]) -> [String]? {
        guard let account = unsafe getpwnam(user) else { return nil }
        let primary = unsafe account.pointee.pw_gid
        var count: Int32 = 64
        var ids = [gid_t](repeating: 0, count: Int(count))
        guard unsafe getgrouplist(user, primary, &ids, &count) >= 0 else { return groups }
        let own = Set(ids.prefix(Int(count)))
        return groups.filter { name in
            guard let group = unsafe getgrnam(name) else { return false }
            return !own.contains(unsafe group.pointee.gr_gid)
        }
    }

    func groupIsThere(_ name: String) -> Bool { unsafe getgrnam(name) != nil }

    /// A program of the system; `su` without a dash leaves root without the folders of `sbin`.
    static func tool(_ name: String) -> String? {
        ["/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"].map { $0 + name }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// What systemctl says of a unit: `is-enabled`, `is-active`.
    func answer(_ question: String, _ unit: String) -> String {
        guard let systemctl = InstallHost.tool("systemctl") else { return "" }
        let result = CommandRun(arguments: [systemctl, question, unit], timeout: 30).run(until: StopSignal())
        return String(decoding: result.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
