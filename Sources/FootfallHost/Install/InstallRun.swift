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
            let partial = try place(to) + ".new"
            try? files.removeItem(atPath: partial)
            try files.copyItem(atPath: from, toPath: partial)
            try check(unsafe chmod(partial, 0o755))
            try unsafe check(rename(partial, place(to)))
        case .write(let path, let text): try write(text, to: path)
        case .draftConfiguration(let path, let store):
            try write(ConfigurationMark.marked(HostConfiguration.draft(for: root, store: store)), to: path)
        case .makeFolder(let path, let mode):
            try makeFolders(try place(path))
            try unsafe check(chmod(place(path), mode))
        case .giveAway(let path, let user): try giveAway(path, to: user)
        case .share(let path, let group):
            guard let entry = unsafe getgrnam(group) else { throw Refusal(reason: "there is no group \(group)") }
            try unsafe check(lchown(place(path), 0, entry.pointee.gr_gid))
            try unsafe check(chmod(place(path), 0o640))
        case .link(let path, let target):
            try makeParent(of: path)
            try files.createSymbolicLink(atPath: place(path), withDestinationPath: target)
        // Also to another file system.
        case .move(let from, let to): try files.moveItem(atPath: place(from), toPath: place(to))
        case .remove(let path): try unsafe check(unlink(place(path)))
        case .removeFolder(let path): try unsafe check(rmdir(place(path)))
        case .run(let words):
            let result = CommandRun(arguments: words, timeout: 180).run(until: StopSignal())
            if let failure = result.failure { throw Refusal(reason: failure) }
        }
    }

    private func makeParent(of path: String) throws {
        try makeFolders(URL(filePath: place(path)).deletingLastPathComponent().path)
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
        // A link that stands there is replaced, not written through.
        let partial = try place(path) + ".new"
        try? FileManager.default.removeItem(atPath: partial)
        try Data(text.utf8).write(to: URL(filePath: partial), options: .withoutOverwriting)
        try check(unsafe chmod(partial, 0o644))
        try unsafe check(rename(partial, place(path)))
    }

    /// Links are given away themselves, not what they point to.
    private func giveAway(_ path: String, to user: String) throws {
        guard let account = unsafe getpwnam(user) else {
            throw Refusal(reason: "there is no user \(user)")
        }
        let (owner, group) = unsafe (account.pointee.pw_uid, account.pointee.pw_gid)
        let folder = try place(path)
        let below = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        for name in below { try check(unsafe lchown("\(folder)/\(name)", owner, group)) }
        try check(unsafe lchown(folder, owner, group))
    }

    /// Where a path stands from here; the links of a tree are followed within it.
    private func place(_ path: String) throws -> String {
        guard let place = root.ownPlace(path) else {
            throw Refusal(reason: "a link on the way leads nowhere in the tree")
        }
        return place
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
