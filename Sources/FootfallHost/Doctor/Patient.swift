package import FootfallCollector
package import FootfallModel
package import FootfallPatterns
internal import FootfallSources
internal import Foundation

/// What the doctor looks at: one installation of Footfall, on this machine or in a copy of another's files.
package struct Patient: Sendable {
    package var root: HostRoot
    /// `nil` where there is no configuration.
    package var configuration: FootfallConfiguration?
    /// What is wrong in the configuration, and in the packs.
    package var mistakes: [Diagnostic]
    package var packMistakes: [Diagnostic]
    package var patterns: PatternSet
    /// The store's path, as seen from here.
    package var store: String
    package var now: Instant
    /// The machine's own zone; `nil` where it is not known.
    package var zone: ZoneOffsets?
    /// The unit that systemd has for the collector.
    let unit: ServiceUnit?
    /// What the configuration's sources of files name now.
    let followed: Followed

    package init(
        root: HostRoot,
        configuration: FootfallConfiguration?,
        mistakes: [Diagnostic] = [],
        patterns: PatternSet,
        packMistakes: [Diagnostic] = [],
        store: String,
        now: Instant,
        zone: ZoneOffsets?
    ) {
        self.root = root
        self.configuration = configuration
        self.mistakes = mistakes
        self.patterns = patterns
        self.packMistakes = packMistakes
        self.store = store
        self.now = now
        self.zone = zone
        unit = ServiceUnit.all(under: root).first { $0.command.contains(" collect") }
        followed = Followed(configuration?.sources ?? [], root)
    }

    /// The text of one of the host's files; `nil` where there is none or it may not be read.
    func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: root.path(path)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// A number that the kernel tells in a file.
    func number(_ path: String) -> Int64? {
        text(path).flatMap { Int64($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    /// The names of the host's files in a folder, with their paths, sorted.
    func files(in folder: String, ending suffix: String = "") -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path(folder))) ?? []
        return names.filter { $0.hasSuffix(suffix) && !$0.hasPrefix(".") }.sorted().map { folder + "/" + $0 }
    }
}

/// The files that are followed, and what is in the way of some.
struct Followed: Sendable {
    /// Live files with their predecessors, under the host's own names.
    var groups: [(live: String, files: [String])] = []
    /// What cannot be read by who asks, with the group that may.
    var troubles: [SourceError] = []
    /// Paths at which there is nothing yet.
    var absent: [String] = []

    var paths: [String] { groups.flatMap(\.files) }

    init(_ sources: [SourceSettings], _ root: HostRoot) {
        for source in sources {
            guard case .files(let settings) = source.origin else { continue }
            var configuration = FileSource.Configuration(paths: settings.paths.map(root.path))
            configuration.exclude = settings.exclude
            configuration.readsHistory = settings.readsHistory
            let survey = FileSurvey(configuration)
            func name(_ path: String) -> String { String(path.dropFirst(root.folder.count)) }
            for group in survey.groups {
                groups.append((name(group.name), group.files.map { name($0.path) }))
                troubles += group.files.compactMap(\.trouble)
            }
            for absence in survey.absences {
                if absence.reason == "no such file" {
                    absent.append(name(absence.source))
                } else {
                    troubles.append(absence)
                }
            }
        }
    }
}
