import FootfallCollector
import FootfallModel
import FootfallPatterns
import FootfallQuery
import FootfallReports
import FootfallStore

// What a search asks for: words, options and saved searches, all of which must be true.
extension Search {
    /// The name in `@NAME`; `nil` for every other word.
    private static func savedName(_ word: String) -> String? {
        guard word.hasPrefix("@"), word.utf8.count > 1 else { return nil }
        let name = word.dropFirst()
        return name.utf8.allSatisfy(SavedSearch.isOfName) ? String(name) : nil
    }

    /// The saved searches that are asked for.
    var savedNames: [String] { words.compactMap(Search.savedName) }

    /// The searches that the configuration names, one a row.
    func list(_ searches: [SavedSearch]) {
        let rows = searches.map { ["@" + $0.name, $0.query, $0.watch?.rule ?? ""] }
        guard !rows.isEmpty else {
            return Console.note(
                "no search is saved; the configuration names them under 'searches'\n"
                    + "  hint: write into it, for example, searches: {refused: 'outcome:failure'}"
            )
        }
        let columns = [
            TextTable.Column("NAME", minimum: 10, priority: 100),
            TextTable.Column("QUERY", overflow: .wrap, minimum: 20, priority: 50),
            TextTable.Column("WATCHED FOR", overflow: .wrap, minimum: 20, priority: 40, isHiddenWhenEmpty: true),
        ]
        let table = TextTable(columns: columns, sample: rows, style: Console.style)
        Console.out(table.header)
        for row in rows { table.lines(row).forEach { Console.out($0) } }
    }

    func question(of store: EventStore, _ file: FootfallConfiguration?) throws -> EventQuery {
        let now = Clock.now
        let zone = store.zone
        let types = try Catalogue.shipped.types.map(\.slug) + store.typesInUse()
        let vocabulary = QueryVocabulary(types: types)
        let text = words.filter { Search.savedName($0) == nil }.joined(separator: " ")
        var question = try QueryParser.parse(text, now: now, zone: zone, vocabulary: vocabulary)
        if let since {
            let time = try TimeExpression.parse(since, now: now, zone: zone, name: "--since")
            question.since = max(time.start, question.since ?? time.start)
        }
        if let until {
            let time = try TimeExpression.parse(until, now: now, zone: zone, name: "--until")
            question.until = min(time.end, question.until ?? time.end)
        }
        if let start = question.since, let end = question.until, start >= end {
            throw Failure(
                usage: "\(until == nil ? "until:" : "--until") is not after \(since == nil ? "since:" : "--since"), "
                    + "so nothing can be found",
                hint: "the first takes the beginning of a day, the other its end"
            )
        }
        var conditions: [Condition] = question.condition == .everything ? [] : [question.condition]
        let options: [(Field, String, [String])] = [
            (.type, "--type", type), (.user, "--user", user), (.app, "--app", app), (.ip, "--ip", ip),
            (.host, "--host", host), (.outcome, "--outcome", outcome),
        ]
        for (field, name, values) in options where !values.isEmpty {
            let joined = values.joined(separator: ",")
            conditions.append(try QueryParser.condition(field, values: joined, option: name, vocabulary: vocabulary))
        }
        question.condition = conditions.count == 1 ? conditions[0] : conditions.isEmpty ? .everything : .and(conditions)
        return try savedNames.reduce(question) { question, name in
            guard let file else {
                throw Failure(
                    usage: "@\(name) is a search that a configuration names, and there is none",
                    hint: "name one with --config FILE; to find the text, put it in quotation marks: '\"@\(name)\"'"
                )
            }
            let saved = try file.search(named: name)
            return try file.question(of: saved, now: now, zone: zone, types: types).narrowed(by: question)
        }
    }
}
