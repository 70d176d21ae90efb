internal import Glibc

/// The kernel's word that files changed: a hint only, since it is not given everywhere and may be lost.
final class ChangeWatch {
    /// What was told since the last look.
    struct Changes {
        /// Something was created, renamed or deleted in a watched folder, or word was lost.
        var inFolders = false
        /// The keys of the files that were written to.
        var files: Set<Int> = []
        /// The kernel lost word: everything must be looked at.
        var everything = false
    }

    /// Readable when there is something to `take`.
    let descriptor: Int32
    private var folders: [String: Int32] = [:]
    private var files: [Int32: Int] = [:]

    /// `nil` where the kernel offers no more instances.
    init?() {
        descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0 else { return nil }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Watches exactly these folders; false if one of them cannot be watched.
    func watch(folders wanted: Set<String>) -> Bool {
        for (folder, watch) in folders where !wanted.contains(folder) {
            inotify_rm_watch(descriptor, watch)
            folders[folder] = nil
        }
        var isComplete = true
        let events = UInt32(IN_CREATE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_DELETE_SELF | IN_ONLYDIR)
        for folder in wanted {
            // Asked again every time: it costs little, and a folder that was replaced is another one.
            let watch = unsafe inotify_add_watch(descriptor, folder, events)
            if watch >= 0 { folders[folder] = watch } else { isComplete = false }
        }
        return isComplete
    }

    /// Watches a file, whatever it is called later; the watch's number, to end it.
    func watch(file: String, key: Int) -> Int32? {
        let watch = unsafe inotify_add_watch(descriptor, file, UInt32(IN_MODIFY))
        guard watch >= 0 else { return nil }
        files[watch] = key
        return watch
    }

    func unwatch(_ watch: Int32) {
        files[watch] = nil
        inotify_rm_watch(descriptor, watch)
    }

    /// All that was told since the last time.
    func take() -> Changes {
        var changes = Changes()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return changes }
            takeIn(buffer, count, &changes)
        }
    }

    /// struct inotify_event: wd, mask, cookie and len, four bytes each, then len bytes of name.
    func takeIn(_ buffer: [UInt8], _ count: Int, _ changes: inout Changes) {
        var start = 0
        while start + 16 <= count {
            let watch = Int32(bitPattern: ChangeWatch.word(buffer, start))
            let mask = ChangeWatch.word(buffer, start + 4)
            if mask & UInt32(IN_Q_OVERFLOW) != 0 {
                changes.everything = true
            } else if mask & UInt32(IN_MODIFY) != 0 {
                if let key = files[watch] { changes.files.insert(key) }
            } else if mask & UInt32(IN_IGNORED) == 0 {
                changes.inFolders = true
            } else {
                files[watch] = nil
            }
            start += 16 + Int(ChangeWatch.word(buffer, start + 12))
        }
    }

    private static func word(_ bytes: [UInt8], _ start: Int) -> UInt32 {
        var word: UInt32 = 0
        for index in 0..<4 { word |= UInt32(bytes[start + index]) << (UInt32(index) * 8) }
        return UInt32(littleEndian: word.littleEndian)
    }
}
