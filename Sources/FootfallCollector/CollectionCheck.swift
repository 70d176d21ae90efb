package import FootfallModel
internal import FootfallPatterns
internal import FootfallSources
internal import FootfallStore
internal import Glibc

/// What a configuration would read, and what is in its way: `collect --check`.
///
/// Nothing is read or written.
package struct CollectionCheck: Sendable {
    /// A row: one source of the store.
    package struct Row: Sendable {
        package var source: String
        package var files: Int
        package var bytes: Int64
        package var readBytes: Int64
        package var oldest: Instant?
        package var newest: Instant?
        /// What is to be said in place of numbers.
        package var state: String?
    }

    package private(set) var rows: [Row] = []
    /// What keeps something from being read.
    package private(set) var troubles: [String] = []
    /// What is as it should be, and good to know.
    package private(set) var notes: [String] = []
    /// Records that most likely come by two sources.
    package private(set) var overlaps: [String] = []
    /// The store in one line.
    package private(set) var store = ""

    package init(_ configuration: Collector.Configuration) {
        let holder = StoreWriter.holder(of: configuration.store)
        let checkpoints = checkStore(configuration.store, holder)
        var owners: [FileIdentity: (path: String, source: String)] = [:]
        for settings in configuration.sources {
            switch settings.origin {
            case .files(let files): survey(files, settings.name, checkpoints, &owners)
            case .udp, .stream, .unix: listen(settings, holder)
            case .journal:
                rows.append(Row(source: settings.name, files: 0, bytes: 0, readBytes: 0, state: "read by journalctl"))
            case .standardInput:
                rows.append(Row(source: "stdin", files: 0, bytes: 0, readBytes: 0, state: "read to its end"))
            }
        }
    }

    private mutating func checkStore(_ path: String, _ holder: Int32?) -> [Checkpoint] {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        guard unsafe access(path, F_OK) == 0 else {
            store = path + ": made when collecting begins"
            if unsafe access(folder, F_OK) != 0 {
                troubles.append("\(path): there is no folder \(folder)\n  hint: make it (mkdir -p \(folder))")
            } else if unsafe access(folder, W_OK) != 0 {
                troubles.append("\(path): the folder may not be written\n  hint: run as the user whose folder it is")
            }
            return []
        }
        do {
            let found = try EventStore(path: path)
            let statistics = try found.statistics()
            store = "\(path): \(statistics.events) events, days in \(found.timezone)"
            if let holder { store += "; a collector (process \(holder)) is writing to it" }
            if unsafe access(path, W_OK) != 0 || access(folder, W_OK) != 0 {
                troubles.append("\(path): may not be written by this user\n  hint: run as the user whose store it is")
            }
            for overlap in try found.overlaps() {
                overlaps.append(
                    "\(overlap.source) and \(overlap.other) tell the same: \(overlap.records) records of the one were "
                        + "those of the other, and counted once"
                )
            }
            return try found.checkpoints()
        } catch {
            store = path + ": cannot be read"
            troubles.append("\(error)")
            return []
        }
    }

    private mutating func survey(
        _ files: SourceSettings.FileSettings,
        _ name: String,
        _ checkpoints: [Checkpoint],
        _ owners: inout [FileIdentity: (path: String, source: String)]
    ) {
        var configuration = FileSource.Configuration(paths: files.paths)
        configuration.exclude = files.exclude
        configuration.readsHistory = files.readsHistory
        configuration.checkpoints = checkpoints
        let survey = FileSurvey(configuration)
        for group in survey.groups {
            let readable = group.files.filter { $0.trouble == nil }
            var row = Row(
                source: group.name,
                files: readable.count,
                bytes: readable.reduce(0) { $0 + $1.bytes },
                readBytes: readable.reduce(0) { $0 + $1.readBytes },
                oldest: readable.map(\.modified).min(),
                newest: readable.map(\.modified).max()
            )
            if readable.isEmpty { row.state = "cannot be read" }
            rows.append(row)
            var shared: String?
            for file in group.files {
                if let trouble = file.trouble { troubles.append(trouble.description) }
                if let owner = owners[file.identity], owner.source != name {
                    let other = owner.path == file.path ? "" : " as " + owner.path
                    shared = "\(file.path) is named by two sources, by \(owner.source)\(other) too; it is read once"
                } else {
                    owners[file.identity] = (file.path, name)
                }
            }
            // The live file's, which stands last: its predecessors go with it.
            if let shared { overlaps.append(shared + "\n  hint: leave it out of one of them with exclude") }
        }
        for absence in survey.absences {
            if absence.isMissing {
                let state = "not there yet"
                rows.append(Row(source: absence.source, files: 0, bytes: 0, readBytes: 0, state: state))
            } else {
                troubles.append(absence.description)
            }
        }
        for (given, names) in survey.skipped {
            let shown = names.prefix(20).joined(separator: ", ")
            notes.append("\(given): not read: \(shown)" + (names.count > 20 ? " and \(names.count - 20) more" : ""))
        }
    }

    /// Tries an address and closes it again.
    private mutating func listen(_ settings: SourceSettings, _ holder: Int32?) {
        var row = Row(source: settings.name, files: 0, bytes: 0, readBytes: 0, state: "ready to listen")
        do throws(SourceError) {
            _ = try settings.listen()
        } catch {
            if let holder, error.isTaken {
                row.state = "in use by the collector (process \(holder))"
            } else {
                row.state = "cannot listen"
                troubles.append(error.description)
            }
        }
        rows.append(row)
    }
}
