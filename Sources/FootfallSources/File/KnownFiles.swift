internal import FootfallModel

/// Every file whose content is known: from the store's checkpoints, and from what was read since.
struct KnownFiles {
    private struct Head: Hashable {
        var length: Int32
        var hash: UInt64
    }

    private var checkpoints: [Int64: Checkpoint] = [:]
    private var identities: [FileIdentity: Set<Int64>] = [:]
    private var heads: [Head: Set<Int64>] = [:]
    private var headLengths: [Int32: Int] = [:]
    private var greatestID: Int64 = 0
    /// Files looked at that have nothing more to give until they change.
    private var settled: [FileIdentity: FileStatus] = [:]
    /// What the paths named at the last look.
    var present: [FileIdentity: String] = [:]
    /// Sources of which the store knows something, with what was left out of each at first sight.
    private var limits: [String: Instant?] = [:]

    private let register: FileRegister

    /// - Parameter readsLeftOut: files that were left out before are read after all.
    init(_ known: [Checkpoint], _ register: FileRegister = FileRegister(), readsLeftOut: Bool = false) {
        self.register = register
        for checkpoint in known {
            insert(checkpoint)
            // The earliest holds: what is newer was to be read.
            let earliest = [limits[checkpoint.source] ?? nil, checkpoint.leftOutBefore].compactMap { $0 }.min()
            limits[checkpoint.source] = .some(earliest)
            let isLeftOut = checkpoint.leftOutBefore != nil && checkpoint.offset == 0
            if isLeftOut, readsLeftOut { continue }
            guard let rest = checkpoint.rest else { continue }
            let identity = FileIdentity(device: checkpoint.device, inode: checkpoint.inode)
            settled[identity] = FileStatus(identity: identity, size: rest.size, modified: rest.modified)
        }
    }

    /// How the file of a checkpoint looked when all of it was taken.
    func rest(of id: Int64) -> Checkpoint.Rest? { checkpoints[id]?.rest }

    /// Whether anything of a source was seen in an earlier run.
    func hasSource(_ name: String) -> Bool { limits[name] != nil }

    /// What was older was left out when the source was first seen.
    func limit(of source: String) -> Instant? { limits[source] ?? nil }

    mutating func newID() -> Int64 {
        greatestID = register.newID(beyond: greatestID)
        return greatestID
    }

    /// Notes how far a file has been read in this run.
    mutating func record(_ checkpoint: Checkpoint) {
        remove(checkpoint.id)
        insert(checkpoint)
    }

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
        open(checkpoint).map { Recognition.isUnchanged($0, since: checkpoint) } ?? false
    }

    /// Opens what has the device and inode that a checkpoint was made of, whatever it holds now.
    func open(_ checkpoint: Checkpoint) -> OpenFile? {
        let identity = FileIdentity(device: checkpoint.device, inode: checkpoint.inode)
        let paths = [present[identity], checkpoint.path].compactMap { $0 }
        guard let path = paths.first(where: { FileStatus.at($0)?.identity == identity }),
            let file = try? OpenFile(path: path), file.identity == identity
        else { return nil }
        return file
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
