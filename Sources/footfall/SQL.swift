import ArgumentParser
import FootfallModel
import FootfallReports
import FootfallStore
import Foundation

/// How rows are printed.
enum RowFormat: String, ExpressibleByArgument, CaseIterable {
    case table, jsonl, csv
}

/// `footfall sql`: SQL over the store, read only.
struct SQL: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sql",
        abstract: "Ask the store in SQL; it is only read.",
        discussion: """
            The view activity has an event a row: time, time_us, type, category,
            outcome, user_id, target_id, app_id, ip, host, source, pattern, count,
            message, details, id. The view evidence has what only tells events again.
            posted(field, value) gives the ids of what `footfall search field:value`
            finds, without reading the others.

            Examples:
              # What happens how often
              footfall sql "SELECT type, sum(count) AS n FROM activity GROUP BY 1"
              # From where alice came, by the posting lists
              footfall sql "SELECT ip FROM activity JOIN posted('user','alice') USING (id)"
              # What PAM, logind and audit told beside it, as a spreadsheet
              footfall sql --output csv "SELECT * FROM evidence LIMIT 1000" > evidence.csv
            """
    )

    @Argument(help: "One query; '-' reads it from standard input.")
    var query: String

    @Option(help: ArgumentHelp("How to show the answer.", valueName: "table|jsonl|csv"))
    var output: RowFormat = .table

    @Option(help: ArgumentHelp("Stop after this many seconds; 0 for never.", valueName: "seconds"))
    var timeout = 60.0

    @OptionGroup var store: StoreOption

    func validate() throws {
        if !(timeout >= 0) { throw ValidationError("--timeout must be 0 or more") }
    }

    func run() throws {
        let store = try EventStore(path: store.path())
        let text =
            query == "-" ? String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self) : query
        var printer = RowPrinter(output)
        do {
            let limit = timeout == 0 ? 1e9 : min(timeout, 1e9)
            try QuerySession(store).run(text, seconds: limit) {
                printer.begin($0)
            } row: {
                printer.print($0)
            }
            printer.finish()
        } catch let mistake as QueryMistake {
            // What was found until then is shown, and the exit status says that it is not all.
            printer.stop()
            throw SQL.failure(mistake, text)
        }
    }

    /// With the place in the query, where there is one.
    private static func failure(_ mistake: QueryMistake, _ text: String) -> any Error {
        if mistake.isTimeout { return Failure("query: " + mistake.reason, hint: mistake.hint) }
        guard let offset = mistake.offset else {
            return Failure(usage: Diagnostic(mistake.reason, file: "query", hint: mistake.hint))
        }
        let before = String(decoding: text.utf8.prefix(offset), as: UTF8.self)
        let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
        let all = text.split(separator: "\n", omittingEmptySubsequences: false)
        return Failure(
            usage: Diagnostic(
                mistake.reason,
                file: "query",
                line: lines.count,
                column: (lines.last?.count ?? 0) + 1,
                hint: mistake.hint,
                excerpt: lines.isEmpty ? text : String(all[lines.count - 1])
            )
        )
    }
}

/// Prints the rows of an answer as they come.
private struct RowPrinter {
    /// Rows that are looked at before the columns' widths are settled.
    private static let sampleRows = 500

    private let format: RowFormat
    private var columns: [String] = []
    private var waiting: [[String]] = []
    private var table: TextTable?

    init(_ format: RowFormat) {
        self.format = format
    }

    mutating func begin(_ names: [String]) {
        // Two columns of a join may have one name, and an object's fields may not.
        var seen: [String: Int] = [:]
        columns = names.map { name in
            seen[name, default: 0] += 1
            let number = seen[name] ?? 1
            return number == 1 ? name : "\(name):\(number)"
        }
        if format == .csv { Console.out(names.map(EventPrinter.quoted).joined(separator: ",")) }
    }

    mutating func print(_ row: [QuerySession.Value]) {
        switch format {
        case .jsonl:
            let fields = zip(columns, row).map { JSONText.quoted($0) + ":" + $1.json }
            Console.out("{" + fields.joined(separator: ",") + "}")
        case .csv: Console.out(row.map { EventPrinter.quoted($0.text) }.joined(separator: ","))
        case .table:
            let cells = row.map(\.text)
            if let table { return table.lines(cells).forEach { Console.out($0) } }
            waiting.append(cells)
            if waiting.count >= RowPrinter.sampleRows { settle() }
        }
    }

    /// Prints what waits, where rows do.
    mutating func stop() {
        if !waiting.isEmpty { settle() }
    }

    mutating func finish() {
        if format == .table, table == nil, !columns.isEmpty { settle() }
    }

    private mutating func settle() {
        let titles = columns.enumerated().map { index, name in
            TextTable.Column(name, overflow: .loseEnd, minimum: 6, priority: -index)
        }
        let table = TextTable(columns: titles, sample: waiting, style: Console.style)
        Console.out(table.header)
        for row in waiting { table.lines(row).forEach { Console.out($0) } }
        waiting.removeAll()
        self.table = table
        if !table.hidden.isEmpty, Console.isErrorTerminal {
            Console.note("no room for " + table.hidden.joined(separator: ", ") + "; --output jsonl shows all")
        }
    }
}

extension QuerySession.Value {
    fileprivate var text: String {
        switch self {
        case .null: ""
        case .integer(let value): String(value)
        case .real(let value): String(value)
        case .text(let value): value
        case .blob(let bytes): bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
        }
    }

    fileprivate var json: String {
        switch self {
        case .null: "null"
        case .integer(let value): String(value)
        // JSON has no infinity.
        case .real(let value): value.isFinite ? String(value) : "null"
        case .text(let value): JSONText.quoted(value)
        case .blob: JSONText.quoted(text)
        }
    }
}
