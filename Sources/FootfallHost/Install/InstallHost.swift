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
        return unsafe lstat(root.path(path), &status) == 0
    }

    func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: root.path(path)).map { String(decoding: $0, as: UTF8.self) }
    }

    func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: root.path(folder))) ?? []).sorted()
    }

    /// Whether a file that the host has is the same as one of this machine.
    func isCopy(_ path: String, of program: String) -> Bool {
        FileManager.default.contentsEqual(atPath: root.path(path), andPath: program)
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
