import FootfallTesting
import Foundation
import Testing

@Suite(.fewAtOnce, .temporaryDirectory) struct PageTests {
    @Test(.timeLimit(.minutes(60)), arguments: MarkdownPage.all)
    func `the commands of a page do what it shows`(_ page: MarkdownPage) async throws {
        let sandbox = try Sandbox()
        for block in page.blocks {
            if let file = block.file { try sandbox.write(file.text, to: file.name) }
            // What `make demo` prints has a test of its own.
            guard block.language == "console", block.lines.first != "$ make demo" else { continue }
            // Each command has a shell of its own, and what a block exports holds for the rest of it.
            var exports = ""
            for command in block.commands {
                let place = "\(page.name):\(command.line): \(command.text)"
                if command.text.hasPrefix("export ") { exports += command.text + "\n" }
                let result = try await sandbox.run(exports + command.text)
                let printed = result.lines.joined(separator: "\n")
                #expect(result.status == command.status, "\(place)\n\(printed)")
                if !command.output.isEmpty {
                    let isAsShown = ShownOutput(command.output).agrees(with: result.lines)
                    #expect(isAsShown, "\(place) prints:\n\(printed)")
                }
            }
        }
    }

    @Test func `make demo prints what the README shows`() async throws {
        let sandbox = try Sandbox()
        let readme = try #require(MarkdownPage.all.first)
        let shown = try #require(readme.blocks.first { $0.lines.first == "$ make demo" })
        let script = Program.package + "/scripts/demo"
        let result = try await sandbox.run("'\(script)' '\(Program.builtProducts)/footfall' '\(sandbox.folder.path)'")
        let lines = result.lines.map {
            $0.replacing(sandbox.folder.path, with: ".build/demo")
                .replacing(Program.builtProducts, with: ".build/release")
        }
        #expect(result.status == 0)
        // Its lines with `$` are output too.
        let isAsShown = ShownOutput(Array(shown.lines.dropFirst())).agrees(with: lines)
        #expect(isAsShown, "README.md:\(shown.firstLine): make demo prints:\n\(lines.joined(separator: "\n"))")
    }

    @Test(arguments: MarkdownPage.all)
    func `a page's links lead somewhere`(_ page: MarkdownPage) throws {
        let folder = URL(filePath: Program.package).appending(path: page.name).deletingLastPathComponent()
        for match in page.text.matches(of: /\]\(([^)#]*)(?:#([^)]*))?\)/) where !match.1.hasPrefix("http") {
            let path = folder.appending(path: String(match.1)).standardizedFileURL.path
            let target = match.1.isEmpty ? page.text : try? String(contentsOfFile: path, encoding: .utf8)
            #expect(target != nil || FileManager.default.fileExists(atPath: path), "\(page.name): \(match.1)")
            guard let anchor = match.2, let target else { continue }
            let isThere = MarkdownPage.anchors(in: target).contains(String(anchor))
            #expect(isThere, "\(page.name): \(match.1)#\(anchor)")
        }
    }

    @Test(
        arguments: [
            (["a", "b"], ["a", "b"], true), (["a", "b"], ["a", "c"], false), (["a"], ["a", "b"], false),
            (["a", "…", "d"], ["a", "b", "c", "d"], true), (["a", "…"], ["a"], true),
            (["…", "c"], ["a", "b"], false), (["a", "…", "c", "…", "e"], ["a", "b", "c", "d", "e"], true),
            (["a", "…", "x", "…", "e"], ["a", "b", "c", "d", "e"], false), (["a", "…", "a"], ["a"], false),
            (["kept (0.02 s)"], ["kept (13 s)  "], true), (["a", ""], ["a"], true),
            (["kept (0.02 s)"], ["kept (13.10 s, 1.20 s of them for the word index)"], true),
        ] as [([String], [String], Bool)]
    )
    func `a line of an ellipsis stands for lines left out`(_ shown: [String], _ printed: [String], agrees: Bool) {
        #expect(ShownOutput(shown).agrees(with: printed) == agrees)
    }
}
