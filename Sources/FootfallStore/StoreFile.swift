internal import GRDB
internal import Glibc

/// A path that is, or is to become, a store, and the questions asked of it before it is used.
struct StoreFile: Sendable {
    let path: String

    /// What SQLite is given: a name that begins with `file:` would be taken for a URI.
    var databasePath: String { path.hasPrefix("file:") ? "./" + path : path }

    /// What stands at the path, found out without opening it.
    func exists() throws(StoreError) -> Bool {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            if errno == ENOENT { return false }
            throw StoreError(path: path, reason: .unreadable(SystemText.error(errno)))
        }
        if status.st_mode & S_IFMT == S_IFDIR { throw StoreError(path: path, reason: .directory) }
        if status.st_mode & S_IFMT != S_IFREG { throw StoreError(path: path, reason: .notSQLite) }
        return true
    }

    /// The group that may read it; `nil` where none may, or none can be seen.
    var readers: String? {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        for (place, bit) in [(path, mode_t(0o040)), (folder, 0o010)] {
            var status = stat()
            guard unsafe stat(place, &status) == 0 else { continue }
            // Nobody is to become a member of root's group for this.
            guard status.st_mode & bit != 0, status.st_gid != 0, let entry = unsafe getgrgid(status.st_gid) else {
                return nil
            }
            return unsafe entry.pointee.gr_name.map { unsafe String(cString: $0) }
        }
        return nil
    }

    var isEmpty: Bool { size == 0 }

    /// Bytes of the file; 0 where there is none.
    var size: Int64 {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// The write-ahead log beside it: beside the file itself, where the path is a link to it.
    var log: StoreFile { StoreFile(path: StoreLock.resolved(path) + "-wal") }

    /// Whether a write-ahead log is left beside it.
    var hasLog: Bool { unsafe access(log.path, F_OK) == 0 }

    /// Which file stands at the path; `nil` where none does.
    var identity: Identity? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }

    struct Identity: Hashable, Sendable {
        var device: UInt64
        var inode: UInt64
    }

    /// The file for SQLite as one that nobody changes.
    var immutableURI: String {
        var text = "file:"
        for byte in path.utf8 {
            let isPlain = byte > 0x20 && byte < 0x7f && byte != UInt8(ascii: "%") && byte != UInt8(ascii: "?")
            text +=
                isPlain && byte != UInt8(ascii: "#")
                ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return text + "?immutable=1"
    }

    /// Fails where the folder cannot be written, since SQLite's message would not say why.
    func checkWritable() throws(StoreError) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        var places = [folder]
        if try exists() { places.append(path) }
        for place in places where unsafe access(place, W_OK) != 0 {
            if errno == ENOENT, place == folder { throw StoreError(path: path, reason: .noFolder(folder)) }
            throw StoreError(path: path, reason: .unwritable(SystemText.error(errno)))
        }
    }

    /// Makes the empty file that SQLite is to fill, for its owner's eyes only: who did what is nobody else's business.
    ///
    /// In a folder that its group may read and nobody else, the group may read the store too: it was made for that.
    /// SQLite gives the files beside it the same rights.
    func create() throws(StoreError) {
        let mode: mode_t = isInGroupFolder ? 0o640 : 0o600
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw StoreError(path: path, reason: .unwritable(SystemText.error(errno))) }
        close(descriptor)
    }

    private var isInGroupFolder: Bool {
        var status = stat()
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        return unsafe stat(folder, &status) == 0 && status.st_mode & 0o057 == 0o050
    }

    /// Fails unless the open database is one of ours and this program knows its schema; gives the schema's number, 0 where
    /// it has none yet.
    func check(_ database: Database) throws -> Int {
        let application = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        guard application == Schema.applicationID else { throw StoreError(path: path, reason: .foreign) }
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version <= Schema.version else { throw StoreError(path: path, reason: .newer(version)) }
        if version > 0, version < Schema.version { throw StoreError(path: path, reason: .older) }
        return version
    }

    /// The meaning of an error, where the file's first bytes help to tell a damaged store from no database at all.
    func meaning(of error: any Error) -> StoreError {
        let found = StoreError(error, path: path)
        // SQLite has refused the file, so nobody in this process holds locks that this descriptor's end would drop.
        if (error as? DatabaseError)?.resultCode == .SQLITE_NOTADB, !beginsLikeSQLite() {
            return StoreError(path: path, reason: .notSQLite)
        }
        return found
    }

    private func beginsLikeSQLite() -> Bool {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        return count == 16 && bytes == Array("SQLite format 3\0".utf8)
    }
}
