internal import Glibc

/// What a person is told of files.
extension FileFollower {
    func tell(of expansion: PathExpansion) throws(SourceError) {
        for (given, names) in expansion.skipped.sorted(by: { $0.key < $1.key }) {
            let new = names.filter { said.insert(given + "\0" + $0).inserted }
            guard !new.isEmpty else { continue }
            let shown = new.prefix(20).joined(separator: ", ")
            let more = new.count > 20 ? " and \(new.count - 20) more" : ""
            notice(.info, "\(given): not read: \(shown)\(more)")
        }
        for absence in expansion.absences {
            let error = FileTrouble.error(for: absence, skipped: expansion.skipped[absence.path] ?? [])
            if configuration.once {
                guard !isFollowing, lastExpansion == nil else { continue }
                guard configuration.toleratesAbsence, FileTrouble.isExpected(absence) else { throw error }
                notice(.warning, error.description)
            } else if absent.insert(absence.path).inserted {
                // Every rotation may come by here: it is told but once, and kept for those who ask.
                let isNews = said.insert("absent\0" + absence.path).inserted
                notice(
                    .warning,
                    isNews ? error.description + FileTrouble.waiting(for: absence) : "",
                    trouble: .begins(
                        "absent",
                        at: absence.path,
                        text: error.description,
                        isWaiting: FileTrouble.isExpected(absence)
                    )
                )
            }
        }
        for path in absent.subtracting(expansion.absences.map(\.path)) {
            absent.remove(path)
            notice(.info, "", trouble: .ends("absent", at: path))
        }
    }

    /// Tells why a file cannot be read, once; with `once`, what may not be read is an error in the end.
    func report(_ trouble: OpenFile.Trouble, at path: String, offset: Int64 = 0, lines: Int64 = 0) {
        if trouble == .system(ENOENT) { return }
        let error = FileTrouble.error(for: trouble, at: path, offset: offset, lines: lines)
        if case .system = trouble {
            guard unreadable.insert(path).inserted else { return }
            if configuration.once {
                // One error is thrown in the end; of the others somebody should hear, too.
                if firstFailure == nil { firstFailure = error } else { notice(.warning, error.description) }
                return
            }
            notice(
                .warning,
                error.description + "\n  it is tried again each second",
                trouble: .begins("unreadable", at: path)
            )
        } else {
            sayOnce(.warning, error.description)
        }
    }

    func noteReadable(_ path: String) {
        guard unreadable.remove(path) != nil else { return }
        notice(.info, path + " can be read now", trouble: .ends("unreadable", at: path))
    }

    func noteRotation(of path: String, to newPath: String) {
        notice(.info, path + " was renamed to " + newPath + "; it is read to its end")
    }

    func noteRemoval(of path: String, bytes: Int64) {
        notice(.info, "\(path) was deleted; it is read to its end, and \(bytes) bytes stay on disk until then")
    }

    func noteRelease(of path: String, bytes: Int64, unread: Int64) {
        let lost = unread > 0 ? "\(unread) bytes of it were not read" : "all of it was read"
        notice(
            .warning,
            "\(path) was deleted long ago and is still in use; it is let go, with \(bytes) bytes on disk: \(lost)"
        )
    }

    func noteTruncation(_ path: String) {
        notice(.info, path + " was truncated or rewritten; it is read again from its start")
    }

    func noteReplacement(_ path: String) {
        notice(.warning, path + " no longer holds what was read of it before; it is read from its start")
    }

    func sayOnce(_ level: SourceNotice.Level, _ text: String) {
        if said.insert(text).inserted { notice(level, text) }
    }

    func notice(_ level: SourceNotice.Level, _ text: String, trouble: TroubleChange? = nil) {
        sink.report(SourceNotice(level, source: name, text, trouble: trouble))
    }
}
