/// ArgumentParser's completion script for bash, mended.
enum BashCompletion {
    private static let adding = "__footfall_add_completions() {\n"

    /// The script; `nil` for every other text.
    static func mended(_ text: String) -> String? {
        guard text.hasPrefix("#!/bin/bash"), text.contains(adding) else { return nil }
        // bash takes everything for a file's name there, and so would write `type\:user_login`.
        let words = "    # Words are no files: bash would put a backslash before their colons.\n"
        let mend = "    [[ \"${1}\" = -W ]] && compopt +o filenames 2>/dev/null\n\n"
        return text.replacing(adding, with: adding + words + mend)
    }
}
