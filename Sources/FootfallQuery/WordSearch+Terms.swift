/// A word that an index over words can look up.
package struct WordTerm: Sendable, Hashable {
    /// In lower case, of letters, digits and characters beyond ASCII.
    package var text: String
    /// Words that begin so are meant too.
    package var goesOn: Bool
}

extension WordSearch {
    /// Longer words are not looked up: an index may keep only their beginnings.
    private static let longestTerm = 1000

    /// The words that every message has in which this is found; none where only a look at the messages tells.
    package var terms: [WordTerm] {
        var found: [WordTerm] = []
        var start = 0
        while start < needle.count {
            guard WordSearch.isWord(needle[start]) else {
                start += 1
                continue
            }
            var end = start
            while end < needle.count, WordSearch.isWord(needle[end]) { end += 1 }
            // Its beginning is not known.
            let isPiece = start == 0 && beginsAnywhere
            if !isPiece, end - start <= WordSearch.longestTerm {
                let goesOn = end == needle.count && endsAnywhere
                let term = WordTerm(text: String(decoding: needle[start..<end], as: UTF8.self), goesOn: goesOn)
                if !found.contains(term) { found.append(term) }
            }
            start = end
        }
        return found
    }
}
