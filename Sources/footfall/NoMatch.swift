import FootfallModel
import FootfallQuery

/// Why a search may have found nothing: words that look like what they are not.
enum NoMatch {
    /// - Parameters:
    ///   - words: the query's.
    ///   - types: what `--type` named.
    ///   - known: the types there are.
    static func hint(_ words: [String], types: [String], known: [String]) -> String? {
        let names = Field.allCases.map(\.rawValue) + ["since", "until"]
        let words = words.flatMap { $0.split(separator: " ").map(String.init) }
        for (word, next) in zip(words, words.dropFirst()) where names.contains(word.lowercased()) {
            if !next.contains(":") { return "`\(word)` was looked for as a word; did you mean `\(word):\(next)`?" }
        }
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2, names.contains(parts[0].lowercased()) {
                return "this was looked for as a word; did you mean `\(parts[0]):\(parts[1])`?"
            }
        }
        let named = words.filter { $0.lowercased().hasPrefix("type:") }.map { String($0.dropFirst(5)) } + types
        for type in named.flatMap({ $0.split(separator: ",").map(String.init) }) where !type.contains("*") {
            func folded(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }
            guard !known.contains(where: { folded($0) == folded(type) }) else { continue }
            let near = Set(known.filter { folded($0).contains(folded(type)) }).sorted().prefix(3).map { "`\($0)`" }
            let meant = near.isEmpty ? "" : "; did you mean \(near.joined(separator: " or "))?"
            return "no event has the type `\(type)`\(meant)\(near.isEmpty ? "; `footfall events` lists them" : "")"
        }
        return nil
    }
}
