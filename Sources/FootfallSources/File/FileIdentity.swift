internal import FootfallModel
internal import Glibc

/// Which file it is, whatever it is called: true until the file is deleted and its inode used again.
package struct FileIdentity: Hashable, Sendable {
    package var device: UInt64
    package var inode: UInt64

    package init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }
}

/// What the file system says of a file.
struct FileStatus: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case regular, directory, other
    }

    var identity: FileIdentity
    var kind: Kind
    /// In bytes, as they stand on disk.
    var size: Int64
    /// Names the file still has; 0 when it was deleted while open.
    var links: Int
    var modified: Instant
    /// The group that owns the file.
    var group: UInt32

    /// What stands at a path, symbolic links followed; `nil` where nothing can be seen there.
    static func at(_ path: String) -> FileStatus? {
        var raw = stat()
        guard unsafe stat(path, &raw) == 0 else { return nil }
        return FileStatus(raw)
    }

    /// What a descriptor is open on.
    static func of(descriptor: Int32) -> FileStatus? {
        var raw = stat()
        guard unsafe fstat(descriptor, &raw) == 0 else { return nil }
        return FileStatus(raw)
    }

    init(
        identity: FileIdentity,
        kind: Kind = .regular,
        size: Int64 = 0,
        links: Int = 1,
        modified: Instant = Instant(microseconds: 0),
        group: UInt32 = 0
    ) {
        self.identity = identity
        self.kind = kind
        self.size = size
        self.links = links
        self.modified = modified
        self.group = group
    }

    private init(_ raw: stat) {
        identity = FileIdentity(device: UInt64(raw.st_dev), inode: UInt64(raw.st_ino))
        kind =
            switch raw.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            default: .other
            }
        size = Int64(raw.st_size)
        links = Int(raw.st_nlink)
        modified = Instant(
            microseconds: Int64(raw.st_mtim.tv_sec) &* 1_000_000 &+ Int64(raw.st_mtim.tv_nsec) / 1000
        )
        group = raw.st_gid
    }

    /// Unchanged since `other` was taken, as far as content goes.
    func isUnchanged(since other: FileStatus) -> Bool {
        identity == other.identity && size == other.size && modified == other.modified
    }
}
