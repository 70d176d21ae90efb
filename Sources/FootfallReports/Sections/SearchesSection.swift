internal import FootfallModel
internal import FootfallQuery
internal import FootfallStore

/// A query that has a name in the configuration.
package struct NamedSearch: Sendable, Hashable {
    package var name: String
    /// As it is written.
    package var query: String

    package init(name: String, query: String) {
        self.name = name
        self.query = query
    }
}

/// How often what saved searches ask for happened.
package struct SearchesSection: ReportSection {
    package static let name = "searches"
    package var title: String { "Saved searches" }

    private struct Row: Sendable {
        var search: NamedSearch
        var figure: Figure
        /// The day before's; `nil` where the report is about several days.
        var before: Int64?
        /// Why it cannot be answered.
        var mistake: String?
    }

    private let rows: [Row]

    /// - Parameter types: those of the catalogue; what never happened can be asked for, too.
    init(
        _ searches: [NamedSearch],
        of store: EventStore,
        _ period: ReportPeriod,
        types: [String],
        now: Instant
    ) throws {
        let vocabulary = QueryVocabulary(types: try types + store.typesInUse())
        rows = try searches.map { search in
            var row = Row(search: search, figure: Figure(0))
            let query: EventQuery
            do throws(Diagnostic) {
                query = try QueryParser.parse(search.query, now: now, zone: period.zone, vocabulary: vocabulary)
            } catch {
                row.mistake = error.reason
                return row
            }
            // A search with bounds of its own cannot be written with the report's beside them.
            let isBounded = query.since != nil || query.until != nil
            let text = isBounded ? nil : SearchText.all([QueryText.part(search.query)], period)
            row.figure = Figure(try SearchesSection.count(query, of: store, period), text)
            if period.isOneDay {
                let before = period.day(period.firstDay.dayNumber - 1)
                row.before = try SearchesSection.count(query, of: store, before)
            }
            return row
        }
    }

    private static func count(_ query: EventQuery, of store: EventStore, _ period: ReportPeriod) throws -> Int64 {
        var query = query
        query.since = max(query.since ?? period.start, period.start)
        query.until = min(query.until ?? period.end, period.end)
        return try store.count(query)
    }

    package func blocks(limit: Int) -> [ReportBlock] {
        guard !rows.isEmpty else { return [] }
        let cells = rows.prefix(limit).map { row -> [ReportTable.Cell] in
            let name = ReportTable.Cell("@" + row.search.name)
            if let mistake = row.mistake { return [name, .init(""), .init(""), .init(mistake)] }
            // Nothing found is an answer, too.
            let times = ReportTable.Cell(row.figure.count.grouped, search: row.figure.search)
            return [name, times, .init(row.before.map(\.grouped) ?? ""), .init(row.search.query)]
        }
        let columns: [ReportTable.Column] = [
            .init("search", .name), .init("times", .number), .init("day before", .number, isHiddenWhenEmpty: true),
            .init("asks for", .text),
        ]
        return [.table(ReportTable(title, columns, Array(cells)))]
    }

    package func json(limit: Int) -> JSONValue {
        .object([
            (
                "searches",
                .list(
                    rows.prefix(limit).map { row in
                        var members: [(String, JSONValue)] = [
                            ("name", .text(row.search.name)), ("query", .text(row.search.query)),
                        ]
                        if let mistake = row.mistake {
                            members.append(("mistake", .text(mistake)))
                        } else {
                            members.append(("times", row.figure.json))
                            if let before = row.before { members.append(("day_before", .number(before))) }
                        }
                        return .object(members)
                    }
                )
            ),
            ("more", .number(Int64(rows.dropFirst(limit).count))),
        ])
    }
}
