internal import Glibc

/// Keeps every other Footfall from writing to a store, by a locked file beside it.
///
/// Never the database file itself: closing any descriptor of it would drop SQLite's own locks in this process. The file
/// says who has the store (`LockNote`), and is written over in place: that takes no room, so it can tell of a disk
/// that has none.
struct StoreLock: ~Copyable {
    private let descriptor: Int32
    private let path: String
    /// What the file says.
    private(set) var note: LockNote
    /// What the process before could not store, as it left it.
    let left: LockNote

    init(store: String, now: Int64) throws(StoreError) {
        // A store reached by a symbolic link is the same store.
        path = StoreLock.path(of: store)
        var refusals = 0
        while true {
            let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else {
                throw StoreError(path: store, reason: .unwritable(SystemText.error(errno)))
            }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let holder = StoreLock.read(descriptor).process
                close(descriptor)
                // It may be `status` that asks whether anybody has it.
                refusals += 1
                if refusals < 4 {
                    usleep(30_000)
                    continue
                }
                throw StoreError(path: store, reason: .locked(holder))
            }
            // Whoever had it before may have removed the file between our opening and our locking it.
            if StoreLock.isSame(descriptor, path) {
                self.descriptor = descriptor
                break
            }
            close(descriptor)
        }
        left = StoreLock.read(descriptor)
        note = LockNote(process: getpid(), started: now)
        note.losses = left.losses
        note.lossNumber = left.lossNumber
        write()
    }

    deinit {
        if note.losses.isEmpty {
            _ = unsafe unlink(path)
        } else {
            // Losses that no transaction could take are for the next process.
            var last = note
            last.process = nil
            StoreLock.write(last, to: descriptor)
        }
        close(descriptor)
    }

    /// Whether the process before ended without letting the store go: killed, or by a power cut.
    var followsCrash: Bool { left.process != nil }

    /// Says something else.
    mutating func change(_ body: (inout LockNote) -> Void) {
        let before = note
        body(&note)
        if note != before { write() }
    }

    private func write() { StoreLock.write(note, to: descriptor) }

    private static func write(_ note: LockNote, to descriptor: Int32) {
        let bytes = note.bytes
        _ = unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    /// Who has the store at `path`, without disturbing them; `nil` where nobody has it.
    static func holder(of store: String) -> LockNote? {
        let descriptor = unsafe open(path(of: store), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return nil }
        return read(descriptor)
    }

    static func path(of store: String) -> String { resolved(store) + ".lock" }

    /// Where the one who has the store takes requests.
    static func socket(of store: String) -> String { resolved(store) + ".socket" }

    /// The path without symbolic links; as it stands where nothing is there yet.
    static func resolved(_ path: String) -> String {
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

    private static func read(_ descriptor: Int32) -> LockNote {
        var bytes = [UInt8](repeating: 0, count: LockNote.size)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, $0.count, 0) }
        return LockNote(bytes.prefix(max(0, count)))
    }
}

/// What the system says, as text.
enum SystemText {
    static func error(_ number: Int32) -> String {
        unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    }
}
