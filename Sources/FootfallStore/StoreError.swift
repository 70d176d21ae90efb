internal import GRDB

/// Why a store cannot be opened, read or written: what, where, and what to do about it.
package struct StoreError: Error, Sendable, Hashable {
    package enum Reason: Sendable, Hashable {
        /// Nothing to read at the path.
        case missing
        case directory
        /// The folder that the store is to stand in is not there.
        case noFolder(String)
        /// The file is empty, or what a collector left that was killed while it made the store.
        case unfinished
        /// The file is no SQLite database.
        case notSQLite
        /// The file is an SQLite database of another program.
        case foreign
        /// Made by a later Footfall, whose schema has this number.
        case newer(Int)
        /// Made by a Footfall before the first release.
        case older
        /// What SQLite, or the store itself, found to be wrong.
        case damaged(String)
        /// Another writer has the store: its process, where that is known.
        case locked(Int32?)
        /// The folder or the file does not let itself be written: the system's reason.
        case unwritable(String)
        case unreadable(String)
        /// No room left on the disk. The batch was not stored; writing it again later is right.
        case full
        /// Writing failed for another reason than want of room that may pass, as a quota's end does: SQLite's words.
        case unwritten(String)
        /// Reading failed, or what was written may not have reached the disk: SQLite's words.
        case disk(String)
        /// The path no longer leads to the file that was opened.
        case replaced
        /// Who asked gave up, or the time for an answer was over.
        case stopped
        case failed(String)
    }

    package var path: String
    package var reason: Reason

    package init(path: String, reason: Reason) {
        self.path = path
        self.reason = reason
    }
}

extension StoreError: CustomStringConvertible {
    /// The path, what is wrong with it, and a hint.
    package var description: String {
        let (text, hint) = message
        return path + ": " + text + (hint.map { "\n  hint: " + $0 } ?? "")
    }

    private var message: (text: String, hint: String?) {
        switch reason {
        case .missing:
            (
                "there is no store here; nothing has been collected yet",
                "begin with `footfall collect --once --store \(path) /var/log`; `footfall discover` tells what this host logs"
            )
        case .directory:
            ("is a directory, not a store", "name a file in it: --store \(path)/footfall.db")
        case .noFolder(let folder):
            ("there is no folder \(folder)", "make it (mkdir -p \(folder)), or name another store")
        case .unfinished:
            (
                "there is no store here yet, only the beginning of one",
                "`footfall collect --store \(path) PATH…` finishes it"
            )
        case .notSQLite:
            ("is not a Footfall store, nor any SQLite database", "name another file; this one was left as it is")
        case .foreign:
            ("is an SQLite database, but not a Footfall store", "name another file; this one was left as it is")
        case .newer(let version):
            (
                "was made by a newer Footfall (schema \(version); this one knows \(Schema.version))",
                "update Footfall, or name another store"
            )
        case .older:
            (
                "was made by a Footfall from before its first release, which kept less",
                "move it away, and collect the logs into a new store"
            )
        case .damaged(let what):
            (
                "the store is damaged (\(what))",
                "put back a backup, or save what can be read: sqlite3 \(path) .recover | sqlite3 recovered.db"
            )
        case .locked(let process?):
            ("another Footfall is writing to this store (process \(process))", "stop it, or name another store")
        case .locked(nil):
            ("another program is writing to this store", "wait for it to end, or name another store")
        case .unwritable(let why):
            ("cannot be written (\(why))", "make its folder writable for this user, or name another store")
        case .unreadable(let why):
            (
                "cannot be read (\(why))",
                StoreFile(path: path).readers.map { "be a member of the group \($0) (usermod -aG \($0) USER), or root" }
                    ?? "ask for the right to read it, or name another store"
            )
        case .full:
            ("no room left on the disk", "make room; what was stored so far is safe")
        case .replaced:
            (
                "the store was removed or replaced while Footfall was writing to it",
                "start Footfall again; it then goes by what stands at this path. To move a store, stop Footfall first"
            )
        case .stopped:
            ("the answer took too long and was given up", "ask for less time, or for fewer events")
        case .unwritten(let why), .disk(let why):
            (
                "the file could not be read or written (\(why))",
                "look for a quota, a limit on the size of files (ulimit -f) or a failing disk (dmesg); "
                    + "what was stored so far is safe"
            )
        case .failed(let why):
            (why, nil)
        }
    }
}

extension StoreError {
    /// What an error met while reading or writing the file at `path` means.
    init(_ error: any Error, path: String) {
        switch error {
        case let error as StoreError:
            self = error
        case let error as DatabaseError:
            self.init(path: path, reason: Reason(error))
        case let error as StoreDamage:
            self.init(path: path, reason: .damaged(error.what))
        case is ReadStopped:
            self.init(path: path, reason: .stopped)
        default:
            self.init(path: path, reason: .failed("\(error)"))
        }
    }
}

extension StoreError.Reason {
    init(_ error: DatabaseError) {
        let text = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_FULL: self = .full
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM: self = .unwritable(text)
        case .SQLITE_NOTADB, .SQLITE_CORRUPT: self = .damaged(text)
        case .SQLITE_IOERR:
            let mayPass = StoreError.Reason.passing.contains(error.extendedResultCode)
            self = mayPass ? .unwritten(text) : .disk(text)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked(nil)
        default: self = .failed(text)
        }
    }

    /// Failures after which the same transaction may be tried again: a failed `fsync` is none of them, since the kernel
    /// may have forgotten what it could not write.
    private static let passing: [ResultCode] = [
        .SQLITE_IOERR_WRITE, .SQLITE_IOERR_TRUNCATE, .SQLITE_IOERR_SHMSIZE, .SQLITE_IOERR_SHMOPEN,
        .SQLITE_IOERR_NOMEM, .SQLITE_IOERR_LOCK,
    ]
}
