import ArgumentParser
import FootfallCollector
import FootfallModel
import FootfallPatterns
import FootfallQuery
import FootfallReports
import FootfallSources
import FootfallStore

/// `footfall patterns coverage`: what was not recognised, commonest first.
struct PatternsCoverage: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coverage",
        abstract: "Show what nothing recognised, by app and shape, commonest first.",
        discussion: """
            With files they are parsed now; without, the store tells what it has counted
            as it was collected. A shape is what messages have in common: addresses,
            numbers, names, paths and quotations are left out.

            Examples:
              # What did the collector not understand?
              footfall patterns coverage
              # Of one program, all of it
              footfall patterns coverage --app sshd --limit 0
              # Of a log that is not collected yet
              footfall patterns coverage /var/log/syslog
            """
    )

    @Argument(help: "Files to parse (- is standard input); the store's counts where none is named.", completion: .file)
    var files: [String] = []

    @Option(help: ArgumentHelp("How many shapes to show; 0 for all.", valueName: "n")) var limit = 20
    @Option(help: "table or jsonl.") var output: CoverageFormat = .table
    @Option(help: ArgumentHelp("Only messages of this app.", valueName: "name"), completion: .values(of: .app)) var app:
        String?
    @OptionGroup var store: StoreOption
    @OptionGroup var packs: PackOptions

    func validate() throws {
        if limit < 0 { throw ValidationError("--limit is a number from 0 on") }
        if !files.isEmpty, store.file != nil {
            throw ValidationError("name files to parse, or a store with --store, not both")
        }
    }

    func run() throws {
        let (coverage, isWhole) =
            files.isEmpty
            ? (try stored(), true) : try CoverageOfFiles.measure(files, packs.loadValid(store.configuration))
        let shapes = coverage.shapes.filter { app == nil || $0.app == app }
        let shown = limit == 0 ? shapes[...] : shapes.prefix(limit)
        switch output {
        case .jsonl: shown.forEach { Console.out(PatternsCoverage.json($0)) }
        case .table: show(shown, of: shapes, coverage)
        }
        if !isWhole { throw ExitCode.failure }
    }

    private func stored() throws -> Coverage {
        let store = try EventStore(path: store.path())
        let records = try store.accounting().values.reduce(0) { $0 + ($1[Tally.records.name] ?? 0) }
        if records == 0 { FirstSteps.note(store) }
        return Coverage(try store.unrecognised(), records: records)
    }

    private func show(_ shown: ArraySlice<UnrecognisedShape>, of shapes: [UnrecognisedShape], _ coverage: Coverage) {
        let style = Console.style
        let share = PatternsCoverage.share(coverage.missed, of: coverage.records)
        Console.out(
            "\(coverage.missed.grouped) of \(coverage.records.grouped) records were not recognised"
                + (coverage.missed == 0 ? "" : " (\(share)): \(coverage.shapes.count.grouped) shapes of")
                + (coverage.missed == 0 ? "" : " \(coverage.appCount.grouped) app\(coverage.appCount == 1 ? "" : "s")")
        )
        guard !shown.isEmpty else { return }
        let columns = [
            TextTable.Column.number("COUNT"), .number("SHARE"), .init("APP", minimum: 12, maximum: 24, priority: 1),
            .init("SHAPE, AND AN EXAMPLE", overflow: .loseEnd, minimum: 20),
        ]
        let rows = shown.map { shape in
            [
                shape.count.grouped, PatternsCoverage.share(shape.count, of: coverage.missed),
                shape.app.isEmpty ? "(none)" : shape.app, shape.shape.isEmpty ? "(other shapes)" : shape.shape,
            ]
        }
        let examples = shown.map { ["", "", "", $0.example] }
        let table = TextTable(columns: columns, sample: rows + examples, style: style)
        Console.out("\n" + table.header)
        for (row, example) in zip(rows, examples) {
            table.lines(row).forEach { Console.out($0) }
            if !example[3].isEmpty { table.lines(example).forEach { Console.out($0) } }
        }
        let rest = shapes.count - shown.count
        if rest > 0 { Console.out("\n\(rest.grouped) more shapes; --limit 0 shows all") }
    }

    private static func json(_ shape: UnrecognisedShape) -> String {
        "{\"count\":\(shape.count),\"app\":\(JSONText.quoted(shape.app)),\"shape\":\(JSONText.quoted(shape.shape)),"
            + "\"example\":\(JSONText.quoted(shape.example)),\"last_time\":\"\(shape.lastTime.rfc3339)\"}"
    }

    /// A share of the whole, to a tenth of a percent.
    static func share(_ part: Int64, of whole: Int64) -> String {
        let permille = whole == 0 ? 0 : (Double(part) * 1000 / Double(whole)).rounded()
        if permille == 0, part > 0 { return "<0.1%" }
        return "\(Int(permille) / 10).\(Int(permille) % 10)%"
    }
}

enum CoverageFormat: String, ExpressibleByArgument, CaseIterable {
    case table, jsonl
}

/// Files parsed for what is not recognised of them.
enum CoverageOfFiles {
    /// What is not recognised of those that can be read, and whether all can.
    static func measure(_ files: [String], _ patterns: PatternSet) throws -> (coverage: Coverage, isWhole: Bool) {
        let parser = LogParser(patterns, zone: .machine(), referenceTime: nil)
        var coverage = Coverage()
        var failures: [SourceError] = []
        for file in files {
            do throws(SourceError) {
                try parser.measure(
                    file,
                    notify: { Console.note(ProgressDisplay.text(of: $0)) },
                    into: &coverage
                )
            } catch {
                failures.append(error)
            }
        }
        for failure in failures { Console.note("error: " + failure.description) }
        return (coverage, failures.isEmpty)
    }
}
