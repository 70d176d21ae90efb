import FootfallModel
import FootfallPatterns
import FootfallStore
import Foundation

/// How soon questions are answered about a store of many events.
struct SearchFigures {
    let program: String
    let scratch: Scratch
    let peers: Peers
    let events: Int
    /// The log is not kept, and nothing is compared: it would take too much room and time.
    let isAlone: Bool

    private var isLarge: Bool { events > 20_000_000 }
    private var store: String { scratch.path("store") }

    func measure(into table: inout FigureTable) throws {
        try build(into: &table)
        for question in Question.points + Question.words + Question.reports {
            try measure(question, into: &table)
        }
        try measurePages(into: &table)
        try measureProgram(into: &table)
        try LiveFigures(scratch: scratch, patterns: PatternSet.load().set).measure(into: &table)
        scratch.remove("store")
        guard !isAlone else { return }
        let answers = peers.answers(log: scratch.path("search.log"))
        for question in Question.points + Question.words + Question.reports { compare(question, answers, &table) }
        scratch.remove("search.log")
    }

    /// Ten million events at a time, 30 days each, the oldest first.
    private func build(into table: inout FigureTable) throws {
        scratch.remove("store")
        let parts = (events + 9_999_999) / 10_000_000
        var seconds = 0.0
        for part in 0..<parts {
            let log = scratch.path("search.log")
            var own = BenchLog(lines: events / parts * 100 / BenchLog.eventsInHundred, days: 30)
            own.endsDaysBefore = 30 * (parts - 1 - part)
            own.number = UInt64(part + 1)
            try own.write(to: log)
            seconds += try Command(
                [
                    program, "collect", "--once", "--timezone", "UTC", "--reference-time", BenchLog.clock.rfc3339,
                    "--store", store, log,
                ],
                in: scratch.folder
            ).wallWithoutWords
            if isAlone { scratch.remove("search.log") }
        }
        let stored = try EventStore(path: store).statistics()
        table.add(
            Figure(
                name: "**a store of \(stored.events) events**, \(30 * parts) days",
                measured: Shown.rate(Double(stored.events) / seconds, "events")
                    + ", \(scratch.size("store") / 1_000_000) MB"
            )
        )
    }

    private func measure(_ question: Question, into table: inout FigureTable) throws {
        PageCache.drop(store)
        let cold = try Measured { _ = try question.ask(try EventStore(path: store)) }.wall
        let reader = try EventStore(path: store)
        let first = try Measured { _ = try question.ask(reader) }.wall
        let warm = try SearchFigures.warm { _ = try question.ask(reader) }
        let wanted = question.wanted.map { isLarge ? $0.large : $0.usual }
        var limits = wanted.map { ["< \(Shown.milliseconds($0))"] } ?? []
        if let limit = question.wantedCold { limits.append("cold < \(Shown.milliseconds(limit))") }
        table.add(
            Figure(
                name: question.name,
                measured: "\(Shown.milliseconds(warm)) (first \(Shown.milliseconds(first)), "
                    + "cold \(Shown.milliseconds(cold)))",
                wanted: limits.joined(separator: ", "),
                isMet: warm < wanted ?? .infinity && cold < question.wantedCold ?? .infinity
            )
        )
    }

    /// The median of nine times, or of as many as are done in two seconds.
    static func warm(_ body: () throws -> Void) rethrows -> Double {
        var walls: [Double] = []
        repeat { walls.append(try Measured(body).wall) } while walls.count < 9 && walls.reduce(0, +) < 2
        return walls.median
    }

    private func compare(
        _ question: Question,
        _ answers: [String: [(store: String, seconds: Double)]],
        _ table: inout FigureTable
    ) {
        let known = answers.keys.filter { name in question.peers.contains { name.hasPrefix($0) } }
        // SQLite is asked for days in two ways; the quicker one counts.
        var quickest: [String: Double] = [:]
        for (store, seconds) in known.flatMap({ answers[$0] ?? [] }) {
            quickest[store] = min(seconds, quickest[store] ?? .infinity)
        }
        var beside = peers.stores.compactMap { peer in
            quickest[peer.name].map { "\(peer.name) \(Shown.milliseconds($0))" }
        }
        if let text = question.rawText {
            let seconds = peers.ripgrep(text, scratch.path("search.log"))
            beside.append(seconds.map { "rg over the raw text \(Shown.milliseconds($0))" } ?? "rg: not installed")
        }
        if !question.peers.isEmpty, !peers.missing.isEmpty { beside.append(peers.missing) }
        table.compare(question.name, beside.joined(separator: "; "))
    }

    private func measurePages(into table: inout FigureTable) throws {
        let reader = try EventStore(path: store)
        let query = try Question.parsed("type:user_failed_login")
        let before = try reader.search(query, limit: 999 * 50)
        guard let last = before.last else { return }
        let first = try SearchFigures.warm { _ = try reader.search(query, limit: 50) }
        let late = try SearchFigures.warm { _ = try reader.search(query, limit: 50, after: PageCursor(last)) }
        table.add(
            Figure(
                name: "page 1,000 of a type",
                measured: Shown.milliseconds(late),
                wanted: "as page 1",
                isMet: late < 2 * first,
                beside: "page 1: \(Shown.milliseconds(first))"
            )
        )
    }

    private func measureProgram(into table: inout FigureTable) throws {
        func median(_ arguments: [String]) throws -> Double {
            try (0..<5).map { _ in try Command([program] + arguments, in: scratch.folder).wall }.median
        }
        let start = try median(["--version"])
        let search = try median(["search", "--store", store, "--user", "user0"])
        table.add(Figure(name: "the program's start", measured: Shown.milliseconds(start)))
        table.add(Figure(name: "a search for a user, with the program's start", measured: Shown.milliseconds(search)))
        let opening = try SearchFigures.warm { _ = try EventStore(path: store) }
        table.add(Figure(name: "opening the store", measured: Shown.milliseconds(opening)))
    }
}
