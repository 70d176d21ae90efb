internal import FootfallModel

/// Files that are closed because nothing happens to them, and deleted ones that are open because something does.
extension Tailer {
    /// Takes a file of which all is known: it need not be opened until it grows.
    func addAtRest(_ member: PathExpansion.Member) {
        let entry = TailedFile(member, isLive: true, lastChange: .now - .seconds(3600))
        entry.restStatus = member.status
        entry.watch = shared.watchFile(member.path, key: key)
        entries.append(entry)
        hasBegun = true
    }

    /// Files that may be closed once all they hold is read.
    var mayRest: [TailedFile] {
        entries.filter { $0.isLive && $0.reader?.file.compression == nil && $0.reader != nil }
    }

    /// Closes a file of which all is read, to open it again when it grows; false if there is more to read.
    ///
    /// Its watch stays.
    func rest(_ entry: TailedFile) -> Bool {
        guard let reader = entry.reader, let status = reader.file.status, status.size == reader.file.position,
            status.links > 0
        else { return false }
        entry.restStatus = status
        entry.reader = nil
        configuration.register.countOpenFiles(-1)
        return true
    }

    /// Looks whether a closed file has changed; false if there is nothing to do.
    func wake(_ entry: TailedFile) -> Bool {
        guard let status = FileStatus.at(entry.path), status.identity == entry.status.identity else {
            shared.mustLook = true
            return false
        }
        if let restStatus = entry.restStatus, status.isUnchanged(since: restStatus) { return false }
        entry.restStatus = nil
        entry.status = status
        entry.lastChange = .now
        return true
    }

    // MARK: - Deleted while open

    /// Counts what a deleted file still occupies, and lets go of it when that has lasted too long; false when it did.
    func holdRemoved(_ entry: TailedFile, _ reader: FileReader) -> Bool {
        guard let status = reader.file.status, status.links == 0 else { return true }
        shared.progress.hold(status.size - entry.heldBytes)
        entry.heldBytes = status.size
        let removedAt = entry.removedAt ?? .now
        if entry.removedAt == nil {
            entry.removedAt = removedAt
            shared.noteRemoval(of: entry.path, bytes: status.size)
        }
        guard ContinuousClock.now - removedAt > configuration.removedHold else { return true }
        shared.noteRelease(of: entry.path, bytes: status.size, unread: status.size - reader.file.position)
        drop(entry)
        return false
    }
}
