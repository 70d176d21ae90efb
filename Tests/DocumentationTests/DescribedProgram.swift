import Foundation

/// A command as the program describes it for other programs.
struct DescribedCommand: Decodable, Sendable {
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
    var abstract: String?
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
struct DescribedProgram: Decodable {
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

    /// All commands, those that only have others below them too.
    var all: [(words: [String], command: DescribedCommand)] {
        func below(_ command: DescribedCommand, _ words: [String]) -> [([String], DescribedCommand)] {
            let own = (command.subcommands ?? []).filter { $0.commandName != "help" }
            return [(words, command)] + own.flatMap { below($0, words + [$0.commandName]) }
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
            if ["--help", "--version", "--generate-completion-script"].contains(word) { continue }
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
