import ArgumentParser
import FootfallModel
import FootfallQuery
import FootfallReports
import Foundation

// What the shells offer after Tab.
extension CompletionKind {
    static var file: CompletionKind { .file() }
    static var yaml: CompletionKind { .file(extensions: ["yaml", "yml"]) }
    static var times: CompletionKind { .list(CompletionValues.times) }
    static var starts: CompletionKind { .list(["all", "now", "24h", "7d"]) }
    static var fields: CompletionKind { .list(Field.allCases.map(\.rawValue)) }

    /// One of the store's values, or several with commas between them.
    static func values(of field: Field) -> CompletionKind {
        .custom { words, index, _ in
            let word = CompletedWord(words, index)
            let (before, last) = word.text.behindComma
            return word.answer(CompletionValues(words).values(of: field, beginning: last).map { before + $0 })
        }
    }

    /// A word of a query: a field, a field's value, or the name of a search.
    static var query: CompletionKind {
        .custom { words, index, _ in
            let word = CompletedWord(words, index)
            return word.answer(QueryCompletion(word.text, CompletionValues(words)).candidates)
        }
    }

    /// A report's sections, with commas between them.
    static var sections: CompletionKind {
        .custom { words, index, _ in
            let word = CompletedWord(words, index)
            let sections: [any ReportSection.Type]
            switch words.dropFirst(2).first {
            case "user": sections = Report.userSections
            case "address": sections = Report.addressSections
            default: sections = Report.daySections
            }
            return word.answer(sections.map { word.text.behindComma.before + $0.name })
        }
    }

    static var packs: CompletionKind {
        .custom { words, index, _ in CompletedWord(words, index).answer(CompletionValues(words).packs, limit: 500) }
    }

    /// `pack/*`, as `--enable` takes it.
    static var packPatterns: CompletionKind {
        .custom { words, index, _ in
            CompletedWord(words, index).answer(CompletionValues(words).packs.map { $0 + "/*" }, limit: 500)
        }
    }

    static var zones: CompletionKind {
        .custom { words, index, _ in
            CompletedWord(words, index).answer(["UTC"] + TimeZone.knownTimeZoneIdentifiers, limit: 500)
        }
    }
}

extension String {
    /// What stands up to the last comma, with it, and what comes behind.
    var behindComma: (before: String, last: String) {
        guard let comma = lastIndex(of: ",") else { return ("", self) }
        return (String(self[...comma]), String(self[index(after: comma)...]))
    }
}

/// What a word of a query may become.
struct QueryCompletion {
    let candidates: [String]

    private static let bounds = ["since", "until", "evidence"]

    init(_ word: String, _ values: CompletionValues) {
        if word.hasPrefix("@") {
            candidates = values.searches.map { "@" + $0 }
        } else if let colon = word.firstIndex(of: ":") {
            let begun = String(word[...colon])
            let (before, last) = String(word[word.index(after: colon)...]).behindComma
            candidates = Self.values(word[..<colon].lowercased(), last, values).map { begun + before + $0 }
        } else {
            let names = (Field.allCases.map(\.rawValue) + Self.bounds).filter { $0.hasPrefix(word) }
            // Alone, a field would get a blank behind its colon; its values begin alike, and end that.
            let shown = names.count == 1 ? Self.values(names[0], "", values).map { names[0] + ":" + $0 } : []
            candidates = shown.count > 1 ? shown : names.map { $0 + ":" }
        }
    }

    private static func values(_ name: String, _ text: String, _ values: CompletionValues) -> [String] {
        switch name {
        // A minus before a time is left out: it means the same without.
        case "since", "until": CompletionValues.times
        case "evidence": ["yes", "no", "only"]
        default: Field(rawValue: name).map { values.values(of: $0, beginning: text) } ?? []
        }
    }
}
