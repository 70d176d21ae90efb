import FootfallModel
import FootfallPatterns
import FootfallStore
import Foundation

/// How fast lines become events in a store.
struct IngestFigures {
    let program: String
    let patterns: PatternSet
    let scratch: Scratch
    let rounds: Int
    let input: String?
    private var lines: Int { 1_000_000 }

    func measure(_ peers: Peers, growingTo events: Int, into table: inout FigureTable) throws {
        let log = input ?? scratch.path("auth.log")
        if input == nil { try BenchLog(lines: lines).write(to: log) }
        try measureWholeWay(log, peers, into: &table)
        try measureSmallBatches(log, into: &table)
        try measureCompressed(log, into: &table)
        try measureMosaic(into: &table)
        scratch.remove("auth.log")
        try measureGrowth(to: events, into: &table)
    }

    /// The program as it is started by hand, into a new store.
    private func collect(_ log: String) throws -> Command {
        scratch.remove("store")
        let reference = BenchLog.clock.rfc3339
        return try Command(
            [
                program, "collect", "--once", "--timezone", "UTC", "--reference-time", reference, "--store",
                scratch.path("store"), log,
            ],
            in: scratch.folder
        )
    }

    /// In turns with the others, so that the machine's drift meets all.
    private func measureWholeWay(_ log: String, _ peers: Peers, into table: inout FigureTable) throws {
        var own: [Command] = []
        var others = peers.stores.map { _ in [Command]() }
        for _ in 0..<rounds {
            own.append(try collect(log))
            for (place, peer) in peers.stores.enumerated() {
                others[place].append(try peers.load(peer, log: log))
                peers.remove(peer)
            }
        }
        let lines = Double(try lineCount(log))
        let wall = own.map(\.wallWithoutWords).median
        let beside = zip(peers.stores, others).map { peer, runs in
            let ratio = zip(runs, own).map { $0.wall / $1.wallWithoutWords }.median
            return "\(peer.name) \(Shown.rate(lines / runs.map(\.wall).median, "lines")) (\(Shown.times(ratio)))"
        }
        let python = zip(others.first ?? [], own).map { $0.wall / $1.wallWithoutWords }.median
        let hasPython = peers.stores.first?.search == "sqlite"
        table.add(
            Figure(
                name: "a file of \(Int(lines)) lines, whole way",
                measured: Shown.rate(lines / wall, "lines"),
                wanted: "5 × Python, more than DuckDB and chdb",
                isMet: (!hasPython || python >= 5)
                    && others.dropFirst(hasPython ? 1 : 0).allSatisfy { $0.map(\.wall).median >= wall },
                beside: (beside + [peers.missing]).filter { !$0.isEmpty }.joined(separator: "; ")
            )
        )
        let events = try storedEvents()
        func cost(_ name: String, _ runs: [Command]) -> String {
            String(format: "\(name)%.2f CPU s, %.0f MB", runs.map(\.processor).median, runs.map(\.memory).median)
        }
        let words = own.map { $0.wall - $0.wallWithoutWords }.median
        table.add(
            Figure(
                name: "… then its word index",
                measured: String(format: "%.2f s, %.2f µs an event", words, words / Double(max(1, events)) * 1e6)
            )
        )
        table.add(
            Figure(
                name: "… its cost, the word index included",
                measured: cost("", own)
                    + String(format: ", %.1f bytes/event", Double(scratch.size("store")) / Double(max(1, events))),
                beside: zip(peers.stores, others).map { cost("\($0.name) ", $1) }.joined(separator: "; ")
            )
        )
    }

    private func measureSmallBatches(_ log: String, into table: inout FigureTable) throws {
        let lines = Double(try lineCount(log))
        var walls: [Double] = []
        var transactions = 0
        var events = 0
        for _ in 0..<rounds {
            scratch.remove("store")
            (transactions, events) = (0, 0)
            var run = PipelineRun(patterns: patterns, log: log, store: scratch.path("store"))
            run.batchBytes = 190_000
            run.maximumEvents = 1
            walls.append(
                try Measured {
                    try run.run {
                        events += $0
                        transactions += 1
                    }
                }.wall
            )
        }
        let rate = lines / walls.median
        table.add(
            Figure(
                name: "… in transactions of \(events / max(1, transactions)) events",
                measured: Shown.rate(rate, "lines"),
                wanted: "400k lines/s",
                isMet: rate >= 400_000
            )
        )
    }

    private func measureCompressed(_ log: String, into table: inout FigureTable) throws {
        let packed = scratch.path("packed.gz")
        _ = try Command(["sh", "-c", "gzip -6 <\"$1\" >\"$2\"", "sh", log, packed], in: scratch.folder)
        var ratios: [Double] = []
        var walls: [Double] = []
        for _ in 0..<rounds {
            let plain = try collect(log).wallWithoutWords
            walls.append(try collect(packed).wallWithoutWords)
            ratios.append(walls[walls.count - 1] / plain)
        }
        scratch.remove("packed")
        table.add(
            Figure(
                name: "the same as .gz",
                measured: Shown.rate(Double(try lineCount(log)) / walls.median, "lines"),
                wanted: "2 × the time of plain",
                isMet: ratios.median <= 2,
                beside: "plain text: \(Shown.times(ratios.median)) its time"
            )
        )
    }

    private func measureMosaic(into table: inout FigureTable) throws {
        let log = scratch.path("mosaic.jsonl")
        try BenchLog(lines: lines, kind: .mosaic).write(to: log)
        let wall = try (0..<rounds).map { _ in try collect(log).wallWithoutWords }.median
        scratch.remove("mosaic")
        let rate = Double(lines) / wall
        table.add(
            Figure(
                name: "Mosaic's activities, JSON",
                measured: Shown.rate(rate, "lines"),
                wanted: "300k lines/s",
                isMet: rate >= 300_000
            )
        )
    }

    /// Rates of the first and the last million events while a store grows.
    private func measureGrowth(to total: Int, into table: inout FigureTable) throws {
        Progress.tell("growing a store to \(total) events")
        let log = scratch.path("growing.log")
        try BenchLog(lines: total * 100 / BenchLog.eventsInHundred, kind: .growing, days: 30).write(to: log)
        scratch.remove("store")
        var stored: [(events: Int, seconds: Double)] = [(0, 0)]
        let begun = ContinuousClock.now
        try PipelineRun(patterns: patterns, log: log, store: scratch.path("store")).run {
            stored.append((stored[stored.count - 1].events + $0, (ContinuousClock.now - begun) / .seconds(1)))
        }
        scratch.remove("growing")
        scratch.remove("store")
        let end = stored[stored.count - 1]
        let piece = min(1_000_000, end.events / 4)
        guard let first = stored.first(where: { $0.events >= piece }),
            let late = stored.last(where: { $0.events <= end.events - piece })
        else { return }
        let before = Double(first.events) / first.seconds
        let after = Double(end.events - late.events) / (end.seconds - late.seconds)
        table.add(
            Figure(
                name: "growing to \(end.events) events, a third of users and addresses new: the last \(piece)",
                measured: Shown.rate(after, "events"),
                wanted: "80 % of the first",
                isMet: after >= 0.8 * before,
                beside: "the first: \(Shown.rate(before, "events")) (\(Int(after / before * 100)) %)"
            )
        )
    }

    private func storedEvents() throws -> Int64 { try EventStore(path: scratch.path("store")).statistics().events }

    private func lineCount(_ log: String) throws -> Int {
        input == nil
            ? lines : Int(try Command(["wc", "-l", log], in: scratch.folder).output.split(separator: " ")[0]) ?? 0
    }
}
