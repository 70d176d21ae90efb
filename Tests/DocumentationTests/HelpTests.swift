import FootfallTesting
import Foundation
import Testing

/// A command as the program describes it for other programs.
private struct DescribedCommand: Decodable, Sendable {
    struct Argument: Decodable, Sendable {
        struct Name: Decodable, Sendable {
            var kind: String
            var name: String
        }
        var kind: String
        var names: [Name]?
        var shouldDisplay: Bool
    }
    var commandName: String
    /// The subcommand that is meant where none is named.
    var defaultSubcommand: String?
    var discussion: String?
    var arguments: [Argument]?
    var subcommands: [DescribedCommand]?

    /// Its options, as they are typed, and whether a value follows.
    var options: [String: Bool] {
        var found: [String: Bool] = [:]
        for argument in arguments ?? [] where argument.shouldDisplay {
            for name in argument.names ?? [] {
                found[(name.kind == "long" ? "--" : "-") + name.name] = argument.kind == "option"
            }
        }
        return found
    }
}

/// The whole program as it describes itself.
private struct DescribedProgram: Decodable {
    var command: DescribedCommand

    static func read(in sandbox: Sandbox) async throws -> DescribedProgram {
        let described = try await sandbox.run("footfall --experimental-dump-help")
        return try JSONDecoder().decode(
            DescribedProgram.self,
            from: Data(described.lines.joined(separator: "\n").utf8)
        )
    }

    /// Commands that do something, with the words that call them.
    var commands: [(words: [String], command: DescribedCommand)] {
        func below(_ command: DescribedCommand, _ words: [String]) -> [([String], DescribedCommand)] {
            let own = (command.subcommands ?? []).filter { $0.commandName != "help" }
            return own.isEmpty
                ? [(words, command)] : own.flatMap { below($0, words + [$0.commandName]) }
        }
        return below(command, ["footfall"])
    }

    /// What is wrong with a command line that a page or a help text shows; `nil` where nothing is.
    func mistake(in line: String) -> String? {
        var words = Self.words(of: line).dropFirst()
        var command = command
        while let next = command.subcommands?.first(where: { $0.commandName == words.first }) {
            command = next
            words = words.dropFirst()
        }
        if let name = command.defaultSubcommand,
            let meant = command.subcommands?.first(where: { $0.commandName == name })
        {
            command = meant
        }
        if command.commandName == "footfall", let word = words.first, !word.hasPrefix("-") {
            return "no command \(word)"
        }
        while let word = words.popFirst() {
            guard word.hasPrefix("--") else { continue }
            if ["--help", "--version"].contains(word) { continue }
            let name = word.prefix { $0 != "=" }
            guard let takesValue = command.options[String(name)] else {
                return "\(command.commandName) has no option \(word)"
            }
            if takesValue, name.count == word.count, words.popFirst() == nil { return "\(word) lacks its value" }
        }
        return nil
    }

    /// The words of a command line, as far as there are no pipes and comments.
    private static func words(of line: String) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in line {
            if character == quote {
                quote = nil
            } else if quote == nil, character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if quote == nil, character == " " {
                if let done = word { words.append(done) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let word { words.append(word) }
        return words
    }
}

@Suite(.temporaryDirectory) struct HelpTests {
    /// Options of every command, explained once.
    private static let everywhere = ["--help", "--version", "--store", "--config"]

    @Test func `every command and option is documented`() async throws {
        let commands = try await DescribedProgram.read(in: Sandbox()).commands
        #expect(commands.count >= 8)
        for (words, command) in commands {
            let pages = MarkdownPage.all.filter { $0.text.contains(words.joined(separator: " ")) }
            #expect(!pages.isEmpty, "\(words.joined(separator: " ")) is on no page")
            for option in command.options.keys.sorted() where option.hasPrefix("--") {
                let pages = Self.everywhere.contains(option) ? MarkdownPage.all : pages
                let expression = try Regex(option + "(?![a-z-])")
                let isDocumented = try pages.contains { try expression.firstMatch(in: $0.text) != nil }
                #expect(isDocumented, "\(words.joined(separator: " ")) \(option) is on no page that has the command")
            }
        }
    }

    @Test(arguments: MarkdownPage.all)
    func `a page shows only what the program knows`(_ page: MarkdownPage) async throws {
        let program = try await DescribedProgram.read(in: Sandbox())
        for line in page.mentions {
            let mistake = program.mistake(in: line)
            #expect(mistake == nil, "\(page.name): \(line)")
        }
        let known = Set(program.commands.flatMap { $0.command.options.keys })
        for match in page.text.matches(of: /`(--[a-z-]+)/) {
            let isKnown = known.contains(String(match.1))
            #expect(isKnown, "\(page.name): \(match.1)")
        }
    }

    @Test func `the examples of the help texts are right, and those that only ask run`() async throws {
        let sandbox = try Sandbox()
        let program = try await DescribedProgram.read(in: sandbox)
        _ = try await sandbox.run(
            "footfall collect --once --reference-time 2026-11-22T23:59:59Z --timezone UTC samples/logs"
        )
        var examples = 0
        for (words, command) in program.commands + [(["footfall"], program.command)] {
            let lines = (command.discussion ?? "").components(separatedBy: "\n")
            for line in lines {
                guard let match = line.firstMatch(of: /^ *(?:[^|]+\| )?(footfall .*?)(?:   .*)?$/) else { continue }
                let example = String(match.1)
                examples += 1
                let mistake = program.mistake(in: example)
                #expect(mistake == nil, "\(words.joined(separator: " ")) --help: \(example)")
                let asks = ["search", "report", "patterns list", "patterns explain", "events"]
                guard asks.contains(where: { example.hasPrefix("footfall " + $0) }) else { continue }
                let result = try await sandbox.run(example)
                #expect(result.status == 0, "\(example)\n\(result.lines.joined(separator: "\n"))")
            }
        }
        #expect(examples >= 15)
    }

    @Test func `the changelog begins with the program's version`() async throws {
        let lines = try await Sandbox().run("footfall --version").lines
        let first = try #require(lines.first)
        let form = /footfall ([0-9.]+) \((?:[0-9a-f]{12}(?:-dirty)?|unknown)\)/
        let version = try #require(try form.wholeMatch(in: first), "\(first)").1
        let changelog = try String(contentsOfFile: Program.package + "/CHANGELOG.md", encoding: .utf8)
        let heading = changelog.components(separatedBy: "\n").first {
            $0.hasPrefix("## ") && !$0.hasPrefix("## Unreleased")
        }
        #expect(heading?.hasPrefix("## \(version) ") == true)
    }

    @Test func `the version tells how the program was built and what it runs with`() async throws {
        let lines = try await Sandbox().run("footfall --version").lines
        try #require(lines.count == 3)
        let built = try /(debug|release) build by Swift [0-9.]+ for [a-z0-9_]+-[a-z0-9_-]+/.wholeMatch(in: lines[1])
        #expect(built != nil, "\(lines[1])")
        #expect(try /with SQLite 3\.[0-9.]+ and PCRE2 10\.[0-9]+/.wholeMatch(in: lines[2]) != nil, "\(lines[2])")
    }
}
