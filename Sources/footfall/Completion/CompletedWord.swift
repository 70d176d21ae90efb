import ArgumentParser

/// The word of a command line that a shell asks completions for.
struct CompletedWord {
    /// All that was written of it so far.
    let text: String
    private let shell: CompletionShell?

    init(_ words: [String], _ index: Int, shell: CompletionShell? = .requesting) {
        self.shell = shell
        // fish's script writes nothing as a pair of quotation marks.
        text = words.indices.contains(index) && words[index] != "''" ? words[index] : ""
    }

    /// Those that continue the word and that every shell takes as they are, in the shell's own form.
    ///
    /// - Parameter candidates: whole words, `text` at their beginning.
    func answer(_ candidates: [String], limit: Int = CompletionValues.limit) -> [String] {
        candidates.lazy.filter { $0.hasPrefix(text) && Self.isHarmless($0) }.prefix(limit).map { word in
            // zsh takes what is behind a colon for a description.
            shell == .zsh ? word.unicodeScalars.map { $0 == ":" ? "\\:" : String($0) }.joined() : word
        }
    }

    /// Whether no shell finds anything in a word that it would act on.
    ///
    /// Whoever signs in chooses the name, and bash's `compgen` expands what it is given to choose from: `$(…)` in a name
    /// would be run by who presses Tab. So only words of letters, digits and a few signs are offered, and others must
    /// be typed, in quotation marks.
    static func isHarmless(_ word: String) -> Bool {
        guard let first = word.unicodeScalars.first, isLetter(first) || "/:_@".unicodeScalars.contains(first) else {
            return false
        }
        return word.unicodeScalars.allSatisfy { isLetter($0) || "/:_@.-+,*".unicodeScalars.contains($0) }
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
        }
        return scalar.properties.isAlphabetic
    }
}
