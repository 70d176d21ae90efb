import Foundation

/// Writes text files as Swift, so that the program carries them wherever it is copied.
///
/// `EmbedFiles patterns OUTPUT FILE…` for packs, `EmbedFiles assets OUTPUT FILE…` for all others; called by the build
/// plug-in.
@main
struct EmbedFiles {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count >= 2, ["patterns", "assets"].contains(arguments[0]) else {
            FileHandle.standardError.write(Data("usage: EmbedFiles patterns|assets OUTPUT FILE…\n".utf8))
            exit(64)
        }
        var files: [(name: String, text: String)] = []
        for path in arguments.dropFirst(2).sorted() {
            let content = try String(contentsOfFile: path, encoding: .utf8)
            files.append((URL(fileURLWithPath: path).lastPathComponent, content))
        }
        let text = arguments[0] == "patterns" ? patterns(files) : assets(files)
        // Unchanged text keeps its file, so that what is built from it is not built again.
        if let old = try? String(contentsOfFile: arguments[1], encoding: .utf8), old == text { return }
        try text.write(toFile: arguments[1], atomically: true, encoding: .utf8)
    }

    private static func patterns(_ files: [(name: String, text: String)]) -> String {
        var text = """
            // Made from Patterns/ by EmbedFiles at every build; not to be edited.

            /// The shipped files of `Patterns/` by name.
            package enum ShippedPatterns {
                package static let files: [(name: String, text: String)] = [

            """
        for file in files { text += literal(file.name, file.text) }
        text += """
                ]

                /// The same without their examples: all that matching needs, in a third of the time.
                package static let filesWithoutExamples: [(name: String, text: String)] = [

            """
        for file in files { text += literal(file.name, withoutExamples(file.text)) }
        return text + "    ]\n}\n"
    }

    private static func assets(_ files: [(name: String, text: String)]) -> String {
        var text = """
            // Made by EmbedFiles at every build; not to be edited.

            /// The files that this target carries, by name.
            enum EmbeddedAssets {
                static let files: [(name: String, text: String)] = [

            """
        for file in files { text += literal(file.name, file.text) }
        return text + "    ]\n}\n"
    }

    private static func literal(_ name: String, _ content: String) -> String {
        let fence = fence(for: content)
        var text = "        (\"\(name)\", \(fence)\"\"\"\n"
        for line in content.split(separator: "\n", omittingEmptySubsequences: false) {
            text += line.isEmpty ? "\n" : "        \(line)\n"
        }
        return text + "        \"\"\"\(fence)),\n"
    }

    /// A pack without what stands under `examples` and `not`, and without comments on lines of their own.
    ///
    /// It goes by indentation alone: what is written in another way stays, which costs time and nothing else.
    static func withoutExamples(_ pack: String) -> String {
        // A rule in braces over several lines is not taken apart.
        let lines = pack.split(separator: "\n").map { $0.drop { $0 == " " } }
        if lines.contains(where: { $0.hasPrefix("- {") && !$0.hasSuffix("}") }) { return pack }
        var kept: [Substring] = []
        // Of the key that is being left out.
        var indentation: Int?
        for line in pack.split(separator: "\n", omittingEmptySubsequences: false) {
            let rest = line.drop { $0 == " " }
            if rest.isEmpty || rest.first == "#" { continue }
            let depth = line.count - rest.count
            if let key = indentation {
                if depth > key || depth == key && rest.hasPrefix("- ") { continue }
                indentation = nil
            }
            if depth > 0, rest.hasPrefix("examples:") || rest.hasPrefix("not:") {
                indentation = depth
                continue
            }
            kept.append(line)
        }
        return kept.joined(separator: "\n") + "\n"
    }

    /// Enough number signs that nothing in the content ends the literal or escapes from it.
    static func fence(for content: String) -> String {
        var fence = "##"
        while content.contains("\"\"\"" + fence) || content.contains("\\" + fence) { fence += "#" }
        return fence
    }
}
