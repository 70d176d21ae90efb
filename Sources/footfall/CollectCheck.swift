import ArgumentParser
import FootfallCollector
import FootfallModel
import FootfallPatterns
import FootfallReports
import FootfallSources
import FootfallStore
import Foundation

// `footfall collect --check`: what would be read, and what is in the way.
extension Collect {
    func runCheck() throws {
        let read = try store.configuration.read()
        let (patterns, packMistakes) = try packs.loadForMatching(folder: read?.configuration.patternFolder)
        let mistakes = ((read?.mistakes ?? []) + (read?.configuration.check(with: patterns) ?? []))
            .sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        let style = Console.style
        for mistake in mistakes + packMistakes { Console.note(mistake.description, .error) }
        try PackOptions.check(enabled: enable, in: patterns)
        _ = try framing.expression(macros: patterns.macros)
        let plan = try configuration(with: read?.configuration)
        let check = CollectionCheck(plan)
        let zone = (try? EventStore(path: plan.store))?.zone ?? plan.zone
        let (searches, reports) = (read?.configuration.searches ?? [], read?.configuration.reports ?? [])
        let orders = OrderCheck(searches, reports, now: Clock.now, zone: zone)

        func count(_ number: Int, _ what: String) -> String { "\(number.grouped) \(what)\(number == 1 ? "" : "s")" }
        let file = read.map { printable($0.configuration.path) } ?? "none; options alone"
        let state = read == nil ? "" : mistakes.isEmpty ? ": no mistakes" : ": " + count(mistakes.count, "mistake")
        Console.out("configuration  \(file)\(state)")
        let own = (packs.folder ?? read?.configuration.patternFolder).map { ", with those in " + printable($0) } ?? ""
        let counts = count(patterns.packs.count, "pack") + ", " + count(patterns.patternCount, "pattern")
        Console.out("packs          \(counts)\(own)")
        Console.out("store          \(style.shown(check.store))")
        if plan.sources.isEmpty {
            Console.out("\nno sources: nothing would be read")
            Console.out(
                "  hint: name some, as in `footfall collect --check /var/log`; `footfall discover` proposes them"
            )
        } else {
            Console.out("")
            Collect.table(check, zone: plan.zone, style).forEach { Console.out($0) }
        }
        if !orders.plans.isEmpty { Console.out("") }
        for plan in orders.plans {
            for (index, line) in style.shown(plan).wrapped(to: style.width - 2).enumerated() {
                Console.out((index == 0 ? "" : "  ") + line)
            }
        }
        func list(_ title: String, _ texts: [String]) {
            for text in texts {
                Console.out("")
                for (index, line) in text.split(separator: "\n").enumerated() {
                    let shown = style.shown(line.trimmingCharacters(in: .whitespaces))
                    let margin = index == 0 ? "" : "  "
                    (index == 0 ? "\(title): \(shown)" : shown).wrapped(to: style.width - margin.count)
                        .forEach { Console.out(margin + $0) }
                }
            }
        }
        list("trouble", check.troubles + orders.troubles)
        list("overlap", check.overlaps)
        list("note", check.notes)
        let inTheWay = check.troubles.count + orders.troubles.count + (plan.sources.isEmpty ? 1 : 0)
        let troubles = mistakes.count + packMistakes.count + inTheWay
        Console.out(troubles == 0 ? "\nall can be read" : "\n\(count(troubles, "thing")) to mend")
        if troubles > 0 { throw ExitCode.failure }
    }

    private static func table(_ check: CollectionCheck, zone: ZoneOffsets, _ style: TextStyle) -> [String] {
        let columns = [
            TextTable.Column("SOURCE", minimum: 20, priority: 100), .number("FILES"), .number("SIZE"), .number("READ"),
            TextTable.Column("OLDEST", minimum: 16, maximum: 16, priority: 1, isHiddenWhenEmpty: true),
            TextTable.Column("NEWEST", minimum: 16, maximum: 16, priority: 2, isHiddenWhenEmpty: true),
            TextTable.Column("STATE", overflow: .wrap, minimum: 15, priority: 50, isHiddenWhenEmpty: true),
        ]
        func time(_ instant: Instant?) -> String {
            instant.map { String($0.clockText(offset: zone.offset(atUTC: $0.seconds)).prefix(16)) } ?? ""
        }
        let rows = check.rows.map { row in
            if let state = row.state { return [row.source, "", "", "", "", "", state] }
            let share = row.bytes == 0 ? "" : "\(row.readBytes * 100 / row.bytes) %"
            let size = Size.text(row.bytes)
            return [row.source, row.files.grouped, size, share, time(row.oldest), time(row.newest), ""]
        }
        let table = TextTable(columns: columns, sample: rows, style: style)
        return [table.header] + rows.flatMap { table.lines($0) }
    }
}
