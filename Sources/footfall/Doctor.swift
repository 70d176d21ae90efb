import ArgumentParser
import FootfallCollector
import FootfallHost
import FootfallModel
import FootfallPatterns
import FootfallQuery
import Foundation

/// `footfall doctor`: what is wrong with this installation.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what is wrong with this installation, and how to mend it.",
        discussion: """
            Looks at the configuration, rights, store, collector, clock and zones, at
            settings of logrotate, journald and rsyslog that lose lines, and at what the
            kernel allows. Reads only. As root it sees what the service's user may read.
            Exit status 2 where it found trouble; notes leave it at 0.

            Examples:
              # All of it, with what the service's user may read
              sudo footfall doctor
              # Only what is not as it should be
              footfall doctor --trouble
              # For programs
              footfall doctor --output json
              # What rotation does to the logs of a host of which there is a copy
              footfall doctor --root /backup/web1
            """
    )

    enum Output: String, ExpressibleByArgument, CaseIterable { case table, json }

    @Option(help: ArgumentHelp("How to show it.", valueName: "table|json"))
    var output = Output.table

    @Flag(help: "Leave out what is as it should be.")
    var trouble = false

    @Option(
        help: ArgumentHelp(
            "Look at a copy of another host's files; what only the host itself can tell is left out.",
            valueName: "folder"
        ),
        completion: .directory
    )
    var root: String?

    @OptionGroup var store: StoreOption
    @OptionGroup var packs: PackOptions

    func run() throws {
        let found = Doctor.examine(try patient())
        switch output {
        case .json: Console.out(try DoctorText.json(found))
        case .table:
            let style = Console.style
            let shown = trouble ? found.filter { $0.verdict != .ok } : found
            DoctorText.table(shown, style).forEach { Console.out($0) }
            Console.out((shown.isEmpty ? "" : "\n") + DoctorText.sum(found))
        }
        if found.contains(where: { $0.verdict == .trouble }) { throw ExitCode(2) }
    }

    private func patient() throws -> Patient {
        let root = HostRoot(
            root.map { $0.hasPrefix("/") ? $0 : FileManager.default.currentDirectoryPath + "/" + $0 } ?? ""
        )
        if !root.isThisMachine, !FileManager.default.fileExists(atPath: root.folder) {
            throw Failure("\(root.folder): there is no such folder", hint: "name the folder that holds its etc and var")
        }
        var option: ConfigurationOption? = store.configuration
        if !root.isThisMachine, option?.file == nil {
            // Another host is not judged by this one's configuration.
            let inside = root.place(ConfigurationOption.standardPath)
            if inside == nil { option = nil } else { option?.file = inside }
        }
        var mistakes: [Diagnostic] = []
        var configuration: FootfallConfiguration?
        do {
            if let read = try option?.read() { (configuration, mistakes) = read }
        } catch let failure as Failure {
            mistakes.append(failure.diagnostic)
        }
        let (patterns, packMistakes) = packs(of: configuration?.patternFolder, root)
        mistakes += configuration?.check(with: patterns) ?? []
        let path =
            root.isThisMachine || store.file != nil
            ? store.path(configured: configuration?.store)
            : root.place(configuration?.store ?? "/var/lib/footfall/footfall.db")
        return Patient(
            root: root,
            configuration: configuration,
            mistakes: mistakes.sorted { ($0.line, $0.column) < ($1.line, $1.column) },
            patterns: patterns,
            packMistakes: packMistakes,
            store: path,
            now: Clock.now,
            zone: root.isThisMachine ? .machine() : nil
        )
    }

    /// The packs, the shipped ones alone where a folder cannot be read.
    private func packs(of folder: String?, _ root: HostRoot) -> (PatternSet, [Diagnostic]) {
        do {
            return try packs.loadForMatching(folder: folder, at: root.place)
        } catch {
            let own = (error as? Failure)?.diagnostic ?? Diagnostic("\(error)")
            let (set, mistakes) = PatternSet.load(shipped: ShippedPatterns.filesWithoutExamples, own: [])
            return (set, mistakes + [own])
        }
    }
}

extension Failure {
    /// The same as one of several things to mend.
    fileprivate var diagnostic: Diagnostic {
        let lines = description.split(separator: "\n").map(String.init)
        func text(_ line: String?, without beginning: String) -> String? {
            line.map { $0.hasPrefix(beginning) ? String($0.dropFirst(beginning.count)) : $0 }
        }
        return Diagnostic(
            text(lines.first, without: "error: ") ?? "",
            hint: text(lines.dropFirst().first, without: "  hint: ")
        )
    }
}
