import FootfallTesting
import Foundation
import Testing

@Suite(.fewAtOnce, .temporaryDirectory) struct HelpTests {
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
