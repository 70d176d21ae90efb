internal import FootfallCollector
internal import FootfallModel
internal import FootfallSources
internal import Foundation

/// Carries out the actions of a plan on a host.
package struct InstallRun: Sendable {
    package let root: HostRoot

    package init(_ root: HostRoot) {
        self.root = root
    }

    /// Carries out one action.
    package func perform(_ action: InstallAction) throws(InstallProblem) {
        do {
            try attempt(action)
        } catch {
            throw InstallProblem(reason: "cannot \(action.description): \(InstallRun.reason(error))", hint: nil)
        }
    }

    private func attempt(_ action: InstallAction) throws {
        let files = FileManager.default
        switch action {
        case .copyProgram(let from, let to):
            try makeParent(of: to)
            let partial = root.path(to) + ".new"
            try? files.removeItem(atPath: partial)
            try files.copyItem(atPath: from, toPath: partial)
            try check(unsafe chmod(partial, 0o755))
            try check(unsafe rename(partial, root.path(to)))
        case .write(let path, let text): try write(text, to: path)
        case .draftConfiguration(let path, let store):
            try write(ConfigurationMark.marked(HostConfiguration.draft(for: root, store: store)), to: path)
        case .makeFolder(let path, let mode):
            try makeFolders(root.path(path))
            try check(unsafe chmod(root.path(path), mode))
        case .giveAway(let path, let user): try giveAway(path, to: user)
        case .share(let path, let group):
            guard let entry = unsafe getgrnam(group) else { throw Refusal(reason: "there is no group \(group)") }
            try check(unsafe lchown(root.path(path), 0, entry.pointee.gr_gid))
            try check(unsafe chmod(root.path(path), 0o640))
        case .link(let path, let target):
            try makeParent(of: path)
            try files.createSymbolicLink(atPath: root.path(path), withDestinationPath: target)
        // Also to another file system.
        case .move(let from, let to): try files.moveItem(atPath: root.path(from), toPath: root.path(to))
        case .remove(let path): try check(unsafe unlink(root.path(path)))
        case .removeFolder(let path): try check(unsafe rmdir(root.path(path)))
        case .run(let words):
            let result = CommandRun(arguments: words, timeout: 180).run(until: StopSignal())
            if let failure = result.failure { throw Refusal(reason: failure) }
        }
    }

    private func makeParent(of path: String) throws {
        try makeFolders(URL(filePath: root.path(path)).deletingLastPathComponent().path)
    }

    /// Makes a folder and those above it, where they are not there; unlike Foundation with the system's reason where not.
    private func makeFolders(_ path: String) throws {
        var folder = ""
        for name in path.split(separator: "/") {
            folder += "/" + name
            if unsafe mkdir(folder, 0o755) != 0, errno != EEXIST { throw Refusal(reason: InstallRun.reason(errno)) }
        }
    }

    /// Whoever reads the file sees the old text or the new one.
    private func write(_ text: String, to path: String) throws {
        try makeParent(of: path)
        try Data(text.utf8).write(to: URL(filePath: root.path(path)), options: .atomic)
        try check(unsafe chmod(root.path(path), 0o644))
    }

    /// Links are given away themselves, not what they point to.
    private func giveAway(_ path: String, to user: String) throws {
        guard let account = unsafe getpwnam(user) else {
            throw Refusal(reason: "there is no user \(user)")
        }
        let (owner, group) = unsafe (account.pointee.pw_uid, account.pointee.pw_gid)
        let folder = root.path(path)
        let below = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        for name in below { try check(unsafe lchown("\(folder)/\(name)", owner, group)) }
        try check(unsafe lchown(folder, owner, group))
    }

    private func check(_ result: Int32) throws {
        if result != 0 { throw Refusal(reason: InstallRun.reason(errno)) }
    }

    /// Why an action was not carried out.
    private struct Refusal: Error {
        var reason: String
    }

    /// In the system's words, where Foundation wraps them into its own.
    private static func reason(_ error: any Error) -> String {
        if let refusal = error as? Refusal { return refusal.reason }
        if let diagnostic = error as? Diagnostic { return diagnostic.reason }
        let inner = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        guard let inner, inner.domain == NSPOSIXErrorDomain else { return (error as NSError).localizedDescription }
        return reason(Int32(inner.code))
    }

    private static func reason(_ code: Int32) -> String {
        unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }
}
