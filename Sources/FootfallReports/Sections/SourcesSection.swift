internal import FootfallModel
internal import FootfallStore

/// What was read, what became of it, and what is missing.
package struct SourcesSection: ReportSection {
    /// What became of the records of one source.
    package struct Account: Sendable, Hashable {
        var source: String
        var counts: [String: Int64]

        func count(_ tallies: Tally...) -> Int64 { tallies.reduce(0) { $0 + (counts[$1.name] ?? 0) } }

        /// Records read of which nothing else is known: 0 where the sum closes.
        var unaccounted: Int64 { count(.records) - Tally.fates.reduce(0) { $0 + count($1) } }
    }

    package struct Shape: Sendable, Hashable {
        var app: String
        var text: String
        var count: Int64
    }

    package static let name = "sources"
    package static let usualLimit = 20
    package var title: String { "Sources" }
    /// Shapes of what nothing recognised that are shown beside the sources.
    private static let mostShapes = 5

    /// By name.
    let accounts: [Account]
    /// Sources that had records on most of the days before, and none on this.
    let silent: [String]
    let drops: [RecognitionDrop]
    /// In words, what retention has dropped of the time; `nil` where nothing is gone.
    private let dropped: String?
    /// What nothing recognised of the days' records and later, commonest first.
    private let shapes: [Shape]
    /// Paths below it are shown as seen from there.
    private let folder: String?

    init(_ facts: ReportFacts, folder: String?) throws {
        let days = facts.period.days
        let past: Int64 = 28
        let all = try facts.store.accountingByDay(days: days.lowerBound - past..<days.upperBound)
        accounts = all.keys.sorted().compactMap { source in
            var counts: [String: Int64] = [:]
            for (day, own) in all[source] ?? [:] where days.contains(day) { counts.merge(own) { $0 + $1 } }
            return counts.values.contains { $0 != 0 } ? Account(source: source, counts: counts) : nil
        }
        if days.count == 1 {
            drops = try RecognitionDrop.all(in: facts.store, on: days.lowerBound)
            silent = all.keys.sorted().filter { source in
                facts.isOver && SourcesSection.isSilent(all[source] ?? [:], days.lowerBound)
            }
        } else {
            drops = []
            silent = []
        }
        shapes = try facts.store.unrecognised()
            .filter { $0.lastTime >= facts.period.start && !$0.shape.isEmpty }
            .map { Shape(app: $0.app, text: $0.shape, count: $0.count) }
        // Of several days the first may be the one that retention has come to, as in every report over a whole store.
        let whole = facts.period.isOneDay ? facts.period.start : facts.period.day(days.lowerBound + 1).start
        dropped = try facts.store.dropped(since: whole, until: facts.period.end).map { dropped in
            func day(_ time: Instant) -> CivilDate {
                CivilDate(dayNumber: facts.period.zone.day(atUTC: time.seconds))
            }
            let (first, last) = (day(dropped.first), day(dropped.last))
            return "retention dropped \(Listing.count(dropped.count, "event")) of \(first)"
                + (first == last ? "" : " to \(last)") + ": those of this time among them are missing here"
        }
        self.folder = folder
    }

    /// Whether a source that had records on each of the three days before, and on most of the week, has none.
    private static func isSilent(_ days: [Int64: [String: Int64]], _ day: Int64) -> Bool {
        func has(_ day: Int64) -> Bool { days[day]?[Tally.records.name] ?? 0 > 0 }
        return !has(day) && (1...3).allSatisfy { has(day - $0) } && (1...7).count { has(day - $0) } >= 5
    }

    /// Why the report may lack something, the worst first.
    var gaps: [String] {
        var gaps = drops.map {
            $0.sentence(source: shown($0.source)) + ". 'footfall patterns coverage' shows what is missed."
        }
        if let dropped { gaps.append(dropped) }
        gaps += silent.map { "\(shown($0)): nothing came, where something did on the days before" }
        for account in accounts {
            let source = shown(account.source)
            let losses: [(Tally, String)] = [
                (.kernelDrops, "datagrams were lost before they could be read"),
                (.notCommitted, "lines were received and could not be stored"),
                (.refusedConnections, "connections were refused"),
            ]
            for (tally, words) in losses where account.count(tally) != 0 {
                gaps.append("\(source): \(account.count(tally).grouped) \(words)")
            }
            if account.unaccounted != 0 {
                let what = account.unaccounted > 0 ? "read and not accounted for" : "accounted for and never read"
                let number = account.unaccounted.magnitude.grouped
                gaps.append("\(source): the sum does not close: \(number) records \(what)")
            }
        }
        return gaps
    }

    private func shown(_ source: String) -> String {
        guard let folder, folder != "/", source.hasPrefix(folder + "/") else { return source }
        return String(source.dropFirst(folder.count + 1))
    }

    /// All sources together.
    private var sum: Account {
        var sum = Account(source: "All", counts: [:])
        for account in accounts { sum.counts.merge(account.counts) { $0 + $1 } }
        return sum
    }

    package func blocks(limit: Int) -> [ReportBlock] {
        guard !accounts.isEmpty else { return [.sentence("Nothing was read from any source.")] }
        var rows = accounts.prefix(limit).map { row($0, shown($0.source)) }
        if accounts.count > limit { rows.append([.init("and \((accounts.count - limit).grouped) more")]) }
        if accounts.count > 1 { rows.append(row(sum, "All")) }
        let columns: [ReportTable.Column] =
            [.init("source", .name)] + ["read", "recognised", "not recognised"].map { .init($0, .number) }
            + ["evidence", "remembered", "waiting", "switched off", "skipped"].map {
                .init($0, .number, isHiddenWhenEmpty: true)
            }
        var blocks: [ReportBlock] = [.table(ReportTable("Records read", columns, rows)), .sentence(closing(sum))]
        if !shapes.isEmpty {
            let rows = shapes.prefix(SourcesSection.mostShapes).map { shape -> [ReportTable.Cell] in
                [.init(shape.app), .init(shape.text), .init(shape.count.grouped)]
            }
            let columns: [ReportTable.Column] = [
                .init("app", .name), .init("shape", .text), .init("so far", .number),
            ]
            blocks.append(.table(ReportTable("Not recognised, commonest first", columns, rows)))
        }
        return blocks
    }

    private func row(_ account: Account, _ name: String) -> [ReportTable.Cell] {
        let always = [account.count(.records), account.count(.matched), account.count(.unrecognised)]
        let seldom = [
            account.count(.evidence), account.count(.remembered), account.count(.waiting), account.count(.switchedOff),
            account.count(.skippedEmpty, .skippedMalformed),
        ]
        return [.init(name)] + always.map { .init($0.grouped) } + seldom.map { .init(Figure($0)) }
    }

    /// The sum in words, so that everybody can check it.
    private func closing(_ sum: Account) -> String {
        var parts = ["\(sum.count(.matched).grouped) recognised", "\(sum.count(.unrecognised).grouped) not recognised"]
        let seldom: [(Int64, String)] = [
            (sum.count(.evidence), "evidence of other records' events"),
            (sum.count(.remembered), "remembered for others"), (sum.count(.waiting), "waiting for others"),
            (sum.count(.switchedOff), "switched off"), (sum.count(.skippedEmpty, .skippedMalformed), "skipped"),
        ]
        parts += seldom.filter { $0.0 != 0 }.map { $0.0.grouped + " " + $0.1 }
        let equation = " = " + parts.joined(separator: " + ")
        let read = sum.count(.records)
        if sum.unaccounted == 0 { return read.grouped + " read" + equation }
        return read.grouped + " read, but " + (read - sum.unaccounted).grouped + equation
    }

    package func json(limit: Int) -> JSONValue {
        .object([
            (
                "sources",
                .list(
                    accounts.prefix(limit).map { account in
                        let tallies = [Tally.records] + Tally.fates + Tally.losses
                        return .object(
                            [("source", .text(account.source))]
                                + tallies.map { ($0.name, .number(account.count($0))) }
                                + [("closes", .bool(account.unaccounted == 0))]
                        )
                    }
                )
            ),
            ("more", .number(Int64(accounts.dropFirst(limit).count))),
            ("silent", .list(silent)),
            (
                "recognised_less",
                .list(
                    drops.map { drop in
                        .object([
                            ("source", .text(drop.source)), ("records", .number(drop.records)),
                            ("recognised", .number(drop.matched)),
                            ("usual_percent", .number(Int64((drop.usualShare * 100).rounded()))),
                        ])
                    }
                )
            ),
            (
                "unrecognised",
                .list(
                    shapes.prefix(limit).map { shape in
                        .object([
                            ("app", .text(shape.app)), ("shape", .text(shape.text)), ("so_far", .number(shape.count)),
                        ])
                    }
                )
            ),
        ])
    }
}
