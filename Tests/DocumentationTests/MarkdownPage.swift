import FootfallTesting
import Foundation

/// A page of the documentation, and the blocks of code in it.
struct MarkdownPage: Sendable, CustomStringConvertible {
    /// What stands between two fences.
    struct Block: Sendable {
        /// The first word behind the opening fence; a second one names the block for a test.
        var language: String
        /// The number of the line after the opening fence.
        var firstLine: Int
        var lines: [String]
    }

    /// Relative to the repository's root.
    var name: String
    var text: String

    var description: String { name }

    /// The README and everything in `docs/`.
    static let all: [MarkdownPage] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: Program.package + "/docs")) ?? []
        let pages = ["README.md"] + names.filter { $0.hasSuffix(".md") }.sorted().map { "docs/" + $0 }
        return pages.map { name in
            let data = FileManager.default.contents(atPath: Program.package + "/" + name) ?? Data()
            return MarkdownPage(name: name, text: String(decoding: data, as: UTF8.self))
        }
    }()

    /// In their order.
    var blocks: [Block] {
        var found: [Block] = []
        var open: Block?
        for (index, line) in text.components(separatedBy: "\n").enumerated() {
            if line.hasPrefix("```") {
                if let block = open { found.append(block) }
                let language = String(line.dropFirst(3).prefix { $0 != " " })
                open = open == nil ? Block(language: language, firstLine: index + 2, lines: []) : nil
            } else {
                open?.lines.append(line)
            }
        }
        return found
    }

    /// The names by which links reach the headings of a text, as GitHub makes them.
    static func anchors(in text: String) -> Set<String> {
        let headings = text.components(separatedBy: "\n").compactMap { $0.firstMatch(of: /^#+ (.*)$/)?.1 }
        return Set(
            headings.map { heading in
                let kept = heading.lowercased().filter { $0.isLetter || $0.isNumber || "-_ ".contains($0) }
                return kept.replacing(" ", with: "-")
            }
        )
    }

    /// The lines that run `footfall`, whether in a block or between backticks, without what precedes the word.
    var mentions: [String] {
        text.components(separatedBy: "\n").flatMap { line in
            line.matches(of: /(?:^|[^\w\/.-])(footfall [^`|#]+)/).map { String($0.1) }
        }
    }
}

/// A command as a page shows it.
struct ShownCommand: Sendable {
    var line: Int
    var text: String
    /// What the page shows below it; nothing where it shows only the command.
    var output: [String] = []
    var status: Int32 = 0
}

extension MarkdownPage.Block {
    /// The commands of a `console` block.
    ///
    /// `$ echo $?` is none of them: it tells the status of the one before it.
    var commands: [ShownCommand] {
        var found: [ShownCommand] = []
        var isStatus = false
        for (index, line) in lines.enumerated() {
            if isStatus {
                found[found.count - 1].status = Int32(line) ?? -1
                isStatus = false
            } else if line == "$ echo $?", !found.isEmpty {
                isStatus = true
            } else if line.hasPrefix("$ ") {
                found.append(ShownCommand(line: firstLine + index, text: String(line.dropFirst(2))))
            } else if !found.isEmpty {
                found[found.count - 1].output.append(line)
            }
        }
        return found
    }

    /// A file that the reader is to write: a block whose first line is its name as a comment.
    var file: (name: String, text: String)? {
        guard language == "yaml", let first = lines.first, first.hasPrefix("# "), first.hasSuffix(".yaml") else {
            return nil
        }
        return (String(first.dropFirst(2)), lines.dropFirst().joined(separator: "\n") + "\n")
    }
}
