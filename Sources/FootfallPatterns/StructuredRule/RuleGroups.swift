internal import FootfallModel

/// Rules that read their records alike, with what finds among them.
struct RuleGroups {
    struct Group {
        var format: RecordFormat
        var index: RuleIndex
        /// Of a csv record.
        var columns: [[UInt8]] = []
        var separator = UInt8(ascii: ",")
        /// The pack of a csv group: its records are looked for in the lines of its apps alone.
        var pack = 0
    }

    private struct Key: Hashable {
        var behind: Int?
        var format: RecordFormat
        /// Of csv alone.
        var pack: Int?
        var columns: [String]
        var separator: UInt8
    }

    private(set) var groups: [Group] = []
    /// Of whole messages, by their format; -1 where it has no rule.
    private(set) var json = -1
    private(set) var keyValue = -1
    private(set) var audit = -1
    private(set) var cef = -1
    private(set) var leef = -1
    private(set) var structuredData = -1
    /// Of whole messages that are csv.
    private(set) var csv: [Int] = []
    /// By the number of the pattern that they stand behind.
    private(set) var ofPattern: [[Int]]
    /// The paths `header.app` and `header.host`; -1 where no rule asks for them.
    let headerApp: Int32
    let headerHost: Int32

    init(_ set: PatternSet, _ prepared: borrowing PreparedRules) {
        headerApp = prepared.paths.number(ofKnown: "header.app") ?? -1
        headerHost = prepared.paths.number(ofKnown: "header.host") ?? -1
        ofPattern = [[Int]](repeating: [], count: set.patterns.count)
        var keys: [Key] = []
        var members: [Key: [Int32]] = [:]
        for (number, loaded) in set.records.enumerated() {
            let rule = loaded.rule
            let isCSV = rule.format == .csv
            let key = Key(
                behind: loaded.behind,
                format: rule.format,
                pack: isCSV ? loaded.pack : nil,
                columns: rule.columns,
                separator: rule.separator
            )
            if members[key] == nil { keys.append(key) }
            members[key, default: []].append(Int32(number))
        }
        for key in keys {
            let number = groups.count
            groups.append(
                Group(
                    format: key.format,
                    index: RuleIndex(members[key] ?? [], prepared),
                    columns: key.columns.map { Array($0.utf8) },
                    separator: key.separator,
                    pack: key.pack ?? 0
                )
            )
            if let behind = key.behind {
                ofPattern[behind].append(number)
            } else {
                switch key.format {
                case .json: json = number
                case .keyvalue: keyValue = number
                case .audit: audit = number
                case .cef: cef = number
                case .leef: leef = number
                case .structuredData: structuredData = number
                case .csv: csv.append(number)
                }
            }
        }
    }

    subscript(number: Int) -> Group {
        @inline(__always) _read { yield groups[number] }
    }
}
