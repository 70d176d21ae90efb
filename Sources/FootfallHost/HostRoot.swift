internal import FootfallSources
internal import Glibc

/// Whose files are looked at: this machine's, or those of another one, copied into a folder (`--root`).
///
/// Paths are the host's own. Symbolic links of a copy are followed within it, as they were on its host.
package struct HostRoot: Sendable {
    /// The folder that stands for `/`, without a slash at its end: empty for this machine.
    package let folder: String
    /// What is kept away from, as if it was not there.
    private(set) var mounts: Mounts?

    /// - Parameter folder: an absolute path; `/` and the empty string are this machine.
    package init(_ folder: String = "") {
        var folder = folder[...]
        while folder.last == "/" { folder.removeLast() }
        self.folder = String(folder)
    }

    /// The same host, of which some mounts are kept away from.
    func avoiding(_ mounts: Mounts) -> HostRoot {
        var root = self
        root.mounts = mounts
        return root
    }

    /// Somebody has named these paths: mounts that they lead into are not kept away from.
    func admit(_ paths: [String]) {
        guard let mounts else { return }
        for path in paths {
            var places = [path]
            // A glob means what it is a glob of.
            if let wild = path.firstIndex(where: { "*?[".contains($0) }) {
                places.append(HostRoot.split(String(path[..<wild])).folder)
            }
            for place in places { while let mount = follow(place).mount { mounts.admit(mount) } }
        }
    }

    /// Whether this is the machine the program runs on, so that its services and its kernel may be asked too.
    package var isThisMachine: Bool { folder.isEmpty }

    /// Where the host's file `path` (absolute) is to be found from here.
    package func path(_ path: String) -> String { folder + path }

    /// A path's folder, and its name therein.
    static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return ("/", path) }
        return (slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.index(after: slash)...]))
    }

    // MARK: What is there

    /// What a name of a folder stands for.
    enum Entry: Equatable {
        case file, folder, other
        /// A link, with what it leads to: nothing, where it leads nowhere.
        case link(String?)
    }

    /// What stands at a path; `nil` for nothing, or what cannot be seen.
    func entry(_ path: String) -> Entry? {
        let (folder, name) = HostRoot.split(path)
        var raw = stat()
        guard let folder = resolved(folder) else { return nil }
        let place = folder == "/" ? folder + name : folder + "/" + name
        guard mounts?.avoids(place) != true, unsafe lstat(self.path(place), &raw) == 0 else { return nil }
        switch raw.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        case S_IFLNK: return .link(resolved(path))
        default: return .other
        }
    }

    /// The path without symbolic links, as the host names it; `nil` where it leads nowhere.
    func resolved(_ path: String) -> String? {
        let (found, mount) = follow(path)
        if let mount { _ = mounts?.avoids(mount) }
        return found
    }

    /// Where a path leads; `nil` for nowhere, with the mount that is kept away from where that is why.
    private func follow(_ path: String) -> (found: String?, mount: String?) {
        var rest = path.split(separator: "/").map(String.init)
        var done: [String] = []
        var hops = 0
        while !rest.isEmpty {
            let name = rest.removeFirst()
            if name == "." { continue }
            if name == ".." {
                _ = done.popLast()
                continue
            }
            let here = "/" + (done + [name]).joined(separator: "/")
            if mounts?.isAvoided(here) == true { return (nil, here) }
            var raw = stat()
            guard unsafe lstat(self.path(here), &raw) == 0 else { return (nil, nil) }
            guard raw.st_mode & S_IFMT == S_IFLNK else {
                done.append(name)
                continue
            }
            hops += 1
            guard hops <= 40, let target = HostRoot.target(of: self.path(here)) else { return (nil, nil) }
            if target.hasPrefix("/") { done = [] }
            rest = target.split(separator: "/").map(String.init) + rest
        }
        return ("/" + done.joined(separator: "/"), nil)
    }

    /// What a symbolic link says, at a path of this machine; `nil` for what is none.
    static func target(of link: String) -> String? {
        let bytes = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
            guard let base = buffer.baseAddress else { return [UInt8]() }
            return unsafe buffer.prefix(max(0, readlink(link, base, buffer.count))).map { UInt8(bitPattern: $0) }
        }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }

    /// Where a name itself stands, or would stand, from here, the links of its folders followed within the host; `nil` where
    /// one leads nowhere.
    func ownPlace(_ path: String) -> String? {
        if isThisMachine { return path }
        var (folder, missing) = HostRoot.split(path)
        while folder != "/", entry(folder) == nil {
            let (parent, name) = HostRoot.split(folder)
            missing = name + "/" + missing
            folder = parent
        }
        guard let real = resolved(folder) else { return nil }
        return self.path(real == "/" ? "/" + missing : real + "/" + missing)
    }

    /// How many names of a folder, and how many paths of a glob, are taken at most.
    static let manyNames = 50_000

    /// The names in a folder, sorted; `nil` where it may not be read.
    func names(in folder: String) -> [String]? {
        resolved(folder).flatMap { try? FolderListing.names(in: path($0), limit: HostRoot.manyNames) }
    }

    /// Whether a name that a folder has is none of UTF-8, so that nothing is found under what it was read as.
    func isMisnamed(_ path: String) -> Bool { path.unicodeScalars.contains("\u{fffd}") && entry(path) == nil }

    /// The paths that a glob (`/etc/nginx/*.conf`) names on the host; not all of them where they are very many, or the time
    /// is over.
    ///
    /// - Parameter misnamed: told of what fits and cannot be found under its name.
    func matches(
        _ pattern: String,
        _ budget: Budget = Budget(),
        misnamed: (String) -> Void = { _ in }
    ) -> [String] {
        guard pattern.contains(where: { "*?[".contains($0) }) else { return entry(pattern) == nil ? [] : [pattern] }
        var found = [""]
        for part in pattern.split(separator: "/").map(String.init) {
            guard part.contains(where: { "*?[".contains($0) }) else {
                found = found.map { $0 + "/" + part }
                continue
            }
            var below: [String] = []
            for folder in found {
                if below.count >= HostRoot.manyNames || budget.isSpent { break }
                for name in names(in: folder.isEmpty ? "/" : folder) ?? []
                where unsafe fnmatch(part, name, FNM_PERIOD) == 0 {
                    let path = folder + "/" + name
                    if isMisnamed(path) { misnamed(path) } else { below.append(path) }
                }
            }
            found = Array(below.prefix(HostRoot.manyNames))
        }
        return found.filter { entry($0) != nil }
    }

    /// The text of a file that people write, as far as `limit` bytes; `nil` where it may not be read.
    func text(_ path: String, limit: Int = 1 << 20) -> String? {
        guard let resolved = resolved(path) else { return nil }
        let descriptor = unsafe open(self.path(resolved), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        var failed = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
            while filled < limit, let base = buffer.baseAddress {
                let count = unsafe read(descriptor, base + filled, limit - filled)
                if count < 0, errno == EINTR { continue }
                failed = count < 0
                if count <= 0 { break }
                filled += count
            }
        }
        return failed ? nil : String(decoding: bytes, as: UTF8.self)
    }
}
