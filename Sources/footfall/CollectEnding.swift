import FootfallModel
import FootfallReports
import FootfallStore

/// What `collect --once` says at its end beside how much it read: what the store holds, and what to do with it.
struct CollectEnding {
    let store: EventStore
    /// What the next commands need to find the same store: ` --store FILE`, or nothing.
    let options: String

    /// What the store holds, and what became of all records; the sum closes.
    func accounting() throws -> [String] {
        let statistics = try store.statistics()
        let counts = try store.accounting().values
        func count(_ tallies: [Tally]) -> Int64 {
            tallies.reduce(0) { sum, tally in counts.reduce(sum) { $0 + ($1[tally.name] ?? 0) } }
        }
        func day(_ time: Instant) -> String {
            String(time.clockText(offset: store.zone.offset(atUTC: time.seconds)).prefix { $0 != " " })
        }
        var span = ""
        if let first = statistics.firstTime, let last = statistics.lastTime {
            span = day(first) == day(last) ? ", of \(day(first))" : ", \(day(first)) to \(day(last))"
        }
        let parts: [(String, [Tally])] = [
            ("activity", [.matched]), ("told again", [.evidence]),
            ("known, not kept", [.remembered, .waiting, .switchedOff]), ("not recognised", [.unrecognised]),
            ("skipped", [.skippedEmpty, .skippedMalformed]),
        ]
        let sum = parts.map { (what: $0.0, count: count($0.1)) }.filter { $0.count > 0 }
        let events = "\(statistics.events.grouped) event\(statistics.events == 1 ? "" : "s")"
        return [
            "  the store  \(events)\(span)",
            "  records    \(count([.records]).grouped) = "
                + sum.map { "\($0.count.grouped) \($0.what)" }.joined(separator: " + "),
        ].filter { !$0.hasSuffix("= ") }
    }

    /// Commands to go on with.
    func next() throws -> [String] {
        guard try store.statistics().events > 0 else {
            return ["Next:", "  footfall patterns coverage\(options)    what the lines say that nothing recognised"]
        }
        let commands = [
            ("footfall report", "who did what, when and from where"),
            ("footfall search outcome:failure", "what did not succeed"),
            ("footfall serve", "all of it in a browser"),
        ].map { ($0.0 + options, $0.1) }
        let width = commands.map(\.0.count).max() ?? 0
        return ["Next:"] + commands.map { "  \($0.padded(to: width))    \($1)" }
    }
}
