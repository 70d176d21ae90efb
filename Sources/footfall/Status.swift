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
            """
    )

    @OptionGroup var store: StoreOption

    func run() throws {
        let store = try EventStore(path: store.path)
        let statistics = try store.statistics()
        let style = Console.style
        Console.out("store     \(printable(store.path)), \(Status.size(statistics.bytes)), days in \(store.zone.name)")
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
            .number("NOT RECOGNISED"), .number("SWITCHED OFF"), .number("SKIPPED"), .number("EVENTS"),
        ]
        let rows = accounts.map { account in
            let counts = account.counts
            func count(_ tallies: Tally...) -> String { tallies.reduce(0) { $0 + (counts[$1] ?? 0) }.grouped }
            return [
                account.source, count(.records), count(.matched), count(.unrecognised), count(.switchedOff),
                count(.skippedEmpty, .skippedMalformed), count(.events),
            ]
        }
        let table = TextTable(columns: columns, sample: rows, style: style)
        Console.out(table.header)
        for row in rows { table.lines(row).forEach { Console.out($0) } }
        let drops = accounts.reduce(0) { $0 + ($1.counts[.kernelDrops] ?? 0) }
        if drops > 0 { Console.out("\nthe kernel dropped \(drops.grouped) datagrams before they could be read") }
        let limits = accounts.reduce(0) { $0 + ($1.counts[.limitReached] ?? 0) }
        if limits > 0 { Console.out("\n\(limits.grouped) times a pattern gave up at the match limit") }
    }

    private static func size(_ bytes: Int64) -> String {
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
