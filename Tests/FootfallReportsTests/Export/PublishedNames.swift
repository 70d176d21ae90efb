import FootfallTesting
import Foundation

/// The lines of a file in `Tests/Published`, by their first word: the words behind it.
struct PublishedNames {
    private let lines: [(kind: String, words: [String])]

    init(_ name: String) throws {
        let text = try String(contentsOfFile: Program.package + "/Tests/Published/" + name, encoding: .utf8)
        lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let words = line.split(separator: " ").map(String.init)
            return (words[0], Array(words.dropFirst()))
        }
    }

    func all(_ kind: String) -> [[String]] { lines.filter { $0.kind == kind }.map(\.words) }

    /// The words of the lines that begin with `first` and another word, without these.
    func words(_ kind: String, _ first: String? = nil) -> [String] {
        all(kind).flatMap { words in
            guard let first else { return words }
            return words.first == first ? Array(words.dropFirst()) : []
        }
    }
}

/// An attribute as a list has it: its name, and whether it must be there.
struct PublishedAttributes {
    var names: Set<String>
    var required: Set<String>

    init(_ words: [String]) {
        required = Set(words.filter { $0.hasSuffix("!") }.map { String($0.dropLast()) })
        names = Set(words.map { $0.hasSuffix("!") ? String($0.dropLast()) : $0 })
    }

    /// What is wrong with an object's members.
    func mistakes(in object: [String: Any], _ what: String) -> [String] {
        object.keys.filter { !names.contains($0) }.map { "\(what) has no \($0)" }
            + required.filter { object[$0] == nil }.map { "\(what) lacks \($0)" }
    }
}
