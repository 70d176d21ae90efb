internal import FootfallModel

/// Looking again at what was found, without asking for names again.
extension PathExpansion {
    /// When a folder was last changed, seen before its names were read.
    struct FolderTime {
        var changed: Instant
        /// Lately enough that another change may bear the same stamp.
        var isFresh: Bool
    }

    /// Notes a folder's time, before its names are read.
    mutating func note(_ folder: String) {
        guard folderTimes[folder] == nil, let status = FileStatus.at(folder) else { return }
        let age = Instant.now.microseconds - status.modified.microseconds
        folderTimes[folder] = FolderTime(changed: status.modified, isFresh: age < 2_000_000)
    }

    /// Names may have come or gone since the look.
    var mayHaveNewNames: Bool {
        if hasHiddenFolders || !absences.isEmpty { return true }
        return folders.contains { folder in
            guard let seen = folderTimes[folder], !seen.isFresh else { return true }
            return FileStatus.at(folder)?.modified != seen.changed
        }
    }

    /// Asks again how each file looks; the groups in which one has changed, or `nil` where a name means another file.
    mutating func refresh() -> [Int]? {
        var changed: [Int] = []
        for group in groups.indices {
            var isChanged = false
            for member in groups[group].members.indices {
                let old = groups[group].members[member].status
                guard let status = FileStatus.at(groups[group].members[member].path), status.identity == old.identity
                else { return nil }
                guard !status.isUnchanged(since: old) else { continue }
                groups[group].members[member].status = status
                isChanged = true
            }
            if isChanged { changed.append(group) }
        }
        return changed
    }
}
