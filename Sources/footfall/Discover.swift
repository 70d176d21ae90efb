import ArgumentParser
import FootfallHost
import FootfallModel
import FootfallPatterns
import FootfallQuery
import FootfallReports
import FootfallSources
import Foundation

/// `footfall discover`: what this host logs, and a configuration that reads it.
struct Discover: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look for logs on this host, and write a configuration that reads them.",
        discussion: """
            Looks at the usual places, at what running programs write to, at what services
            are configured to log, at containers and at systemd's journal; samples each, and
            says what would be recognised. Nothing is changed, and only samples are read.
            What may not be read is named, with the group that would help.

            Examples:
              # What does this host log, and what would be recognised?
              footfall discover
              # Write the configuration that the other commands read
              footfall discover --write
              # Look in another folder, too
              footfall discover /data/shop/logs
              # Look at a copy of another host's files
              footfall discover --root /mnt/old --write --config old.yaml
            """
    )

    @Argument(help: "Folders, files and globs to look at beside the usual places.")
    var paths: [String] = []

    @Flag(help: "Write the configuration: to --config's file, else to the one that commands read by default.")
    var write = false

    @Option(help: ArgumentHelp("Look at a copy of another host's files in this folder.", valueName: "folder"))
    var root: String?

    @Option(help: ArgumentHelp("How many seconds looking may take.", valueName: "n"))
    var seconds = 30

    @OptionGroup var store: StoreOption
    @OptionGroup var packs: PackOptions

    func validate() throws {
        guard (1...3600).contains(seconds) else { throw ValidationError("--seconds is a number from 1 to 3600") }
        if write, root != nil, store.configuration.file == nil {
            throw ValidationError(
                "--write with --root needs --config FILE: this machine's own configuration is not for another host"
            )
        }
    }

    func run() throws {
        let folder = try root.map { try Discover.folder($0) }
        let target = store.configuration.named ?? ConfigurationOption.ownPath
        // Before half a minute's work, not behind it.
        if write { try Discover.checkFree(target) }
        let (patterns, mistakes) = try packs.loadForMatching(folder: nil)
        guard mistakes.isEmpty else { throw ConfigurationMistakes([], mistakes) }
        let begin = ContinuousClock.now
        let survey = HostSurvey(
            HostRoot(folder ?? ""),
            paths: paths.map { Discover.absolute($0, root: folder) },
            patterns: patterns,
            zone: .machine(),
            seconds: Double(seconds)
        ) { done, all in
            if Console.isErrorTerminal { Console.status("\r\u{1b}[Klooked at \(done) of \(all) logs") }
        }
        if Console.isErrorTerminal { Console.status("\r\u{1b}[K") }
        let printer = DiscoverPrinter(survey: survey, seconds: (ContinuousClock.now - begin) / .seconds(1))
        printer.print()
        let isUsable = !survey.logs.allSatisfy { !$0.sample.isOfUse } || survey.journal != nil
        guard isUsable else {
            let isNoHost = folder.map { folder in
                !["/etc", "/var"].contains { FileManager.default.fileExists(atPath: folder + $0) }
            }
            let nobody =
                isNoHost == true
                ? "--root names the folder that holds a host's etc and var"
                : "name a folder: footfall discover /path/to/logs"
            throw Failure(
                "nothing was found that Footfall reads",
                hint: survey.unreadable.isEmpty ? nobody : "run as root, or as a member of the groups above"
            )
        }
        guard write else { return printer.next(nil, config: store.configuration.file) }
        let path = store.file ?? (folder == nil ? store.path(configured: nil) : "footfall.db")
        try Discover.write(HostConfiguration.text(of: survey, store: path, reader: .here), to: target)
        printer.next(target, config: store.configuration.file)
    }

    private static func folder(_ path: String) throws -> String {
        var isFolder: ObjCBool = false
        let full = URL(fileURLWithPath: path).path
        guard unsafe FileManager.default.fileExists(atPath: full, isDirectory: &isFolder), isFolder.boolValue else {
            throw Failure("\(path): there is no such folder", hint: "--root names the copy of a host's '/'")
        }
        return full
    }

    /// A path as the host names it: of a copy's, the part behind the copy's folder.
    private static func absolute(_ path: String, root: String?) -> String {
        let full = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        guard let root, full.hasPrefix(root + "/") else { return full }
        return String(full.dropFirst(root.count))
    }

    private static func checkFree(_ path: String) throws {
        guard unsafe access(path, F_OK) == 0 else { return }
        throw Failure(
            "\(path): is there already, and is left as it is",
            hint: "write another and compare: footfall discover --write --config new.yaml"
        )
    }

    private static func write(_ text: String, to path: String) throws {
        let file = URL(fileURLWithPath: path)
        do {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            // It may hold a password's hash one day: not for everybody, but for the service.
            try Data(text.utf8).write(to: file, options: .withoutOverwriting)
            if geteuid() == 0, let group = unsafe getgrnam("footfall") {
                _ = unsafe chown(path, 0, group.pointee.gr_gid)
            }
            _ = unsafe chmod(path, geteuid() == 0 ? 0o640 : 0o600)
        } catch {
            throw Failure("\(path): cannot be written", hint: "name another file with --config, or run with sudo")
        }
    }
}
