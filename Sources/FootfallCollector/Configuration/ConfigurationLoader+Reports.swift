internal import FootfallModel
internal import FootfallYAML

// The entries of `reports`.
extension ConfigurationLoader {
    mutating func report(_ node: YAMLNode) {
        let before = reader.diagnostics.count
        let entry = reader.mapping(node, "a report", allowed: ConfigurationKey.names(in: "reports"))
        let hasUnknown = reader.diagnostics.count > before
        guard node.isMapping else { return }
        guard let about = entry["report"] else {
            if hasUnknown { return }
            let hint = "begin it with - report: daily (or weekly, monthly)"
            return reader.add("a report needs to say what it is about", at: reader.place(of: node), hint: hint)
        }
        guard let span = reader.choice(about, "report", ReportCycle.allCases.map { ($0.rawValue, $0) }) else { return }
        var report = ScheduledReport(name: span.rawValue, span: span)
        if let node = entry["name"], let name = reader.string(node, "name") {
            if !name.isEmpty, name.utf8.allSatisfy(SavedSearch.isOfName) {
                report.name = name
            } else {
                let hint = "letters, digits, - and _, since its files begin with it"
                reader.add("'\(name)' is no name for a report", at: reader.place(of: node), hint: hint)
            }
        }
        if configuration.reports.contains(where: { $0.name == report.name }) {
            let hint = "give each a name of its own: name: \(report.name)-2"
            reader.add(
                "two reports are called \(report.name)",
                at: reader.place(of: entry["name"] ?? about),
                hint: hint
            )
        }
        if let node = entry["at"] { report.minute = minute(node) ?? report.minute }
        if let node = entry["format"] {
            let formats = list(node, "format").compactMap { node in
                reader.choice(node, "format", ScheduledReport.Format.allCases.map { ($0.rawValue, $0) })
            }
            report.formats = formats.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        }
        report.folder = entry["folder"].flatMap { path($0, "folder") }
        report.recipients = entry["mail"].map { list($0, "mail").compactMap { address($0, "mail") } } ?? []
        report.sender = entry["from"].flatMap { address($0, "from") }
        report.sendmail = entry["sendmail"].flatMap { path($0, "sendmail") }
        report.command = entry["command"].map { command($0) } ?? []
        if let node = entry["timeout"] { report.timeout = self.span(node, "timeout", in: 1...3600) ?? report.timeout }
        if entry["folder"] == nil, entry["mail"] == nil, entry["command"] == nil, !hasUnknown {
            let hint = "write folder: /path, mail: [root@localhost] or command: [program]"
            reader.add("a report needs somewhere to go", at: reader.place(of: node), hint: hint)
        }
        for key in ["from", "sendmail"] where entry["mail"] == nil {
            guard let node = entry[key] else { continue }
            reader.add("'\(key)' is of use only beside 'mail'", at: reader.place(of: node))
        }
        configuration.reports.append(report)
    }

    /// Minutes after midnight.
    private mutating func minute(_ node: YAMLNode) -> Int64? {
        guard let text = reader.string(node, "at") else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { part in
            part.count == 2 && part.utf8.allSatisfy { 0x30...0x39 ~= $0 } ? Int64(part) : nil
        }
        if parts.count == 2, let hour = parts[0], let minute = parts[1], hour < 24, minute < 60 {
            return hour * 60 + minute
        }
        let hint = "write hours and minutes in quotation marks, as in at: '07:00'"
        reader.add("'\(text)' is no time of the day", at: reader.place(of: node), hint: hint)
        return nil
    }

    /// A mail address as headers and command lines take it.
    private mutating func address(_ node: YAMLNode, _ what: String) -> String? {
        guard let text = reader.string(node, what) else { return nil }
        let isHarmless = text.utf8.allSatisfy { 0x21...0x7e ~= $0 && !"\"(),:;<>[\\]".utf8.contains($0) }
        if !text.isEmpty, isHarmless, !text.hasPrefix("-") { return text }
        let hint = "write it as in \(what): root@localhost, without a name"
        reader.add("'\(text)' is no mail address", at: reader.place(of: node), hint: hint)
        return nil
    }
}
