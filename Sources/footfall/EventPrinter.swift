import ArgumentParser
import FootfallModel
import FootfallPatterns
import FootfallReports

/// How events are printed.
enum EventFormat: String, ExpressibleByArgument, CaseIterable {
    case table, jsonl, csv, ecs, ocsf
}

/// Prints events one after another; `finish` prints what had to wait for the width of the columns.
struct EventPrinter {
    private let format: EventFormat
    private let zone: ZoneOffsets
    private let isEndless: Bool
    private var waiting: [[String]] = []
    private var table: TextTable?
    /// Which type is called what in the schemas of other programs.
    private let catalogue: Catalogue
    /// Rows that are looked at before the columns' widths are settled.
    private static let sampleRows = 500

    /// - Parameters:
    ///   - zone: of the clock that tables show; the other formats have UTC.
    ///   - catalogue: of the types there are.
    ///   - isEndless: most events are still to come, and columns are made for such as there usually are.
    init(_ format: EventFormat, zone: ZoneOffsets, catalogue: Catalogue = .shipped, isEndless: Bool = false) {
        self.format = format
        self.zone = zone
        self.catalogue = catalogue
        self.isEndless = isEndless
        if format == .csv { Console.out(EventCSV.header) }
    }

    /// - Parameter line: the input line, where there is one (`footfall parse`).
    mutating func print(_ event: ActivityEvent, line: Int64? = nil) {
        if let line = self.line(event, number: line) { Console.out(line) } else { add(row(event)) }
    }

    /// The line that an event is, where its format has one for each.
    func line(_ event: ActivityEvent, number: Int64? = nil) -> String? {
        switch format {
        case .jsonl: event.json(line: number)
        case .csv: EventCSV.values(of: event).map(EventPrinter.quoted).joined(separator: ",")
        case .ecs:
            ECSEvent(event, catalogue.type(named: event.type)?.ecs, version: Footfall.version).json
        case .ocsf:
            OCSFEvent(event, catalogue.type(named: event.type)?.ocsf, version: Footfall.version).json
        case .table: nil
        }
    }

    mutating func finish() {
        if table == nil, !waiting.isEmpty { settle() }
    }

    // MARK: Tables

    private static let columns = [
        TextTable.Column("TIME", minimum: 19, priority: 100),
        TextTable.Column("TYPE", minimum: 18, priority: 90),
        TextTable.Column("USER", minimum: 9, maximum: 40, priority: 80),
        TextTable.Column("APP", minimum: 7, maximum: 24, priority: 60),
        TextTable.Column("IP", minimum: 12, priority: 70),
        TextTable.Column("TARGET", minimum: 9, maximum: 24, priority: 40, isHiddenWhenEmpty: true),
        TextTable.Column("HOST", minimum: 6, maximum: 24, priority: 50, isHiddenWhenEmpty: true),
        TextTable.Column("×", alignment: .right, minimum: 2, priority: 45, isHiddenWhenEmpty: true),
        TextTable.Column("MESSAGE", overflow: .loseEnd, minimum: 20, priority: 10),
    ]

    /// What an event usually takes, for columns whose events nobody has seen yet.
    private static let usualRow = [
        "2026-11-22 10:00:00", "user_failed_login", "administrator", "systemd-logind", "255.255.255.255", "sysbackup",
        "server-1", "", "Accepted password for administrator from 255.255.255.255 port 50022 ssh2",
    ]

    private func row(_ event: ActivityEvent) -> [String] {
        let offset = zone.offset(atUTC: event.time.seconds)
        return [
            event.time.clockText(offset: offset), event.type, event.userID ?? "", event.appID ?? "", event.ip ?? "",
            event.targetID ?? "", event.host ?? "", event.count > 1 ? String(event.count) : "", event.message,
        ]
    }

    private mutating func add(_ row: [String]) {
        if let table {
            table.lines(row).forEach { Console.out($0) }
            return
        }
        waiting.append(row)
        if waiting.count >= EventPrinter.sampleRows { settle() }
    }

    private mutating func settle() {
        let sample = isEndless ? waiting + [EventPrinter.usualRow] : waiting
        let table = TextTable(columns: EventPrinter.columns, sample: sample, style: Console.style)
        Console.out(table.header)
        for row in waiting { table.lines(row).forEach { Console.out($0) } }
        waiting.removeAll()
        self.table = table
    }

    // MARK: CSV

    /// A value as one cell.
    static func quoted(_ written: String) -> String {
        // A file gets what was logged; a terminal must not.
        CSVCell.written(Console.isOutputTerminal ? printable(written) : written)
    }
}
