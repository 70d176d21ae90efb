import FootfallTesting
import Foundation
import Testing

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

    @Test func `the changelog begins with the program's version`() async throws {
        let version = try await Sandbox().run("footfall --version").lines
        let changelog = try String(contentsOfFile: Program.package + "/CHANGELOG.md", encoding: .utf8)
        let heading = changelog.components(separatedBy: "\n").first {
            $0.hasPrefix("## ") && !$0.hasPrefix("## Unreleased")
        }
        #expect(version.count == 1)
        #expect(heading?.hasPrefix("## " + (version.first ?? "?")) == true)
    }
}
