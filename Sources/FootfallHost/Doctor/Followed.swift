internal import FootfallCollector
internal import FootfallSources

/// The files that are followed, and what is in the way of some.
struct Followed: Sendable {
    /// Live files with their predecessors, under the host's own names.
    var groups: [(live: String, files: [String])] = []
    /// What cannot be read by who asks, with the group that may; of a copy nothing, where rights are not the host's.
    var troubles: [SourceError] = []
    /// Paths at which there is nothing yet.
    var absent: [String] = []

    var paths: [String] { groups.flatMap(\.files) }

    init(_ sources: [SourceSettings], _ root: HostRoot) {
        for source in sources {
            guard case .files(let settings) = source.origin else { continue }
            if root.isThisMachine { survey(settings) } else { settings.paths.forEach { survey($0, settings, root) } }
        }
    }

    private mutating func survey(_ settings: SourceSettings.FileSettings) {
        var configuration = FileSource.Configuration(paths: settings.paths)
        configuration.exclude = settings.exclude
        configuration.readsHistory = settings.readsHistory
        let survey = FileSurvey(configuration)
        take(survey)
        troubles += survey.groups.flatMap { $0.files.compactMap(\.trouble) }
        for absence in survey.absences {
            if absence.isMissing { absent.append(absence.source) } else { troubles.append(absence) }
        }
    }

    /// A path of a copy: every name is looked up within it, as a link in it may name a file of this machine.
    private mutating func survey(_ given: String, _ settings: SourceSettings.FileSettings, _ root: HostRoot) {
        let given = "/" + given.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        func found(_ names: [String]) -> FileSurvey {
            let places = names.compactMap { name in root.place(name).map { (name: name, place: $0) } }
            return FileSurvey(found: places, exclude: settings.exclude)
        }
        func files(in folder: String) -> [String] {
            (root.names(in: folder) ?? []).map { folder == "/" ? "/" + $0 : folder + "/" + $0 }
        }
        guard let resolved = root.resolved(given) else {
            // A glob that matches nothing is none that is waited for by name.
            if given.contains(where: { "*?[".contains($0) }) {
                take(found(root.matches(given)))
            } else {
                absent.append(given)
            }
            return
        }
        guard root.entry(resolved) != .folder else { return take(found(files(in: given))) }
        // A file brings its history, and is read whatever is left out.
        let survey = settings.readsHistory ? found(files(in: HostRoot.split(given).folder)) : found([])
        let predecessors = survey.groups.filter { $0.name == given }.flatMap { $0.files.map(\.path) }
        groups.append((given, predecessors.filter { $0 != given } + [given]))
    }

    private mutating func take(_ survey: FileSurvey) {
        groups += survey.groups.map { ($0.name, $0.files.map(\.path)) }
    }
}
