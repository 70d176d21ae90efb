internal import FootfallModel
internal import FootfallYAML

// How the records of a rule are written, and where they stand.
extension PackLoader {
    /// How a rule's records are written and where they stand.
    struct Form {
        var format = RecordFormat.json
        var behind: String?
        var columns: [String] = []
        var separator = UInt8(ascii: ",")
    }

    mutating func form(_ entry: [String: YAMLNode], _ known: String, _ place: Place) -> Form {
        var form = Form()
        if let node = entry["format"], let format = format(node, "format") { form.format = format }
        if let node = entry["behind"] {
            form.behind = reader.string(node, "behind")
            if entry["format"] != nil {
                reader.add(
                    "\(known) has 'behind' and 'format'",
                    at: reader.place(of: node),
                    hint: "the pattern it stands behind says the format under 'record'"
                )
            }
        }
        form.columns = entry["columns"].map { reader.strings($0, "columns") } ?? []
        if entry["format"]?.text == "csv", entry["columns"] == nil {
            reader.add(
                "\(known) needs 'columns'",
                at: place,
                hint: "their names in order: columns: [time, '', user], '' where one is not needed"
            )
        }
        if let node = entry["columns"] ?? entry["separator"], form.behind == nil, form.format != .csv {
            reader.add("'columns' and 'separator' are for csv alone", at: reader.place(of: node))
        }
        if let node = entry["separator"], let text = reader.string(node, "separator") {
            if text == "tab" {
                form.separator = 0x09
            } else if let byte = text.utf8.first, text.utf8.count == 1, byte != UInt8(ascii: "\"") {
                form.separator = byte
            } else {
                reader.add(
                    "'\(text)' is no separator",
                    at: reader.place(of: node),
                    hint: "one character, or the word tab"
                )
            }
        }
        return form
    }

    mutating func format(_ node: YAMLNode, _ what: String) -> RecordFormat? {
        reader.choice(node, what, RecordFormat.allCases.map { ($0.rawValue, $0) })
    }

    /// The format of what a pattern hands on to the rules behind it.
    mutating func handedOn(_ node: YAMLNode, _ entry: [String: YAMLNode], _ known: String) -> RecordFormat? {
        if entry["event"] != nil || entry["ignore"] != nil {
            reader.add(
                "\(known) has 'record', and says itself what its lines are",
                at: reader.place(of: node),
                hint: "the rules with 'behind' say what the event is"
            )
        }
        guard let format = format(node, "record") else { return nil }
        if format == .structuredData {
            reader.add("a header's structured data is no part of a message", at: reader.place(of: node))
        }
        return format
    }

    /// Gives rules that stand behind a pattern its format.
    mutating func join(_ records: inout [RecordRule], to patterns: [Pattern]) {
        for index in records.indices {
            guard let behind = records[index].behind else { continue }
            guard let format = patterns.first(where: { $0.id == behind })?.recordFormat else {
                reader.add(
                    "'\(behind)' is no pattern of this pack that has 'record'",
                    at: records[index].place,
                    hint: "record: keyvalue beside its regex hands the group 'record' to this rule"
                )
                continue
            }
            records[index].format = format
            if format == .csv, records[index].columns.isEmpty {
                reader.add("the rule '\(records[index].id)' needs 'columns'", at: records[index].place)
            }
        }
        for pattern in patterns
        where pattern.recordFormat != nil && !records.contains(where: { $0.behind == pattern.id }) {
            reader.add(
                "no rule stands behind the pattern '\(pattern.id)'",
                at: pattern.place,
                hint: "behind: \(pattern.id) in a rule under 'records'"
            )
        }
    }
}
