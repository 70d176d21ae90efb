/// The files under some folders, found within bounds: a tree may be large, on a slow disk, or a circle of links.
struct FolderWalk {
    /// The host's own paths, in the order they were found.
    private(set) var files: [String] = []
    /// Folders that may not be listed.
    private(set) var unreadable: [String] = []
    /// What cannot be opened, as its name is not UTF-8.
    private(set) var misnamed: [String] = []
    /// Why not all was looked at; `nil` where it was.
    private(set) var cutShort: String?

    private let root: HostRoot
    private let budget: Budget
    private var folders: Set<String> = []

    init(_ root: HostRoot, _ budget: Budget) {
        self.root = root
        self.budget = budget
    }

    /// Adds the files of a folder, and of its sub-folders so many levels down.
    mutating func add(_ folder: String, depth: Int) {
        guard let real = root.resolved(folder), folders.insert(real).inserted else { return }
        guard let names = root.names(in: folder) else {
            unreadable.append(folder)
            return
        }
        for name in names where !LogPlaces.isPassedOver(name) {
            guard !isOver else { return }
            let path = folder + "/" + name
            switch root.entry(path) {
            case .file?: files.append(path)
            case .folder? where depth > 0 && !LogPlaces.passedOver.contains(path): add(path, depth: depth - 1)
            case .link(let target?)? where root.entry(target) == .file: files.append(path)
            // What was met already is not entered again, so that circles end.
            case .link(let target?)? where depth > 0 && root.entry(target) == .folder: add(path, depth: depth - 1)
            case nil where root.isMisnamed(path): misnamed.append(path)
            default: break
            }
        }
    }

    /// Adds the folders that a glob names, without their sub-folders.
    mutating func add(folders glob: String) { matches(glob).forEach { add($0, depth: 0) } }

    /// What a glob names.
    mutating func matches(_ glob: String) -> [String] {
        root.matches(glob, budget) { path in if !misnamed.contains(path) { misnamed.append(path) } }
    }

    /// Adds a file, what a glob names, or a folder's files and those of its own folders; false where nothing is there.
    @discardableResult
    mutating func add(path: String) -> Bool {
        switch root.resolved(path).flatMap({ root.entry($0) }) {
        case .folder?: add(path, depth: 1)
        case .file?: files.append(path)
        // A name that holds an asterisk is a name where there is such a file.
        case nil: return add(glob: path)
        default: return false
        }
        return true
    }

    /// Adds a file by its name, whatever that holds.
    mutating func add(file path: String) {
        if root.resolved(path).flatMap({ root.entry($0) }) == .file { files.append(path) }
    }

    /// Adds what a glob names.
    @discardableResult
    mutating func add(glob: String) -> Bool {
        let found = matches(glob)
        for path in found where !isOver {
            switch root.entry(path) {
            case .file?: files.append(path)
            case .link(let target?)? where root.entry(target) == .file: files.append(path)
            default: break
            }
        }
        return !found.isEmpty
    }

    private var isOver: Bool {
        mutating get {
            if files.count >= Budget.files { cutShort = "more than \(Budget.files) files" }
            if budget.isSpent { cutShort = budget.reason }
            return cutShort != nil
        }
    }
}

/// What a look at a host may cost it.
struct Budget: Sendable {
    /// How many files are looked at.
    static let files = 20_000
    /// How many bytes are read of their content.
    static let bytes: Int64 = 256 << 20

    /// How long it may take.
    let seconds: Double
    private let begin = ContinuousClock.now

    init(seconds: Double = 30) {
        self.seconds = seconds
    }

    /// What is left of the time, in milliseconds.
    var milliseconds: Int32 {
        Int32(clamping: Int64(max(0, min(1e9, (seconds - (ContinuousClock.now - begin) / .seconds(1)) * 1000))))
    }
    var isSpent: Bool { milliseconds == 0 }
    var reason: String { "\(Int(seconds)) seconds were over" }
}
