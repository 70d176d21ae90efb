package import FootfallModel
package import FootfallPatterns
package import FootfallQuery
internal import FootfallYAML

/// A query that has a name: an entry of `searches`.
package struct SavedSearch: Sendable {
    package var name: String
    var text: SourceText
    /// How it is watched; `nil` where it is not.
    package var watch: WatchSettings?

    /// As it is written.
    package var query: String { text.text }

    /// Whether a byte may stand in a name.
    package static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension FootfallConfiguration {
    /// The search of a name.
    ///
    /// - Throws: where there is none, with the nearest that there is.
    package func search(named name: String) throws(Diagnostic) -> SavedSearch {
        if let found = searches.first(where: { $0.name == name }) { return found }
        let names = searches.map(\.name)
        let all =
            names.isEmpty
            ? "\(path) has none; write it under 'searches'" : "there are @" + names.joined(separator: ", @")
        throw Diagnostic(
            "there is no saved search `\(name)`",
            file: "query",
            line: 1,
            column: 2,
            hint: Suggestion.nearest(to: name, among: names).map { "did you mean `@\($0)`?" } ?? all,
            excerpt: "@" + name
        )
    }

    /// What a saved search asks for; a mistake in it is told with its place in the file.
    package func question(
        of search: SavedSearch,
        now: Instant,
        zone: ZoneOffsets,
        types: [String]
    ) throws(Diagnostic) -> EventQuery {
        do throws(Diagnostic) {
            let vocabulary = QueryVocabulary(types: types)
            return try QueryParser.parse(search.query, now: now, zone: zone, vocabulary: vocabulary)
        } catch {
            // Places within a query count characters, those of a file bytes.
            let offset = search.query.prefix(max(0, error.column - 1)).utf8.count
            throw file.diagnostic(
                "search \(search.name): " + error.reason,
                at: file.place(of: offset, in: search.text),
                hint: error.hint
            )
        }
    }

    /// The searches that are watched.
    ///
    /// - Precondition: `check(with:)` found no mistake.
    package func watches(with patterns: PatternSet) -> [Watch] {
        let types = patterns.catalogue.types.map(\.slug)
        return searches.compactMap { search in
            guard let settings = search.watch,
                let question = try? question(of: search, now: .now, zone: zone ?? .utc, types: types)
            else { return nil }
            return Watch(name: search.name, query: search.query, question: question, settings: settings)
        }
    }

    /// What is wrong with the queries of saved searches.
    func checkQueries(with catalogue: Catalogue) -> [Diagnostic] {
        let types = catalogue.types.map(\.slug)
        return searches.compactMap { search in
            do throws(Diagnostic) {
                let question = try question(of: search, now: .now, zone: zone ?? .utc, types: types)
                guard search.watch != nil, question.since != nil || question.until != nil else { return nil }
                return file.diagnostic(
                    "search \(search.name): what is watched cannot have a since: or until:",
                    at: search.text.place,
                    hint: "'within' of its watch says over how long events are counted"
                )
            } catch {
                return error
            }
        }
    }
}
