import ArgumentParser
import FootfallCollector
import FootfallModel
import FootfallPatterns
import FootfallSources
import Foundation

/// Which configuration a command works with.
struct ConfigurationOption: ParsableArguments {
    /// Where it is looked for when nobody names one.
    static let standardPath = "/etc/footfall/footfall.yaml"

    /// The configuration that this user's commands read by default, and `discover` writes: one's own, or root's for all.
    static var ownPath: String {
        if geteuid() == 0 { return standardPath }
        let environment = ProcessInfo.processInfo.environment
        let home = environment["HOME"] ?? NSHomeDirectory()
        let folder = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.config"
        return folder + "/footfall/footfall.yaml"
    }

    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            "The configuration. Without it $FOOTFALL_CONFIG, else $XDG_CONFIG_HOME/footfall/footfall.yaml (not for root), "
                + "else \(standardPath), if they are there; options win over it.",
            valueName: "file"
        ),
        completion: .yaml
    )
    var file: String?

    /// What the option or the environment names.
    var named: String? {
        if let file { return file }
        let variable = ProcessInfo.processInfo.environment["FOOTFALL_CONFIG"] ?? ""
        return variable.isEmpty ? nil : variable
    }

    /// The file to read; `nil` where there is none.
    var path: String? {
        if let named { return named }
        // One that may not be read is there, too: to go on without it would be to do something else.
        return [ConfigurationOption.ownPath, ConfigurationOption.standardPath].first { unsafe access($0, F_OK) == 0 }
    }

    /// The configuration and what is wrong with it; `nil` where there is no file.
    func read() throws -> (configuration: FootfallConfiguration, mistakes: [Diagnostic])? {
        guard let path else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            let code = errno
            let reason =
                code == EACCES ? "may not be read" : unsafe "cannot be read (\(String(cString: strerror(code))))"
            throw Failure(
                "\(path): the configuration \(reason)",
                hint: code == EACCES
                    ? "run as root or a member of its group, or name one of your own with --config" : "check the path"
            )
        }
        let (configuration, mistakes) = ConfigurationLoader.load(String(decoding: data, as: UTF8.self), path: path)
        return (configuration, mistakes)
    }

    /// What could be read of the configuration, for commands that need little of it.
    ///
    /// Who looks into a store need not hear of all that is wrong with its sources.
    func readLeniently() throws -> FootfallConfiguration? {
        guard let (configuration, mistakes) = try read() else { return nil }
        if !mistakes.isEmpty {
            let count = "\(mistakes.count) mistake\(mistakes.count == 1 ? "" : "s")"
            let command = "footfall collect --check --config \(configuration.path)"
            Console.note("warning: \(configuration.path) has \(count); '\(command)' shows them", .warning)
        }
        return configuration
    }

    /// The configuration, and the packs that go with it; fails with every mistake.
    func readStrictly(
        packs: PackOptions
    ) throws -> (configuration: FootfallConfiguration?, patterns: PatternSet) {
        let read = try read()
        let (patterns, packMistakes) = try packs.loadForMatching(folder: read?.configuration.patternFolder)
        let mistakes = (read?.mistakes ?? []) + (read?.configuration.check(with: patterns) ?? [])
        let sorted = mistakes.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        guard packMistakes.isEmpty, mistakes.isEmpty else { throw ConfigurationMistakes(sorted, packMistakes) }
        return (read?.configuration, patterns)
    }
}

/// All that is wrong with configuration and packs.
struct ConfigurationMistakes: Error, CustomStringConvertible {
    let inConfiguration: [Diagnostic]
    let inPacks: [Diagnostic]

    init(_ inConfiguration: [Diagnostic], _ inPacks: [Diagnostic]) {
        self.inConfiguration = inConfiguration
        self.inPacks = inPacks
    }

    /// Each with its place, and how many there are.
    var description: String {
        (inConfiguration + inPacks).map { $0.description + "\n" }.joined() + "error: " + count
    }

    var count: String {
        let counts = [(inConfiguration.count, "the configuration"), (inPacks.count, "the packs")]
            .filter { $0.0 > 0 }.map { "\($0.0) mistake\($0.0 == 1 ? "" : "s") in \($0.1)" }
        return counts.joined(separator: " and ") + "; nothing was read"
    }
}
