internal import Glibc

/// What the given paths name at one moment: files, in groups of a live file and its predecessors.
struct PathExpansion {
    /// One file that is there.
    struct Member: Hashable {
        var path: String
        var status: FileStatus
        var age: RotatedName.Age
    }

    /// A live file and its predecessors: one source.
    struct Group {
        /// The live file's path, and the source's name.
        var name: String
        /// Oldest first, the live file last.
        var members: [Member] = []
    }

    /// Something given in which there is nothing to read.
    struct Absence: Hashable {
        enum Kind: Hashable {
            case missing(Int32), emptyFolder, unreadableFolder(Int32), noMatch
        }

        var path: String
        var kind: Kind
    }

    var groups: [Group] = []
    /// Folders in which files may appear or be renamed.
    private(set) var folders: Set<String> = []
    private(set) var absences: [Absence] = []
    /// What was passed over in a folder or glob, by the path given, with why.
    private(set) var skipped: [String: [String]] = [:]

    private var index: [String: Int] = [:]
    private var memberPaths: Set<String> = []
    private var listings: [String: [String]] = [:]

    private let readsHistory: Bool
    private let names: RotatedNames
    /// When each folder was last changed, as of before its names were read.
    var folderTimes: [String: FolderTime] = [:]
    /// A name may appear without a folder of `folders` changing.
    private(set) var hasHiddenFolders = false
    private let exclude: [String]

    /// - Parameters:
    ///   - probe: tells whether a file found in a folder holds text.
    ///   - names: remembers what names say.
    ///   - readsHistory: a live file brings its rotated predecessors.
    ///   - exclude: globs of names, or of paths where they hold a `/`, that are left out.
    init(
        _ paths: [String],
        probe: TextProbe,
        names: RotatedNames,
        readsHistory: Bool = true,
        exclude: [String] = []
    ) {
        self.readsHistory = readsHistory
        self.exclude = exclude
        self.names = names
        for given in paths {
            let path = PathExpansion.standardised(given)
            switch FileStatus.at(path)?.kind {
            case .directory:
                addFolder(path, probe)
            case .regular, .other:
                addFile(path)
            case nil:
                let problem = errno
                if path.contains(where: { "*?[".contains($0) }) {
                    addGlob(path, probe)
                } else {
                    addFile(path)
                    absences.append(Absence(path: path, kind: .missing(problem)))
                }
            }
        }
        for folder in folders { note(folder) }
        sort()
    }

    /// Files that were found under their names, each standing at a place of its own: looked at once, not followed.
    init(found files: [(name: String, place: String)], probe: TextProbe, names: RotatedNames, exclude: [String]) {
        readsHistory = false
        self.exclude = exclude
        self.names = names
        let places = Dictionary(files.map { ($0.name, $0.place) }) { first, _ in first }
        _ = addFound(files.map(\.name), given: "", probe) { places[$0] ?? $0 }
        sort()
    }

    private mutating func sort() {
        for position in groups.indices {
            groups[position].members.sort { ($0.age, $0.path) < ($1.age, $1.path) }
        }
    }

    /// The same files under the same names: nothing was renamed between the two looks.
    func isSame(as other: PathExpansion) -> Bool {
        groups.count == other.groups.count
            && zip(groups, other.groups).allSatisfy { a, b in
                a.members.count == b.members.count
                    && zip(a.members, b.members).allSatisfy {
                        $0.path == $1.path && $0.status.identity == $1.status.identity
                    }
            }
    }

    /// `path` without empty and `.` components; `..` and symbolic links stay, they may mean something.
    static func standardised(_ path: String) -> String {
        let parts = path.split(separator: "/").filter { $0 != "." }
        let joined = (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
        return joined.isEmpty ? "." : joined
    }

    /// The folder that a path stands in.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private mutating func addFile(_ path: String) {
        let rotated = names[path]
        let folder = PathExpansion.folder(of: path)
        folders.insert(folder)
        let group = group(named: rotated.live)
        guard rotated.age == .live, readsHistory else {
            add(path, rotated.age, to: group)
            return
        }
        // A live file brings its history.
        for name in (try? listing(of: folder)) ?? [] {
            let neighbour = folder == "." && !path.hasPrefix("./") ? name : PathExpansion.join(folder, name)
            let age = names[neighbour]
            guard age.live == path, age.age != .live, !isExcluded(neighbour, name: name) else { continue }
            add(neighbour, age.age, to: group)
        }
        add(path, .live, to: group)
    }

    private mutating func addFolder(_ folder: String, _ probe: TextProbe) {
        folders.insert(folder)
        do throws(FolderListing.Failure) {
            let found = try listing(of: folder).map { PathExpansion.join(folder, $0) }
            if addFound(found, given: folder, probe) == 0 {
                absences.append(Absence(path: folder, kind: .emptyFolder))
            }
        } catch {
            absences.append(Absence(path: folder, kind: .unreadableFolder(error.code)))
        }
    }

    private mutating func addGlob(_ pattern: String, _ probe: TextProbe) {
        let fixed = pattern.prefix { !"*?[".contains($0) }
        if pattern.dropFirst(fixed.count).contains("/") { hasHiddenFolders = true }
        folders.insert(PathExpansion.folder(of: String(fixed)))
        var result = unsafe glob_t()
        defer { unsafe globfree(&result) }
        var found: [String] = []
        if unsafe glob(pattern, 0, nil, &result) == 0 {
            for position in 0..<Int(unsafe result.gl_pathc) {
                guard let path = unsafe result.gl_pathv[position] else { continue }
                found.append(unsafe String(cString: path))
            }
        }
        for path in found { folders.insert(PathExpansion.folder(of: path)) }
        if addFound(found, given: pattern, probe) == 0 {
            absences.append(Absence(path: pattern, kind: .noMatch))
        }
    }

    /// Adds the text files among `paths`; how many there are.
    private mutating func addFound(
        _ paths: [String],
        given: String,
        _ probe: TextProbe,
        at place: (String) -> String = { $0 }
    ) -> Int {
        var count = 0
        for path in paths {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            guard let status = FileStatus.at(place(path)) else {
                // Of a name that is not UTF-8 only this much is known.
                let isMisnamed = name.unicodeScalars.contains("\u{fffd}")
                skipped[given, default: []].append(
                    name + (isMisnamed ? " (its name is not UTF-8)" : " (cannot be seen)")
                )
                continue
            }
            if let reason = reasonToSkip(name, path, status, probe, at: place(path)) {
                skipped[given, default: []].append(name + " (" + reason + ")")
                continue
            }
            let rotated = names[path]
            add(path, status, rotated.age, to: group(named: rotated.live))
            count += 1
        }
        return count
    }

    private func reasonToSkip(
        _ name: String,
        _ path: String,
        _ status: FileStatus,
        _ probe: TextProbe,
        at place: String
    ) -> String? {
        if name.hasPrefix(".") { return "hidden" }
        if isExcluded(path, name: name) { return "excluded" }
        switch status.kind {
        case .directory: return "folder"
        case .other: return "no regular file"
        case .regular: return probe.isBinary(place, status) ? "binary" : nil
        }
    }

    private func isExcluded(_ path: String, name: String) -> Bool {
        exclude.contains { unsafe fnmatch($0, $0.contains("/") ? path : name, 0) == 0 }
    }

    private mutating func add(_ path: String, _ age: RotatedName.Age, to group: Int) {
        guard let status = FileStatus.at(path), status.kind != .directory else { return }
        add(path, status, age, to: group)
    }

    private mutating func add(_ path: String, _ status: FileStatus, _ age: RotatedName.Age, to group: Int) {
        guard memberPaths.insert(path).inserted else { return }
        groups[group].members.append(Member(path: path, status: status, age: age))
    }

    private mutating func group(named name: String) -> Int {
        if let known = index[name] { return known }
        index[name] = groups.count
        groups.append(Group(name: name))
        return groups.count - 1
    }

    private mutating func listing(of folder: String) throws(FolderListing.Failure) -> [String] {
        if let known = listings[folder] { return known }
        note(folder)
        let names = try FolderListing.names(in: folder)
        listings[folder] = names
        return names
    }

    private static func join(_ folder: String, _ name: String) -> String {
        folder == "/" ? "/" + name : folder == "." ? name : folder + "/" + name
    }
}
