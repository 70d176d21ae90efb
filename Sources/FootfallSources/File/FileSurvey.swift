package import FootfallModel
internal import Glibc

/// What paths name now, looked at without reading it: what `collect` would read, and what is in the way.
package struct FileSurvey: Sendable {
    /// One file that would be read.
    package struct File: Sendable {
        package var path: String
        package var identity: FileIdentity
        /// On disk.
        package var bytes: Int64
        package var modified: Instant
        /// How much of it a store's checkpoints know to be read.
        package var readBytes: Int64
        /// Why it cannot be read.
        package var trouble: SourceError?
    }

    /// A live file and its predecessors: one source of the store.
    package struct Group: Sendable {
        package var name: String
        package var files: [File]
    }

    package private(set) var groups: [Group] = []
    /// Given paths at which there is nothing to read: what is waited for, and folders that may not be read.
    package private(set) var absences: [SourceError] = []
    /// What is passed over in folders and globs, by the path given.
    package private(set) var skipped: [(given: String, names: [String])] = []

    package init(_ configuration: FileSource.Configuration) {
        let expansion = PathExpansion(
            configuration.paths,
            probe: TextProbe(),
            names: RotatedNames(),
            readsHistory: configuration.readsHistory,
            exclude: configuration.exclude
        )
        let known = KnownFiles(configuration.checkpoints)
        for group in expansion.groups where !group.members.isEmpty {
            groups.append(Group(name: group.name, files: group.members.map { FileSurvey.file($0, known) }))
        }
        absences = expansion.absences.map {
            FileTrouble.error(for: $0, skipped: expansion.skipped[$0.path] ?? [])
        }
        skipped = expansion.skipped.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Looks at what was found in folders by somebody else, each with the place where it really is: what is no text is
    /// passed over.
    package init(found files: [(name: String, place: String)], exclude: [String]) {
        let expansion = PathExpansion(found: files, probe: TextProbe(), names: RotatedNames(), exclude: exclude)
        let places = Dictionary(files.map { ($0.name, $0.place) }) { first, _ in first }
        for group in expansion.groups where !group.members.isEmpty {
            let files = group.members.map { FileSurvey.file($0, KnownFiles([]), at: places[$0.path] ?? $0.path) }
            groups.append(Group(name: group.name, files: files))
        }
    }

    private static func file(_ member: PathExpansion.Member, _ known: KnownFiles, at place: String? = nil) -> File {
        var file = File(
            path: member.path,
            identity: member.status.identity,
            bytes: member.status.size,
            modified: member.status.modified,
            readBytes: 0
        )
        do throws(OpenFile.Trouble) {
            let opened = try OpenFile(path: place ?? member.path)
            if opened.compression != nil {
                // Not unpacked for this: what begins like a known file most likely is that file.
                if known.beginsLikeKnown(opened) { file.readBytes = file.bytes }
            } else {
                let offset = known.checkpoints(of: member.status.identity).first?.offset ?? 0
                file.readBytes = min(offset, file.bytes)
            }
        } catch {
            file.trouble = FileTrouble.error(for: error, at: member.path, offset: 0, lines: 0)
        }
        return file
    }
}
