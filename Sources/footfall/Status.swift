import ArgumentParser
import FootfallModel
import FootfallReports
import FootfallStore

/// `footfall status`: what is stored, and what became of every record.
struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the store, its sources, and what became of their records.",
        discussion: """
            Examples:
              footfall status
              footfall status --store demo.db

            Exit status 2 where a source is suddenly recognised much less than it was.
            """
    )

    @OptionGroup var store: StoreOption

    func run() throws {
        let path = try store.path()
        let store = try EventStore(path: path)
        let statistics = try store.statistics()
        let style = Console.style
        Console.out(
            "store     \(printable(store.path)), \(Status.size(statistics.fileBytes)), days in \(store.zone.name)"
        )
        Console.out("events    \(statistics.events.grouped)")
        if let first = statistics.firstTime, let last = statistics.lastTime {
            let span = [first, last].map { $0.clockText(offset: store.zone.offset(atUTC: $0.seconds)) }
            Console.out("span      \(span[0]) to \(span[1])")
        }
        let accounts = try store.accounting()
        if accounts.isEmpty {
            Console.out("sources   none has been read yet")
            return
        }
        Console.out("")
        let columns = [
            TextTable.Column("SOURCE", minimum: 12, priority: 100), .number("RECORDS"), .number("MATCHED"),
            Status.seldom("EVIDENCE"), Status.seldom("REMEMBERED"), Status.seldom("WAITING"), .number("NOT RECOGNISED"),
            .number("SWITCHED OFF"), .number("SKIPPED"), .number("EVENTS"),
        ]
        let sources = accounts.keys.sorted()
        func count(_ source: String, _ tallies: Tally...) -> Int64 {
            tallies.reduce(0) { $0 + (accounts[source]?[$1.name] ?? 0) }
        }
        let rows = sources.map { source in
            let seldom = [Tally.evidence, .remembered, .waiting].map { tally in
                sources.contains { count($0, tally) != 0 } ? count(source, tally).grouped : ""
            }
            let rest = [
                count(source, .unrecognised), count(source, .switchedOff),
                count(source, .skippedEmpty, .skippedMalformed), count(source, .events),
            ]
            return [source, count(source, .records).grouped, count(source, .matched).grouped] + seldom
                + rest.map(\.grouped)
        }
        let table = TextTable(columns: columns, sample: rows, style: style)
        Console.out(table.header)
        for row in rows { table.lines(row).forEach { Console.out($0) } }
        let lost = sources.reduce(0) { $0 + count($1, .kernelDrops) }
        if lost > 0 { Console.out("\nthe kernel dropped \(lost.grouped) datagrams before they could be read") }
        let cut = sources.reduce(0) { $0 + count($1, .cutLines) }
        if cut > 0 { Console.out("\n\(cut.grouped) line\(cut == 1 ? " was" : "s were") longer than 64 KiB and cut") }
        let unknown = sources.reduce(0) { $0 + count($1, .unknownActivities) }
        if unknown > 0 {
            let events = "\(unknown.grouped) event\(unknown == 1 ? " is" : "s are")"
            Console.out("\n\(events) of a type that the catalogue does not know")
        }
        let expired = sources.reduce(0) { $0 + count($1, .joinsExpired) }
        if expired > 0 { Console.out("\n\(expired.grouped) remembered records were forgotten after ten minutes") }
        let surplus = sources.reduce(0) { $0 + count($1, .joinsOverflowed) }
        if surplus > 0 { Console.out("\n\(surplus.grouped) remembered records were forgotten, as there were too many") }
        let limits = sources.reduce(0) { $0 + count($1, .limitReached) }
        if limits > 0 { Console.out("\n\(limits.grouped) times a pattern gave up at the match limit") }
        let drops = try RecognitionDrop.all(in: store)
        Status.lines(of: drops, store: self.store.file, style).forEach { Console.out($0) }
        if !drops.isEmpty { throw ExitCode(2) }
    }

    /// What suddenly is recognised less than before, and what to do about it.
    private static func lines(of drops: [RecognitionDrop], store: String?, _ style: TextStyle) -> [String] {
        guard !drops.isEmpty else { return [] }
        let command = "footfall patterns coverage" + (store.map { " --store " + style.shown($0) } ?? "")
        let all = drops.map { "trouble: " + $0.sentence(source: style.shown($0.source)) }
        return [""] + all.flatMap { $0.wrapped(to: style.width) }
            + ["to see what is missed: \(command)"]
    }

    /// A column that is there only where something is in it.
    private static func seldom(_ title: String) -> TextTable.Column {
        TextTable.Column(title, alignment: .right, minimum: .max, priority: .max, isHiddenWhenEmpty: true)
    }

    static func size(_ bytes: Int64) -> String {
        let units = ["bytes", "KB", "MB", "GB", "TB"]
        var value = Double(bytes)
        var unit = 0
        while value >= 1000, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return unit == 0 ? "\(bytes) bytes" : "\(Double(Int(value * 10)) / 10) \(units[unit])"
    }
}
