import Foundation

/// Writes the files of `Patterns/` as Swift text, so that the program carries its packs wherever it is copied.
///
/// `EmbedPatterns OUTPUT FILE…`, called by the build plug-in.
@main
struct EmbedPatterns {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let output = arguments.first else {
            FileHandle.standardError.write(Data("usage: EmbedPatterns OUTPUT FILE…\n".utf8))
            exit(64)
        }
        var text = """
            // Made from Patterns/ by EmbedPatterns at every build; not to be edited.

            /// The shipped files of `Patterns/` by name.
            package enum ShippedPatterns {
                package static let files: [(name: String, text: String)] = [

            """
        for path in arguments.dropFirst().sorted() {
            let content = try String(contentsOfFile: path, encoding: .utf8)
            let name = URL(fileURLWithPath: path).lastPathComponent
            let fence = fence(for: content)
            text += "        (\"\(name)\", \(fence)\"\"\"\n"
            for line in content.split(separator: "\n", omittingEmptySubsequences: false) {
                text += line.isEmpty ? "\n" : "        \(line)\n"
            }
            text += "        \"\"\"\(fence)),\n"
        }
        text += "    ]\n}\n"
        // Unchanged text keeps its file, so that what is built from it is not built again.
        if let old = try? String(contentsOfFile: output, encoding: .utf8), old == text { return }
        try text.write(toFile: output, atomically: true, encoding: .utf8)
    }

    /// Enough number signs that nothing in the content ends the literal or escapes from it.
    static func fence(for content: String) -> String {
        var fence = "##"
        while content.contains("\"\"\"" + fence) || content.contains("\\" + fence) { fence += "#" }
        return fence
    }
}
