internal import FootfallModel

/// Every file whose content is known: from the store's checkpoints, and from what was read since.
struct KnownFiles {
    /// The running hash at a place between blocks.
    struct Mark {
        var offset: Int64
        var hash: UInt64
    }

    private struct Head: Hashable {
        var length: Int32
        var hash: UInt64
    }

    private static let marksKept = 256
    /// Below this, files may agree because they begin with the same header.
    private static let leastMark: Int64 = 1024

    private var checkpoints: [Int64: Checkpoint] = [:]
    private var identities: [FileIdentity: Set<Int64>] = [:]
    private var heads: [Head: Set<Int64>] = [:]
    private var headLengths: [Int32: Int] = [:]
    private var marks: [Int64: [Mark]] = [:]
    private var greatestID: Int64 = 0
    /// Files looked at that have nothing more to give until they change.
    private var settled: [FileIdentity: FileStatus] = [:]
    /// What the paths named at the last look.
    var present: [FileIdentity: String] = [:]

    private let register: FileRegister

    init(_ known: [Checkpoint], _ register: FileRegister = FileRegister()) {
        self.register = register
        for checkpoint in known { insert(checkpoint) }
    }

    mutating func newID() -> Int64 {
        greatestID = register.newID(beyond: greatestID)
        return greatestID
    }

    /// Notes how far a file has been read in this run.
    mutating func record(_ checkpoint: Checkpoint) {
        remove(checkpoint.id)
        insert(checkpoint)
        guard checkpoint.offset >= KnownFiles.leastMark else { return }
        var own = marks[checkpoint.id] ?? []
        if own.count >= KnownFiles.marksKept { own.removeFirst(KnownFiles.marksKept / 2) }
        own.append(Mark(offset: checkpoint.offset, hash: checkpoint.offsetHash))
        marks[checkpoint.id] = own
    }

    /// Places in this run at which a file's running hash is known besides its whole blocks.
    func marks(of id: Int64) -> [Mark] { marks[id] ?? [] }

    /// What is known under a device and inode, the furthest read first.
    func checkpoints(of identity: FileIdentity) -> [Checkpoint] {
        (identities[identity] ?? []).compactMap { checkpoints[$0] }.sorted { ($0.offset, $0.id) > ($1.offset, $1.id) }
    }

    /// What begins with the same bytes as `head`, the first of a file's content.
    func checkpoints(beginningLike head: Span<UInt8>) -> [Checkpoint] {
        var found: Set<Int64> = []
        for length in headLengths.keys where length > 0 && Int(length) <= head.count {
            let hash = ContentProgress.hash(of: head, Int(length))
            found.formUnion(heads[Head(length: length, hash: hash)] ?? [])
        }
        return found.sorted().compactMap { checkpoints[$0] }
    }

    /// Whether a file may turn out to be a known one, or a copy of it that is still being written.
    func isLikeKnown(_ file: OpenFile) -> Bool {
        guard let head = head(of: file) else { return false }
        if !checkpoints(beginningLike: head.span).isEmpty { return true }
        return head.count < Checkpoint.headLimit && !headLengths.isEmpty
    }

    /// Whether a file's first bytes are those of a known one.
    func beginsLikeKnown(_ file: OpenFile) -> Bool {
        guard let head = head(of: file) else { return false }
        return !checkpoints(beginningLike: head.span).isEmpty
    }

    /// The first bytes of the content; the file is left where it stood.
    private func head(of file: OpenFile) -> [UInt8]? {
        let position = file.position
        guard (try? file.move(to: 0)) != nil, let head = try? file.head() else { return nil }
        return (try? file.move(to: position)) != nil ? head : nil
    }

    /// Whether the file that a checkpoint was made of still is there under its own identity.
    ///
    /// Asked of its content, since a freed inode is often given to the next file at once.
    func isThere(_ checkpoint: Checkpoint) -> Bool {
        let identity = FileIdentity(device: checkpoint.device, inode: checkpoint.inode)
        let paths = [present[identity], checkpoint.path].compactMap { $0 }
        guard let path = paths.first(where: { FileStatus.at($0)?.identity == identity }),
            let file = try? OpenFile(path: path), file.identity == identity
        else { return false }
        return Recognition.isUnchanged(file, since: checkpoint)
    }

    /// Leaves a file alone until its size or modification time changes.
    mutating func settle(_ status: FileStatus) {
        settled[status.identity] = status
    }

    func isSettled(_ status: FileStatus) -> Bool {
        settled[status.identity]?.isUnchanged(since: status) ?? false
    }

    private mutating func insert(_ checkpoint: Checkpoint) {
        greatestID = max(greatestID, checkpoint.id)
        checkpoints[checkpoint.id] = checkpoint
        let identity = FileIdentity(device: checkpoint.device, inode: checkpoint.inode)
        identities[identity, default: []].insert(checkpoint.id)
        heads[Head(length: checkpoint.headLength, hash: checkpoint.headHash), default: []].insert(checkpoint.id)
        headLengths[checkpoint.headLength, default: 0] += 1
    }

    private mutating func remove(_ id: Int64) {
        guard let old = checkpoints.removeValue(forKey: id) else { return }
        identities[FileIdentity(device: old.device, inode: old.inode)]?.remove(id)
        heads[Head(length: old.headLength, hash: old.headHash)]?.remove(id)
        let users = (headLengths[old.headLength] ?? 1) - 1
        headLengths[old.headLength] = users > 0 ? users : nil
    }
}
