internal import GRDB
internal import Glibc

/// A consistent copy of a store, made while a collector writes to it.
///
/// The pages are copied as they are at one moment; what is written meanwhile is not in the copy, and waits in the
/// write-ahead log, which grows by as much. The copy is made beside its place, checked, and only then put there.
package struct StoreBackup {
    /// How far it is.
    package enum Progress: Sendable, Hashable {
        /// The share of the pages that is copied, 0 to 1.
        case copying(Double)
        case checking
    }

    /// Why there is no copy.
    package struct Refusal: Error, Hashable {
        package var reason: String
        package var hint: String?

        init(_ reason: String, hint: String? = nil) {
            self.reason = reason
            self.hint = hint
        }
    }

    /// 8 MiB at a time: often enough to tell how far it is and to end it.
    private static let pagesAtOnce: CInt = 1024

    private let store: EventStore
    private let target: StoreFile
    private let isReplacing: Bool
    /// Where the copy stands until it is whole.
    private var partial: String { target.path + ".partial-\(getpid())" }

    /// - Parameter isReplacing: what stands at the path may be replaced, by the whole copy.
    package init(of store: EventStore, at path: String, isReplacing: Bool) {
        self.store = store
        target = StoreFile(path: path)
        self.isReplacing = isReplacing
    }

    /// Makes the copy; the bytes it has.
    ///
    /// - Parameter goesOn: is told how far it is; false ends it, and nothing is left of it.
    /// - Throws: `Refusal` or `StoreError`.
    package func run(_ goesOn: @escaping (Progress) -> Bool) throws -> Int64 {
        try checkTarget()
        let descriptor = unsafe open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Refusal("\(partial): cannot be made (\(SystemText.error(errno)))") }
        close(descriptor)
        var isWhole = false
        defer {
            if !isWhole { for suffix in ["", "-wal", "-shm", "-journal"] { unsafe unlink(partial + suffix) } }
        }
        do {
            try copy(goesOn)
        } catch let error as DatabaseError {
            throw meaning(of: error)
        }
        // Once more: it may have come while the pages were copied.
        try checkTarget()
        try sync(partial)
        guard unsafe rename(partial, target.path) == 0 else {
            throw Refusal("\(target.path): the copy cannot be put there (\(SystemText.error(errno)))")
        }
        isWhole = true
        try sync(folder)
        return target.size
    }

    private var folder: String {
        target.path.lastIndex(of: "/").map { $0 == target.path.startIndex ? "/" : String(target.path[..<$0]) } ?? "."
    }

    private func meaning(of error: DatabaseError) -> any Error {
        switch error.resultCode {
        case .SQLITE_FULL: return StoreError(path: target.path, reason: .full)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: return StoreError(error, path: store.path)
        default:
            // SQLite does not say which of the two files it was.
            return Refusal(
                "\(target.path): the copy could not be written, or the store not read (\(error.extendedResultCode))",
                hint: "look for a quota, a limit on the size of files (ulimit -f) or a failing disk (dmesg)"
            )
        }
    }

    private func checkTarget() throws {
        if let there = target.identity {
            if there == StoreFile(path: store.path).identity {
                throw Refusal("\(target.path): this is the store itself", hint: "name another file")
            }
            do throws(StoreError) {
                _ = try target.exists()
            } catch {
                let isFolder = error.reason == .directory
                throw Refusal(
                    "\(target.path): " + (isFolder ? "is a folder" : "is no file that a copy could replace"),
                    hint: isFolder ? "name a file in it: \(target.path)/footfall.db" : "name another"
                )
            }
            guard isReplacing else {
                throw Refusal(
                    "\(target.path): the file is there already",
                    hint: "name another, or replace it with --force"
                )
            }
            if RunningCollector.at(store: target.path) != nil {
                throw Refusal("\(target.path): a collector writes to this store", hint: "stop it, or name another file")
            }
        }
        // A log of what stood there would be taken for the copy's own.
        for suffix in ["-wal", "-journal"] where StoreFile(path: target.path + suffix).identity != nil {
            throw Refusal(
                "\(target.path)\(suffix): the log of another database is there",
                hint: "open that database once to have it carried over, or name another file"
            )
        }
        guard unsafe access(folder, W_OK) == 0 else {
            let isMissing = errno == ENOENT
            throw Refusal(
                "\(folder): "
                    + (isMissing ? "there is no such folder" : "cannot be written (\(SystemText.error(errno)))"),
                hint: isMissing ? "make it: mkdir -p \(folder)" : "name a file in another folder"
            )
        }
    }

    private func copy(_ goesOn: @escaping (Progress) -> Bool) throws {
        var configuration = Configuration()
        configuration.label = "footfall.backup"
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: StoreFile(path: partial).databasePath, configuration: configuration)
        defer { try? queue.close() }
        // What goes wrong here need not be the store's fault, as it would be by `read`.
        let failure: (any Error)? = try store.read { source in
            // A read transaction is open: all steps see the same moment, whatever is written meanwhile.
            do {
                try queue.writeWithoutTransaction { copy in
                    try source.backup(to: copy, pagesPerStep: StoreBackup.pagesAtOnce) { progress in
                        let share = Double(progress.completedPageCount) / Double(max(1, progress.totalPageCount))
                        guard goesOn(.copying(share)) else { throw Refusal("ended before the copy was whole") }
                    }
                }
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
        guard goesOn(.checking) else { throw Refusal("ended before the copy was checked") }
        let found = try queue.writeWithoutTransaction { copy in
            try String.fetchOne(copy, sql: "PRAGMA quick_check(1)") ?? ""
        }
        guard found == "ok" else {
            throw Refusal(
                "the copy is damaged (\(found)), and so may be \(store.path)",
                hint:
                    "no copy was made; check the disks (dmesg), and the store: sqlite3 \(store.path) 'PRAGMA integrity_check'"
            )
        }
        // All of it into the file itself: a copy is one file.
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    }

    private func sync(_ path: String) throws {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Refusal("\(path): cannot be read (\(SystemText.error(errno)))") }
        defer { close(descriptor) }
        // Some file systems cannot sync a folder, and say so.
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw Refusal("\(path): may not have reached the disk (\(SystemText.error(errno)))")
        }
    }
}
