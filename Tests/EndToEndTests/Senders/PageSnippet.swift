import FootfallTesting
import Foundation
import Testing

/// What a page of the documentation shows for copying.
enum PageSnippet {
    /// The text of the block whose fence names it: "```conf rsyslog-tcp" is `rsyslog-tcp`.
    static func named(_ name: String, in page: String = "docs/receiving.md") throws -> String {
        let text = try String(contentsOfFile: Program.package + "/" + page, encoding: .utf8)
        var lines: [String]?
        for line in text.components(separatedBy: "\n") {
            if let found = lines {
                if line == "```" { return found.joined(separator: "\n") + "\n" }
                lines = found + [line]
            } else if line.hasPrefix("```"), line.hasSuffix(" " + name) {
                lines = []
            }
        }
        throw Missing(description: "\(page) has no block \(name)")
    }

    /// The lines that a page gives to `footfall parse`, as devices and Windows send them.
    static func parsedLines(in page: String = "docs/receiving.md") throws -> [String] {
        let text = try String(contentsOfFile: Program.package + "/" + page, encoding: .utf8)
        return text.matches(of: /\$ echo '([^\n]*)' \| footfall parse/).map { String($0.1) }
    }

    private struct Missing: Error, CustomStringConvertible {
        var description: String
    }
}

extension String {
    /// With other ports and paths in place of the page's; each of those must be there.
    func adapted(_ replacements: KeyValuePairs<String, String>) -> String {
        replacements.reduce(self) { text, pair in
            #expect(text.contains(pair.key), "the page no longer says \(pair.key)")
            return text.replacing(pair.key, with: pair.value)
        }
    }
}
