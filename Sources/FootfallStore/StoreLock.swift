internal import Glibc

/// Keeps every other Footfall from writing to a store, by a locked file beside it that holds the process's number.
///
/// Never the database file itself: closing any descriptor of it would drop SQLite's own locks in this process.
struct StoreLock: ~Copyable {
    private let descriptor: Int32
    private let path: String

    init(store: String) throws(StoreError) {
        // A store reached by a symbolic link is the same store.
        path = StoreLock.resolved(store) + ".lock"
        while true {
            let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else {
                throw StoreError(path: store, reason: .unwritable(SystemText.error(errno)))
            }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let holder = StoreLock.process(in: descriptor)
                close(descriptor)
                throw StoreError(path: store, reason: .locked(holder))
            }
            // Whoever had it before may have removed the file between our opening and our locking it.
            if StoreLock.isSame(descriptor, path) {
                self.descriptor = descriptor
                break
            }
            close(descriptor)
        }
        let text = Array("\(getpid())\n".utf8)
        _ = ftruncate(descriptor, 0)
        _ = unsafe text.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    deinit {
        _ = unsafe unlink(path)
        close(descriptor)
    }

    /// The process that has the lock now; `nil` where none has it. Nothing is made or changed.
    static func holder(of store: String) -> Int32? {
        let descriptor = unsafe open(resolved(store) + ".lock", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // Given back with the descriptor.
        if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return nil }
        return process(in: descriptor)
    }

    /// The path without symbolic links; as it stands where nothing is there yet.
    private static func resolved(_ path: String) -> String {
        guard let real = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }

    private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
        var opened = stat()
        var named = stat()
        guard unsafe fstat(descriptor, &opened) == 0, unsafe stat(path, &named) == 0 else { return false }
        return opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
    }

    private static func process(in descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, $0.count, 0) }
        return Int32(String(decoding: bytes.prefix(max(0, count)).prefix { $0 != 0x0a }, as: UTF8.self))
    }
}

/// What the system says, as text.
enum SystemText {
    static func error(_ number: Int32) -> String {
        unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    }
}
